package dev.oriel.source;

import dev.oriel.frame.Jpeg;
import dev.oriel.frame.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;

/// Publishes the JPEGs of a byte stream as they come, each captured when its last byte arrived.
///
/// Threads: one at a time. Blocking: as the stream does.
final class JpegStream {
    private static final int CHUNK = 64 * 1024;

    private final FrameSink sink;
    private final LongSupplier epochMicros;
    private boolean told;

    JpegStream(FrameSink sink, LongSupplier epochMicros) {
        this.sink = sink;
        this.epochMicros = epochMicros;
    }

    /// Reads until the stream ends or the sink is stopped. The stream stays the caller's.
    void run(InputStream stream) throws IOException {
        var chunk = new byte[CHUNK];
        var bytes = Unpooled.wrappedBuffer(chunk);
        try (var splitter = new JpegSplitter(this::publish)) {
            while (!sink.stopped()) {
                int count = stream.read(chunk);
                if (count < 0) {
                    return;
                }
                splitter.feed(bytes.setIndex(0, count));
            }
        }
    }

    private void publish(ByteBuf picture) {
        if (!told) {
            tell(picture);
        }
        sink.jpeg(picture, epochMicros.getAsLong());
    }

    private void tell(ByteBuf picture) {
        try {
            var scan = Jpeg.scan(picture);
            told = true;
            sink.opened("MJPEG " + scan.widthPixels() + "x" + scan.heightPixels(), 0);
        } catch (ProtocolException _) {
            // The sink counts it; the next one may be better.
        }
    }
}
