package dev.oriel.source;

import dev.oriel.ffmpeg.SeekableStream;
import dev.oriel.http.Answer;
import dev.oriel.http.CameraClient;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The body of an answer for FFmpeg: where the server gives parts of it, reading goes on from anywhere. It keeps what went wrong,
/// because FFmpeg forgets it.
///
/// Threads: one at a time. Ownership: the first answer is the caller's; those behind it are closed here.
final class HttpBytes extends SeekableStream {
    /// What lies so near ahead comes faster by reading than by asking.
    private static final long NEAR_BYTES = 256 * 1024;
    private static final int PARTIAL = 206;

    private final CameraClient client;
    private final Answer first;
    private final long length;
    private InputStream body;
    private @Nullable Answer later;
    private long position;
    private @Nullable IOException failure;

    HttpBytes(CameraClient client, Answer first, InputStream body) {
        this.client = client;
        this.first = first;
        this.body = body;
        boolean parts = first.contentLength() > 0 && "bytes".equalsIgnoreCase(first.header("Accept-Ranges"));
        length = parts ? first.contentLength() : -1;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        try {
            int read = body.read(into, offset, count);
            position += Math.max(0, read);
            return read;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public void seek(long to) throws IOException {
        try {
            if (to < position || to - position > NEAR_BYTES) {
                ask(to);
            } else {
                body.skipNBytes(to - position);
            }
            position = to;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private void ask(long from) throws IOException {
        (later == null ? first : later).close();
        later = null;
        if (from >= length) {
            body = InputStream.nullInputStream();
            return;
        }
        var answer = client.get(first.address(), Map.of("Range", "bytes=" + from + "-"));
        later = answer;
        var range = answer.header("Content-Range");
        if (answer.status() != PARTIAL || range == null || !range.strip().startsWith("bytes " + from + "-")) {
            throw new IOException("the server gives no parts of the file");
        }
        body = answer.body();
    }

    /// Throws what ended the bytes before their end.
    void rethrow() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        if (later != null) {
            later.close();
        }
    }
}
