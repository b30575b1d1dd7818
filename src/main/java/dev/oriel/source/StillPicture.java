package dev.oriel.source;

import dev.oriel.frame.Packet;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A file that holds one JPEG: shown once a second, or as often as the camera's `fps` says, and the new one as soon as a program has
/// written another in its place. A file that is being written is left alone until it stays the same for a look.
///
/// Threads: the source's. Blocking: reading the file.
final class StillPicture {
    private static final long LOOK_NANOS = Duration.ofMillis(250).toNanos();
    private static final double USUAL_FPS = 1;
    private static final byte[] START = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
    /// Photographs of several pictures, which have previews and maps of light behind the first (CIPA DC-007).
    private static final byte[] SEVERAL = "MPF\0".getBytes(StandardCharsets.US_ASCII);
    private static final String NONE = "no complete picture in it";
    private static final int CHUNK = 64 * 1024;

    private final Path file;
    private final FrameSink sink;
    private final Clocks clocks;
    private byte[] picture = {};
    private @Nullable State shown;
    private @Nullable State seen;
    private @Nullable State refused;

    /// What tells one content of a file from another.
    private record State(long bytes, long modifiedNanos, @Nullable Object key) {
        static State of(Path file) throws IOException {
            var now = Files.readAttributes(file, BasicFileAttributes.class);
            return new State(now.size(), now.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS), now.fileKey());
        }
    }

    StillPicture(Path file, FrameSink sink, Clocks clocks) {
        this.file = file;
        this.sink = sink;
        this.clocks = clocks;
    }

    /// What a file holds, as far as JPEG is concerned.
    enum Holds {
        /// Something else, or nothing that can be read.
        NO_JPEG,
        /// One, or the beginning of one.
        ONE,
        /// A video: one after another.
        SEVERAL
    }

    static Holds look(Path file) {
        var found = new Found();
        try (var stream = new BufferedInputStream(Files.newInputStream(file), CHUNK)) {
            stream.mark(START.length);
            var start = stream.readNBytes(START.length);
            stream.reset();
            if (!Arrays.equals(start, START)) {
                return Holds.NO_JPEG;
            }
            read(stream, found, 2);
        } catch (IOException _) {
            return Holds.NO_JPEG; // whatever opens it next says why
        }
        return found.count < 2 || found.photograph ? Holds.ONE : Holds.SEVERAL;
    }

    /// The first picture of a file, and how many there are.
    private static final class Found {
        private byte[] first = {};
        private int count;
        private boolean photograph;

        private void add(ByteBuf next) {
            if (count++ == 0) {
                first = ByteBufUtil.getBytes(next);
                photograph = ByteBufUtil.indexOf(Unpooled.wrappedBuffer(SEVERAL), next.slice(next.readerIndex(),
                        Math.min(next.readableBytes(), CHUNK))) >= 0;
            }
            next.release();
        }
    }

    private static void read(InputStream stream, Found found, int most) throws IOException {
        var chunk = new byte[CHUNK];
        try (var splitter = new JpegSplitter(found::add)) {
            for (int count = stream.read(chunk); count >= 0 && found.count < most; count = stream.read(chunk)) {
                splitter.feed(Unpooled.wrappedBuffer(chunk, 0, count));
            }
        }
    }

    /// Shows the picture until the sink is stopped.
    ///
    /// @throws IOException when there is none at the beginning
    void run() throws IOException, InterruptedException {
        look(State.of(file));
        if (picture.length == 0) {
            throw new IOException(NONE);
        }
        sink.opened("JPEG, a still picture", 0);
        var fps = sink.settings().fps();
        long intervalNanos = (long) (Duration.ofSeconds(1).toNanos() / (fps == null ? USUAL_FPS : fps));
        long dueNanos = clocks.nowNanos();
        while (!sink.stopped()) {
            if (clocks.nowNanos() >= dueNanos) {
                show();
                dueNanos = Math.max(dueNanos + intervalNanos, clocks.nowNanos());
            }
            DueTime.await(Math.min(dueNanos, clocks.nowNanos() + LOOK_NANOS), clocks, sink);
            if (isChanged()) {
                dueNanos = clocks.nowNanos();
            }
        }
    }

    private void show() {
        if (picture.length > 0) {
            sink.jpeg(Packet.buffer(picture.length).writeBytes(picture), clocks.nowMicros());
        }
    }

    /// Looks for another picture. Where there is none any more the old one is not shown again, and becomes a loss with time.
    private boolean isChanged() {
        try {
            var now = State.of(file);
            boolean still = now.equals(seen);
            seen = now;
            return still && !now.equals(shown) && !now.equals(refused) && look(now);
        } catch (IOException e) {
            forget();
            sink.awaits(words(e));
            return false;
        }
    }

    /// @return true when the picture is new
    private boolean look(State now) throws IOException {
        try (var stream = Files.newInputStream(file)) {
            var found = new Found();
            read(stream, found, 1);
            if (!State.of(file).equals(now)) {
                return false; // it is being written
            }
            if (found.count == 0) {
                forget();
                refused = now;
                sink.awaits(NONE);
                return false;
            }
            picture = found.first;
            shown = now;
            sink.awaits("");
            return true;
        }
    }

    private void forget() {
        picture = new byte[0];
        shown = null;
    }

    private static String words(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "no such file";
            case AccessDeniedException _ -> "no permission";
            default -> "it cannot be read";
        };
    }
}
