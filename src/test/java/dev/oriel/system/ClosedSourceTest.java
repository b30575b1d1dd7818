package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.frame.Packet;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.Hub;
import dev.oriel.limits.PictureLimits;
import dev.oriel.source.FrameSink;
import dev.oriel.source.Source;
import dev.oriel.source.SourceSupervisor;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A source that is closed together with the timer that its supervisor decides on.
class ClosedSourceTest {
    private static final NumberedJpegs PICTURES = new NumberedJpegs(320, 180, 0);

    /// Takes no more steps from a moment on, as one does that is being shut down.
    private static final class EndingTimer extends ScheduledThreadPoolExecutor {
        private volatile boolean ending;

        EndingTimer() {
            super(1);
        }

        @Override
        public void execute(Runnable step) {
            if (!ending) {
                super.execute(step);
            }
        }
    }

    /// Gives one picture.
    private static final class OnePicture implements Source {
        @Override
        public void run(FrameSink sink) throws InterruptedException {
            var jpeg = PICTURES.picture(1);
            sink.jpeg(Packet.buffer(jpeg.length).writeBytes(jpeg), FakeCamera.nowMicros());
            TimeUnit.DAYS.sleep(1);
        }
    }

    @Test
    void leavesNoFrameBehind() {
        var track = new Hub(FakeCamera.CLOCKS).track("door");
        var settings = CameraSettings.titled("door");
        var times = new SourceSupervisor.Times(Duration.ofMinutes(1), Duration.ofMinutes(1));
        try (var timer = new EndingTimer(); var watching = track.subscribe(Runnable::run, () -> {})) {
            var plan = new SourceSupervisor.Plan(new OnePicture(), track, () -> settings, false, () -> times,
                    PictureLimits.usual());
            try (var supervisor = new SourceSupervisor(plan, timer, new FrameCounts(), true)) {
                supervisor.start();
                await().until(() -> track.state().isLive());
                assertThat(watching.availableBytes()).isPositive();
                assertThat(supervisor.sourceFps()).isZero();
                timer.ending = true;
            }
            assertThat(track.newest()).isNull();
        }
    }
}
