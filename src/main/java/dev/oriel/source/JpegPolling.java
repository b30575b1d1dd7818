package dev.oriel.source;

import dev.oriel.http.Answer;
import dev.oriel.http.CameraClient;
import dev.oriel.http.StatusException;
import dev.oriel.time.Clocks;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Plays an address that answers JPEGs. An answer that goes on is a stream; one that ends with its first picture is a snapshot, and
/// the address is asked again and again: as often as the camera's `fps` says, else once a second, and up to five times where it
/// answers that fast.
///
/// Threads: the source's.
final class JpegPolling {
    private static final long USUAL_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long SHORTEST_NANOS = Duration.ofMillis(200).toNanos();
    /// A camera that is not told otherwise spends no more than a quarter of its time on answering us.
    private static final int PART = 4;
    private static final int NOT_MODIFIED = 304;
    private static final int MOST_DOUBLINGS = 4;
    private static final long LONGEST_NANOS = Duration.ofSeconds(5).toNanos();

    private final CameraClient client;
    private final FrameSink sink;
    private final JpegStream pictures;
    private final @Nullable Double wantedFps;
    private final Clocks clocks;
    private final Validators validators = new Validators();
    /// Answers in a row whose picture could not be shown.
    private int damaged;

    /// @param client used by nobody else meanwhile
    JpegPolling(CameraClient client, FrameSink sink, SourceContext context) {
        this.client = client;
        this.sink = sink;
        this.clocks = context.clocks();
        this.pictures = new JpegStream(sink, context);
        this.wantedFps = sink.settings().fps();
    }

    /// Plays until a stream ends or the sink is stopped.
    ///
    /// @param first the answer that says what is behind the address
    /// @param body  of it
    void run(Answer first, InputStream body) throws IOException, InterruptedException {
        long beganNanos = clocks.nowNanos();
        play(first, body);
        if (!sink.stopped()) {
            sink.opened("JPEG " + pictures.size() + ", one a request", wantedFps == null ? 0 : wantedFps);
        }
        while (!sink.stopped()) {
            DueTime.await(beganNanos + intervalNanos(clocks.nowNanos() - beganNanos), clocks, sink);
            beganNanos = clocks.nowNanos();
            if (!sink.stopped() && !ask()) {
                DueTime.await(beganNanos + USUAL_NANOS, clocks, sink);
            }
        }
    }

    /// A camera that gives what cannot be shown is asked less and less often.
    private long intervalNanos(long tookNanos) {
        long nanos = wantedFps != null
                ? (long) (USUAL_NANOS / wantedFps)
                : Math.clamp(PART * tookNanos, SHORTEST_NANOS, USUAL_NANOS);
        return damaged == 0 ? nanos : Math.max(nanos, Math.min(nanos << damaged, LONGEST_NANOS));
    }

    /// Asks once. A failure ends nothing: when no picture comes for too long, it is the cause.
    ///
    /// @return false when it failed
    private boolean ask() throws IOException, InterruptedException {
        try (var answer = client.get(validators.condition(clocks.nowNanos()))) {
            if (answer.status() == NOT_MODIFIED) {
                sink.unchanged();
            } else {
                play(answer, answer.body());
            }
            sink.awaits("");
            return true;
        } catch (LostException e) {
            throw e;
        } catch (IOException e) {
            StatusException.endAtRefusedLogin(e);
            sink.awaits(String.valueOf(e.getMessage()));
            return false;
        }
    }

    /// A body that says how long it is holds one picture, or a recording.
    private void play(Answer answer, InputStream body) throws IOException, InterruptedException {
        var timestamp = answer.header("X-Timestamp");
        pictures.head(timestamp == null ? PartHeaders.NONE : PartHeaders.of("X-Timestamp: " + timestamp));
        long invalid = sink.counts().invalid();
        int count = answer.contentLength() < 0 ? pictures.run(body) : pictures.runRecording(body);
        damaged = sink.counts().invalid() == invalid ? 0 : Math.min(damaged + 1, MOST_DOUBLINGS);
        if (sink.stopped()) {
            return;
        } else if (count == 0) {
            throw new IOException("no picture in the answer");
        } else if (count > 1) {
            throw new LostException("the stream ended");
        }
        validators.seen(answer, pictures.firstContent(), clocks.nowNanos());
    }
}
