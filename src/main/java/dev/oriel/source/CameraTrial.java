package dev.oriel.source;

import dev.oriel.http.TlsPolicy;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.Size;
import dev.oriel.hub.Track;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One try of a camera: its source runs until the first picture, which nobody is shown.
///
/// Threads: any; the source has a thread of its own, as in a server. Blocking: [#run].
///
/// @param tls     which certificate it may show
/// @param context what its source is given
public record CameraTrial(String name, CameraUri uri, TlsPolicy tls, CameraSettings settings, SourceContext context) {
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(2);
    private static final long LOOK_MILLIS = 50;

    /// What it gave.
    ///
    /// @param size        of the first picture, before it is turned or scaled
    /// @param afterMillis from the start
    public record FirstPicture(Size size, long afterMillis) {}

    /// Tries it. The time in which FFmpeg's libraries are unpacked does not count.
    ///
    /// @throws IOException whose message is the cause, as viewers would see it
    public FirstPicture run(Duration patience) throws IOException, InterruptedException {
        var first = new CompletableFuture<Long>();
        long fromNanos = nowNanos();
        var run = run(patience, first);
        run.start();
        try {
            long atNanos = await(first, run, patience);
            var given = run.given();
            return new FirstPicture(given == null ? new Size(0, 0) : given.size(), (atNanos - fromNanos) / 1_000_000);
        } finally {
            run.end(null);
            var _ = run.join(ENDS_WITHIN);
        }
    }

    private long nowNanos() {
        return context.clocks().nowNanos();
    }

    private SourceRun run(Duration patience, CompletableFuture<Long> first) {
        var kind = SourceKind.of(uri, new SourceTerms(name, tls, () -> patience), context, () -> Look.WHOLE);
        var plan = new SourceSupervisor.Plan(kind.source(), new Track(name, 0, context.clocks()), () -> settings,
                kind.scales(),
                () -> new SourceSupervisor.Times(Duration.ZERO, patience), context.limits());
        return new SourceRun(plan, new FrameCounts(), Runnable::run,
                new SourceRun.Listener(run -> first.complete(nowNanos()), (run, failure) -> {
                    var cause = run.cause(failure);
                    first.completeExceptionally(new IOException(cause == null ? "it ended without a picture" : cause));
                }), true);
    }

    private long await(CompletableFuture<Long> first, SourceRun run, Duration patience)
            throws IOException, InterruptedException {
        for (long leftNanos = patience.toNanos(), lookedNanos = nowNanos();;) {
            try {
                return first.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                throw new IOException(e.getCause() == null ? "it failed" : e.getCause().getMessage(), e);
            } catch (TimeoutException e) {
                long nowNanos = nowNanos();
                leftNanos -= run.isWaitingForLibraries(lookedNanos) ? 0 : nowNanos - lookedNanos;
                lookedNanos = nowNanos;
                if (leftNanos <= 0) {
                    throw new IOException(run.silence(), e);
                }
            }
        }
    }
}
