package dev.oriel.hls;

import dev.oriel.frame.ProtocolException;
import dev.oriel.http.HttpAddress;
import dev.oriel.http.StatusException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches one segment after another into the pipe, and begins another stretch where a demuxer has to begin anew.
///
/// A segment that cannot be had is tried again for about its own duration, and left out then; one that is gone is left out at once. A refused login is the
/// end.
///
/// Threads: one at a time. Blocking: until the segment has been written.
final class SegmentWriter {
    /// The longest segment that is read.
    static final long MOST_BYTES = 64L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(SegmentWriter.class);
    private static final int CHUNK = 32 * 1024;
    private static final long MOST_INIT_BYTES = 4L << 20;
    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final long SHORTEST_PATIENCE_NANOS = 1_000_000_000;

    private final SegmentPipe pipe;
    private final SegmentBody body;
    private final LongSupplier nanoTime;
    private @Nullable Stretch stretch;
    private @Nullable Piece init;
    private long discontinuity;
    private String trouble = "";

    SegmentWriter(SegmentPipe pipe, HlsStream.Request request) {
        this.pipe = pipe;
        this.body = new SegmentBody(request.client());
        this.nanoTime = request.reader().nanoTime();
    }

    /// Why the last segment could not be had; empty where it was.
    String trouble() {
        return trouble;
    }

    /// The next segment follows none of those before.
    void breaks() {
        stretch = null;
    }

    /// Writes a segment.
    ///
    /// @param playlist where the segment is named
    /// @param fresh    see [Arrival]
    /// @return true when it came
    /// @throws ProtocolException where trying again is of no use
    /// @throws StatusException   where the login is refused
    boolean write(Segment segment, HttpAddress playlist, boolean fresh) throws IOException, InterruptedException {
        pipe.awaitRoom();
        if (segment.missing()) {
            return false;
        }
        if (segment.discontinuity() != discontinuity || !Objects.equals(segment.init(), init)) {
            breaks();
        }
        discontinuity = segment.discontinuity();
        init = segment.init();
        long untilNanos = nanoTime.getAsLong() + Math.max(SHORTEST_PATIENCE_NANOS, segment.durationMicros() * 1000);
        var attempt = new Attempt(segment, fresh);
        for (long pause = FIRST_PAUSE_MILLIS; !attempted(attempt, playlist, untilNanos); pause *= 2) {
            Thread.sleep(pause);
        }
        return trouble.isEmpty();
    }

    /// @return true when it is done with, well or not
    private boolean attempted(Attempt attempt, HttpAddress playlist, long untilNanos) throws IOException, InterruptedException {
        try {
            attempt.run(playlist);
            trouble = "";
            return true;
        } catch (ProtocolException e) {
            throw e;
        } catch (IOException e) {
            StatusException.endAtRefusedLogin(e);
            trouble = Objects.requireNonNullElse(e.getMessage(), "connection failed");
            boolean mayPass = !(e instanceof StatusException answered) || mayPass(answered.status());
            if (mayPass && nanoTime.getAsLong() < untilNanos) {
                return false;
            }
            LOG.debug("segment {} is left out: {}", attempt.segment.sequence(), trouble);
            if (attempt.writtenBytes > 0) {
                breaks(); // half a segment: what follows belongs to another
            }
            return true;
        }
    }

    private static boolean mayPass(int status) {
        return status >= 500 || status == 429 || status == 408;
    }

    /// One segment, from where the attempt before has come to.
    private final class Attempt {
        private final Segment segment;
        private final boolean fresh;
        private long writtenBytes;

        Attempt(Segment segment, boolean fresh) {
            this.segment = segment;
            this.fresh = fresh;
        }

        void run(HttpAddress playlist) throws IOException, InterruptedException {
            byte[] first = stretch == null && segment.init() != null ? init(playlist, segment.init()) : new byte[0];
            try (var in = body.open(playlist, segment.piece(), segment.sequence())) {
                in.skipNBytes(writtenBytes);
                var chunk = new byte[CHUNK];
                for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                    write(first, chunk, count);
                    first = new byte[0];
                }
            }
        }

        private void write(byte[] first, byte[] chunk, int count) throws IOException, InterruptedException {
            long nowNanos = nanoTime.getAsLong();
            if (writtenBytes + count > MOST_BYTES) {
                throw new ProtocolException("a segment of more than " + MOST_BYTES + " bytes");
            }
            if (stretch == null) {
                stretch = new Stretch(pipe);
            }
            var begins = writtenBytes == 0 ? new Arrival(segment, fresh, nowNanos) : null;
            if (first.length > 0) {
                pipe.put(new SegmentPipe.Chunk(stretch, first, null, nowNanos));
            }
            pipe.put(new SegmentPipe.Chunk(stretch, Arrays.copyOf(chunk, count), begins, nowNanos));
            writtenBytes += count;
        }

        private byte[] init(HttpAddress playlist, Piece piece) throws IOException, InterruptedException {
            try (InputStream in = body.open(playlist, piece, segment.sequence())) {
                var bytes = in.readNBytes((int) MOST_INIT_BYTES + 1);
                if (bytes.length > MOST_INIT_BYTES) {
                    throw new ProtocolException("an initialization section of more than " + MOST_INIT_BYTES + " bytes");
                }
                return bytes;
            }
        }
    }
}
