package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState.Phase;
import dev.oriel.limits.PictureLimits;
import dev.oriel.time.Clocks;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A camera is looked after whatever has failed before.
class SupervisionTest {
    private static final SourceSupervisor.Times TIMES = new SourceSupervisor.Times(Duration.ZERO, Duration.ofMillis(20));

    private final ManualTimer timer = new ManualTimer();
    private final Track track = new Track("door", 0, new Clocks(() -> 1, () -> 0));

    private static void saysNothing(FrameSink sink) throws InterruptedException {
        new CountDownLatch(1).await(); // until it is told to end
    }

    @Test
    void aSourceIsWatchedOnThoughWatchingHasFailed() {
        var toFail = new AtomicInteger();
        var plan = new SourceSupervisor.Plan(SupervisionTest::saysNothing, track, () -> CameraSettings.titled("door"), false,
                () -> {
                    if (toFail.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        throw new IllegalStateException("settings that cannot be had");
                    }
                    return TIMES;
                }, PictureLimits.usual());
        var supervisor = new SourceSupervisor(plan, timer, new FrameCounts(), true);
        supervisor.start();
        var viewer = track.subscribe(Runnable::run, () -> {});
        timer.runDue();
        toFail.set(2);
        await().until(() -> {
            timer.pass(Duration.ofMillis(250));
            return track.state().phase() == Phase.LOST;
        });
        assertThat(toFail.get()).isZero();
        viewer.close();
        await().until(() -> {
            timer.pass(Duration.ofMillis(250));
            return track.state().phase() == Phase.IDLE;
        });
        assertThat(supervisor.sourceFps()).isZero();
    }
}
