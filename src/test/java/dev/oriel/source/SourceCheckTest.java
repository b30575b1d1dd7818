package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.hub.TrackState.Phase;
import dev.oriel.limits.PictureLimits;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// A camera that is looked at while nobody watches.
class SourceCheckTest extends SupervisedSource {
    /// Looks every minute whether there is a picture.
    private void superviseWithChecks() {
        superviseWithChecks(Duration.ofMinutes(10));
    }

    private void superviseWithChecks(Duration silence) {
        nothingIsLeftRunning();
        var times = new SourceSupervisor.Times(LINGER, silence, Duration.ofMinutes(1));
        supervisor = new SourceSupervisor(new SourceSupervisor.Plan(source, track, () -> CameraSettings.titled("door"), false,
                () -> times, PictureLimits.usual()), timer, counts, true);
        supervisor.start();
    }

    private void untilChecked(int runs) {
        timer.pass(Duration.ofMinutes(1));
        until(() -> source.runs.get() == runs && source.running.get() == 1);
    }

    @Test
    void aCheckedCameraIsLostWithItsCauseThoughNobodyWatches() {
        superviseWithChecks();
        for (int i = 1; i <= 3; i++) {
            source.script.add(new LostException("connection refused"));
            timer.pass(i == 1 ? Duration.ofSeconds(3) : Duration.ofMinutes(1));
            int runs = i;
            until(() -> source.runs.get() == runs && source.running.get() == 0);
            untilLost("connection refused");
        }
        untilChecked(4);
        assertThat(track.state()).as("while it is looked at").isEqualTo(TrackState.lost("connection refused"));
        source.script.add("picture");
        until(() -> track.state().equals(TrackState.IDLE));
    }

    @Test
    void theFirstCheckComesSoon() {
        superviseWithChecks();
        source.script.add(new LostException("host not found"));
        timer.pass(Duration.ofSeconds(3));
        untilLost("host not found");
    }

    @Test
    void aCheckThatFindsAPictureShowsItToNobody() {
        superviseWithChecks();
        var states = new ArrayList<TrackState>();
        try (var listening = track.listen(Runnable::run, new Track.Listener() {
            @Override
            public void packetAvailable() {
                states.add(TrackState.LIVE);
            }

            @Override
            public void stateChanged(TrackState state) {
                states.add(state);
            }
        })) {
            for (int i = 1; i <= 3; i++) {
                untilChecked(i);
                source.script.add("picture");
                until(() -> source.running.get() == 0);
            }
            assertThat(states).isEmpty();
            assertThat(listening.take()).isNull();
        }
        assertThat(track.published()).isZero();
        assertThat(track.newest()).isNull();
    }

    @Test
    void aViewerWhoComesDuringACheckGetsThePicturesOfThatRun() {
        superviseWithChecks();
        untilChecked(1);
        var viewer = watch();
        assertThat(track.state()).isEqualTo(TrackState.STARTING);
        untilLive();
        assertThat(source.runs).hasValue(1);
        assertThat(track.published()).isEqualTo(1);
        viewer.close();
        timer.pass(LINGER.plusSeconds(1));
        until(() -> source.running.get() == 0 && track.state().equals(TrackState.IDLE));
    }

    @Test
    void aViewerWhoComesAsACheckEndsGetsARunOfItsOwn() {
        superviseWithChecks();
        untilChecked(1);
        source.deaf = true;
        source.script.add("picture");
        source.script.add("nothing"); // is taken once the picture before was told of
        await().until(source.script::isEmpty);
        timer.runDue();
        watch();
        source.deaf = false;
        until(() -> source.runs.get() == 2);
        untilLive();
    }

    @Test
    void aViewerOfACameraThatACheckFoundLostSeesItStart() {
        superviseWithChecks();
        source.script.add(new LostException("host not found"));
        timer.pass(Duration.ofMinutes(1));
        untilLost("host not found");
        watch();
        assertThat(track.state()).isEqualTo(TrackState.STARTING);
        untilLive();
    }

    @Test
    void aLostCameraStaysLostForAsLongAsChecksSaySo() {
        superviseWithChecks();
        var viewer = watch();
        source.script.add(new LostException("host not found"));
        untilLost("host not found");
        viewer.close();
        timer.pass(Duration.ofSeconds(40));
        assertThat(track.state()).isEqualTo(TrackState.lost("host not found"));
        assertThat(source.runs).hasValue(1);
        timer.pass(Duration.ofSeconds(20));
        until(() -> source.runs.get() == 2);
        source.script.add("picture");
        until(() -> track.state().equals(TrackState.IDLE));
    }

    @Test
    void aCheckWaitsTenSecondsForAPictureOrAsLongAsTheSilence() {
        superviseWithChecks(Duration.ofSeconds(3));
        await().pollInterval(Duration.ofMillis(50)).until(() -> {
            timer.pass(Duration.ofMillis(200));
            return source.running.get() == 1;
        });
        timer.pass(Duration.ofSeconds(5));
        assertThat(track.state()).isEqualTo(TrackState.IDLE);
        timer.pass(Duration.ofSeconds(6));
        until(() -> track.state().equals(TrackState.lost("no picture for 3 s")));
        until(() -> source.running.get() == 0);
    }

    @Test
    void aCheckLeavesTheLingerAlone() {
        superviseWithChecks();
        var viewer = watch();
        untilLive();
        viewer.close();
        timer.runDue();
        timer.pass(LINGER.minusSeconds(5));
        source.script.add("picture");
        until(() -> track.published() == 2);
        timer.pass(Duration.ofSeconds(4));
        assertThat(source.running).hasValue(1);
        timer.pass(Duration.ofSeconds(2));
        until(() -> source.running.get() == 0 && track.state().equals(TrackState.IDLE));
        timer.pass(Duration.ofSeconds(44));
        assertThat(source.runs).hasValue(1);
        timer.pass(Duration.ofSeconds(17));
        until(() -> source.runs.get() == 2);
    }

    @Test
    void whatIsOffOrAbsentIsNotChecked() {
        superviseWithChecks();
        source.absence = new TrackState(Phase.IDLE, "nobody");
        timer.pass(Duration.ofMinutes(5));
        assertThat(source.runs).hasValue(0);
        source.absence = null;
        supervisor.replace(plan(source, Duration.ofMinutes(1)), false);
        timer.pass(Duration.ofMinutes(5));
        assertThat(source.runs).hasValue(0);
        assertThat(track.state()).isEqualTo(TrackState.OFF);
    }
}
