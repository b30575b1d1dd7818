package dev.oriel.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Hub;
import dev.oriel.hub.MpegSettings;
import dev.oriel.hub.TrackState;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import dev.oriel.time.Clocks;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BusCameraTest {
    private static final Description IDLE = new Description("door", TrackState.IDLE, null, null,
            CameraSettings.titled("door"), MpegSettings.DEFAULT, Set.of(), "recorder", 0, Holding.RECORDED,
            CameraSettings.titled("door"), "", null);

    private long nowNanos;
    private final Clocks clocks = new Clocks(() -> nowNanos / 1000, () -> nowNanos);
    private final Hub hub = new Hub(clocks);
    private final Reachability reachability = new Reachability(BusUrl.parse("redis://localhost"), clocks.nanoTime());
    private final BusCamera camera = new BusCamera(hub.track("door"), IDLE,
            new BusCamera.ServerTies(new BusNames("oriel:", 0), reachability, new RedisRefusals(),
                    new News<>(), new News<>(), new Channels(Set::of, (channel, message) -> {}, clocks.nanoTime()), new Outbox(),
                    new RecorderClocks(clocks), clocks,
                    new BusLimits(PictureLimits.usual(), new MemoryBudget(() -> Long.MAX_VALUE, System::nanoTime))));

    BusCameraTest() {
        camera.start();
    }

    private TrackState stateAfter(Duration time) {
        nowNanos += time.toNanos();
        camera.refresh();
        return camera.track().state();
    }

    @Test
    void aRecorderThatSaysNothingForThreeSecondsIsGone() {
        assertThat(stateAfter(Duration.ofSeconds(3))).isEqualTo(TrackState.IDLE);
        assertThat(stateAfter(Duration.ofNanos(1))).isEqualTo(TrackState.lost("recorder gone"));
    }

    @Test
    void aRecorderThatSpeaksIsThereForThreeSecondsMore() {
        assertThat(stateAfter(Duration.ofSeconds(3))).isEqualTo(TrackState.IDLE);
        camera.spoken(IDLE);
        assertThat(stateAfter(Duration.ofSeconds(3))).isEqualTo(TrackState.IDLE);
        stateAfter(Duration.ofSeconds(1));
        camera.spoken(IDLE);
        assertThat(camera.track().state()).isEqualTo(TrackState.IDLE);
    }

    @Test
    void aBusThatIsJustBackIsNotTakenForARecorderThatIsGone() {
        var unreachable = TrackState.lost("no connection to the bus");
        reachability.expect("listen");
        assertThat(stateAfter(Duration.ofSeconds(10))).isEqualTo(unreachable);
        reachability.up("listen");
        assertThat(stateAfter(Duration.ZERO)).isEqualTo(unreachable);
        assertThat(stateAfter(Duration.ofSeconds(3).minusNanos(1))).isEqualTo(unreachable);
        assertThat(stateAfter(Duration.ofNanos(1))).isEqualTo(TrackState.lost("recorder gone"));
    }
}
