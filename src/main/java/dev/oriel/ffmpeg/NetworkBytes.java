package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avformat.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/// The bytes behind an HTTP address, as they arrive; what they are is known from the server's word before the first is read.
///
/// Threads: one at a time. Blocking: until something has come, the patience ends or a stop is asked for.
public final class NetworkBytes extends InputStream {
    private static final int CHUNK = 64 * 1024;

    private final MediaRequest request;
    private final Interruption interruption;
    private final AVIOContext context = new AVIOContext(null);
    private final String contentType;
    private BytePointer chunk = new BytePointer((BytePointer) null);
    private boolean closed;

    /// Asks the server.
    ///
    /// @throws IOException with a short cause that carries no secrets
    public static NetworkBytes open(MediaRequest request, BooleanSupplier stopped) throws IOException {
        Libraries.formats();
        var interruption = new Interruption(stopped, request.patience());
        try {
            HostLookup.await(request.url(), interruption);
            return new NetworkBytes(request, interruption);
        } catch (IOException | RuntimeException e) {
            interruption.close();
            throw e;
        }
    }

    private NetworkBytes(MediaRequest request, Interruption interruption) throws IOException {
        this.request = request;
        this.interruption = interruption;
        try (var callback = new AVIOInterruptCB(); var options = new Options(request)) {
            interruption.setInto(callback);
            interruption.check(avio_open2(context, request.url(), AVIO_FLAG_READ, callback, options.dictionary()));
        }
        contentType = option("mime_type");
    }

    private String option(String name) {
        try (var value = new PointerPointer<BytePointer>(1); var key = new BytePointer(name)) {
            value.put(0, (BytePointer) null);
            if (av_opt_get(context, key, AV_OPT_SEARCH_CHILDREN, value) < 0) {
                return "";
            }
            var text = Objects.requireNonNull(value.get(BytePointer.class, 0));
            String result = text.getString().strip().toLowerCase(Locale.ROOT);
            av_free(text);
            return result;
        }
    }

    /// What the server says that it is, in lower case, with parameters; empty where it says nothing.
    public String contentType() {
        return contentType;
    }

    MediaRequest request() {
        return request;
    }

    Interruption interruption() {
        return interruption;
    }

    AVIOContext context() {
        return context;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /// @throws IOException `timed out`, `stopped` or what else has happened
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (chunk.isNull()) {
            chunk = new BytePointer(AvError.allocated(av_malloc(CHUNK)));
        }
        interruption.restart();
        int count = avio_read_partial(context, chunk, Math.min(length, CHUNK));
        if (count == AVERROR_EOF()) {
            return -1;
        }
        interruption.check(count);
        Address.bytes(chunk, count).get(into, offset, count);
        return count == 0 && length > 0 ? -1 : count;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            avio_close(context);
            av_free(chunk);
            interruption.close();
        }
    }

    /// FFmpeg's dictionary of a request's options.
    static final class Options implements AutoCloseable {
        private final AVDictionary dictionary = new AVDictionary(null);

        Options(MediaRequest request) {
            request.allOptions().forEach((name, value) -> av_dict_set(dictionary, name, value, 0));
        }

        AVDictionary dictionary() {
            return dictionary;
        }

        @Override
        public void close() {
            av_dict_free(dictionary);
        }
    }
}
