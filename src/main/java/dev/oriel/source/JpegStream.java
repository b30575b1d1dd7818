package dev.oriel.source;

import dev.oriel.ffmpeg.MediaInput;
import dev.oriel.frame.Jpeg;
import dev.oriel.frame.ProtocolException;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Publishes the JPEGs of a byte stream: those of a live one as they come, those of a recording 25 a second.
///
/// A picture is captured when its last byte arrived, unless the header of its part says when, and that can be.
///
/// Threads: one at a time. Blocking: as the stream does.
final class JpegStream {
    private static final int CHUNK = 64 * 1024;

    private final FrameSink sink;
    private final Clocks clocks;
    private final MemoryBudget memory;
    private final byte[] chunk = new byte[CHUNK];
    private final CRC32C checksum = new CRC32C();
    private PartHeaders head = PartHeaders.NONE;
    private boolean told;
    private String size = "";
    private int count;

    private record Shot(ByteBuf picture, long capturedAtMicros) {}

    JpegStream(FrameSink sink, Clocks clocks) {
        this(sink, new SourceContext(clocks, sink.limits()));
    }

    JpegStream(FrameSink sink, SourceContext context) {
        this.sink = sink;
        this.clocks = context.clocks();
        this.memory = context.streams();
    }

    /// Reads a live stream until it ends or the sink is stopped. The stream stays the caller's.
    ///
    /// @return how many pictures it held
    int run(InputStream stream) throws IOException, InterruptedException {
        return run(stream, null);
    }

    /// Reads a recording until it ends or the sink is stopped. The stream stays the caller's.
    ///
    /// @return how many pictures it held
    int runRecording(InputStream stream) throws IOException, InterruptedException {
        return run(stream, new Pacer(0));
    }

    /// What the head of the stream says, for a picture that says nothing itself.
    void head(PartHeaders next) {
        head = next;
    }

    private int run(InputStream stream, @Nullable Pacer pacer) throws IOException, InterruptedException {
        count = 0;
        var found = new Found();
        try (found) {
            while (!sink.stopped()) {
                int read = stream.read(chunk);
                found.feed(read);
                for (var shot = found.shots.poll(); shot != null; shot = found.shots.poll()) {
                    publish(shot, pacer);
                }
                if (read < 0) {
                    return count;
                }
            }
        }
        return count;
    }

    /// The pictures of a chunk.
    private final class Found implements AutoCloseable {
        final ArrayDeque<Shot> shots = new ArrayDeque<>();
        private final ByteBuf bytes = Unpooled.wrappedBuffer(chunk);
        private final JpegSplitter splitter = new JpegSplitter(this::add, memory);

        private void add(ByteBuf picture) {
            var own = splitter.headers();
            var telling = own.timestampMicros().isPresent() ? own : head;
            shots.add(new Shot(picture, telling.capturedAtMicros(clocks.nowMicros())));
        }

        /// @param count bytes in the chunk; negative at the end
        void feed(int count) {
            if (count < 0) {
                splitter.finish();
            } else {
                splitter.feed(bytes.setIndex(0, count));
            }
        }

        @Override
        public void close() {
            splitter.close();
            shots.forEach(shot -> shot.picture.release());
        }
    }

    private void publish(Shot shot, @Nullable Pacer pacer) throws InterruptedException {
        if (!told) {
            tell(shot.picture);
        }
        if (++count == 1) {
            checksum.reset();
            checksum.update(shot.picture.nioBuffer());
        }
        if (pacer != null) {
            try {
                DueTime.await(pacer.dueNanos(MediaInput.NO_TIME, clocks.nowNanos()), clocks, sink);
            } catch (InterruptedException e) {
                shot.picture.release();
                throw e;
            }
        }
        sink.jpeg(shot.picture, pacer == null || count == 1 ? shot.capturedAtMicros : clocks.nowMicros());
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

    /// A checksum of the last stream's first picture.
    long firstContent() {
        return checksum.getValue();
    }

    /// The first picture's width and height; empty before it.
    String size() {
        return size;
    }
}
