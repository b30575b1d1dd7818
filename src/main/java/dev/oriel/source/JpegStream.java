package dev.oriel.source;

import dev.oriel.frame.Jpeg;
import dev.oriel.frame.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;

/// Publishes the JPEGs of a byte stream as they come, each captured when its last byte arrived.
///
/// Threads: one at a time. Blocking: as the stream does.
final class JpegStream {
    private static final int CHUNK = 64 * 1024;

    private final FrameSink sink;
    private final LongSupplier epochMicros;
    private final byte[] chunk = new byte[CHUNK];
    private final CRC32C checksum = new CRC32C();
    private boolean told;
    private String size = "";
    private int count;

    JpegStream(FrameSink sink, LongSupplier epochMicros) {
        this.sink = sink;
        this.epochMicros = epochMicros;
    }

    /// Reads until the stream ends or the sink is stopped. The stream stays the caller's.
    ///
    /// @return how many pictures it held
    int run(InputStream stream) throws IOException {
        count = 0;
        var bytes = Unpooled.wrappedBuffer(chunk);
        try (var splitter = new JpegSplitter(this::publish)) {
            while (!sink.stopped()) {
                int read = stream.read(chunk);
                if (read < 0) {
                    return count;
                }
                splitter.feed(bytes.setIndex(0, read));
            }
        }
        return count;
    }

    /// A checksum of the last stream's first picture.
    long firstContent() {
        return checksum.getValue();
    }

    /// The first picture's width and height; empty before it.
    String size() {
        return size;
    }

    private void publish(ByteBuf picture) {
        if (!told) {
            tell(picture);
        }
        if (++count == 1) {
            checksum.reset();
            checksum.update(picture.nioBuffer());
        }
        sink.jpeg(picture, epochMicros.getAsLong());
    }

    private void tell(ByteBuf picture) {
        try {
            var scan = Jpeg.scan(picture);
            told = true;
            size = scan.widthPixels() + "x" + scan.heightPixels();
            sink.opened("MJPEG " + size, 0);
        } catch (ProtocolException _) {
            // The sink counts it; the next one may be better.
        }
    }
}
