package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.hub.TrackState.Phase;
import dev.oriel.limits.PictureLimits;
import dev.oriel.time.Clocks;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// When a source runs, and what replaces it.
class SourceSupervisorTest extends SupervisedSource {
    @Test
    void whatIsAbsentIsNotRunAndBeginsAtOnceWhenItIsThere() {
        var nobody = new TrackState(Phase.IDLE, "nobody");
        source.absence = nobody;
        supervisor.reconsider();
        try (var watching = watch()) {
            until(() -> track.state().equals(nobody));
            assertThat(source.runs).hasValue(0);
            source.absence = null;
            supervisor.reconsider();
            untilLive();
            source.absence = nobody;
            supervisor.reconsider();
            timer.runDue();
            assertThat(track.state()).isEqualTo(nobody);
            assertThat(track.newest()).as("a picture of what is gone").isNull();
            until(() -> source.running.get() == 0);
            assertThat(watching.take()).isNull();
            assertThat(track.state()).isEqualTo(nobody);
        }
    }

    @Test
    void theOnlyPictureOfARunThatBeganMeanwhileIsKept() {
        source.script.add("picture");
        try (var watching = track.subscribe(Runnable::run, () -> {})) { // the run begins in the first task of the timer,
            timer.execute(() -> await().until(() -> track.published() == 1));
            supervisor.reconsider(); // and the look at what is there now is the last
            until(() -> track.state().isLive());
            assertThat(source.runs).hasValue(1);
            var picture = watching.take();
            assertThat(picture).isNotNull();
            java.util.Objects.requireNonNull(picture).release();
        }
    }

    @Test
    void closingEndsTheRunThoughTheTimerIsHeldUp() {
        var ridge = new Track("ridge", 0, new Clocks(() -> 1, () -> 0));
        var held = new CountDownLatch(1);
        var slow = Executors.newSingleThreadScheduledExecutor();
        var plan = plan(source, Duration.ofMinutes(10));
        var closing = new SourceSupervisor(new SourceSupervisor.Plan(source, ridge, plan.settings(), plan.scales(), plan.times(),
                plan.limits()), slow, counts, true);
        closing.start();
        try (var _ = ridge.subscribe(Runnable::run, () -> {})) {
            await().until(() -> source.running.get() == 1);
            slow.execute(() -> {
                try {
                    held.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            closing.close();
            slow.shutdownNow();
            await().until(() -> source.running.get() == 0);
        } finally {
            held.countDown();
            slow.shutdownNow();
        }
    }

    @Test
    void nobodyWatchesNothingRuns() {
        timer.pass(Duration.ofMinutes(1));
        assertThat(source.runs).hasValue(0);
        assertThat(track.state()).isEqualTo(TrackState.IDLE);
    }

    @Test
    void firstViewerStartsTheSourceAndItsFirstPictureMakesItLive() {
        watch();
        until(() -> source.running.get() == 1);
        assertThat(track.state()).isEqualTo(TrackState.STARTING);
        untilLive();
    }

    @Test
    void sourceStopsALingerAfterTheLastViewerAndForgetsItsPicture() {
        var viewer = watch();
        untilLive();
        viewer.close();
        timer.pass(LINGER.minusMillis(100));
        assertThat(source.running).hasValue(1);
        assertThat(track.state().isLive()).isTrue();
        timer.pass(Duration.ofMillis(200));
        until(() -> track.state().equals(TrackState.IDLE));
        assertThat(source.running).hasValue(0);
        assertThat(track.newest()).isNull();
    }

    /// The older timer of one of the systems before us stopped the camera although somebody had come back since.
    @Test
    void comingBackWithinTheLingerCancelsTheStopEveryTime() {
        var viewer = watch();
        untilLive();
        for (int i = 0; i < 5; i++) {
            viewer.close();
            timer.pass(LINGER.minusSeconds(1));
            viewer = watch();
            timer.pass(Duration.ofSeconds(2));
            assertThat(track.state().isLive()).isTrue();
        }
        viewer.close();
        timer.pass(LINGER.minusMillis(100));
        assertThat(source.running).hasValue(1);
        assertThat(source.runs).hasValue(1);
    }

    @Test
    void aDecisionThatFailsIsNotTheLastOne() {
        nothingIsLeftRunning();
        var broken = new AtomicInteger(3);
        var plan = new SourceSupervisor.Plan(source, track, () -> {
            if (broken.getAndDecrement() > 0) {
                throw new StackOverflowError("once more");
            }
            return CameraSettings.titled("door");
        }, false, () -> new SourceSupervisor.Times(LINGER, Duration.ofMinutes(1)), PictureLimits.usual());
        supervisor = new SourceSupervisor(plan, timer, counts, true);
        supervisor.start();
        watch();
        await().until(() -> {
            timer.pass(Duration.ofSeconds(1));
            return source.running.get() == 1;
        });
        untilLive();
    }

    @Test
    void sourceThatDoesNotEndWhenToldKeepsItsThreadAndGetsNoSecondOne() {
        nothingIsLeftRunning();
        supervisor = supervise(true, Duration.ofSeconds(10));
        source.deaf = true;
        watch();
        until(() -> source.running.get() == 1);
        timer.pass(Duration.ofSeconds(11));
        assertThat(track.state().phase()).isEqualTo(Phase.LOST);
        timer.pass(Duration.ofMinutes(1));
        assertThat(source.runs).hasValue(1);
        source.script.add("picture");
        timer.pass(Duration.ofSeconds(1));
        assertThat(track.newest()).isNull();
    }

    @Test
    void restartKeepsViewersAndBeginsAgainAtOnce() {
        var viewer = watch();
        untilLive();
        supervisor.restart();
        until(() -> source.runs.get() == 2);
        untilLive();
        assertThat(viewer.take()).satisfies(frame -> {
            assertThat(frame.header().sequence()).isEqualTo(2);
            frame.release();
        });
    }

    @Test
    void runThatIsToldToEndIsNotLiveAfterwards() {
        watch();
        until(() -> source.running.get() == 1);
        source.deaf = true;
        supervisor.reconsider();
        source.script.add("picture");
        source.script.add("nothing"); // is taken once the picture before is published and told of
        await().until(source.script::isEmpty);
        timer.runDue();
        assertThat(track.state()).isEqualTo(TrackState.STARTING);
        assertThat(track.newest()).isNull();
    }

    @Test
    void anotherSourceBeginsWhenTheOneBeforeHasEnded() {
        watch();
        untilLive();
        var next = new ScriptedSource();
        supervisor.replace(plan(next, Duration.ofSeconds(10)), true);
        timer.runDue();
        assertThat(track.newest()).isNull();
        assertThat(track.state()).isEqualTo(TrackState.STARTING);
        until(() -> next.runs.get() == 1);
        assertThat(source.running).hasValue(0);
        next.script.add("picture");
        until(() -> track.state().isLive());
        assertThat(source.runs).hasValue(1);
    }

    @Test
    void anotherSourceWaitsThreeSecondsForOneThatDoesNotEndAndHoldsUpNobodyMeanwhile() {
        watch();
        untilLive();
        source.deaf = true;
        var next = new ScriptedSource();
        supervisor.replace(plan(next, Duration.ofSeconds(10)), true);
        timer.pass(Duration.ofMillis(2900));
        assertThat(next.runs).hasValue(0);
        timer.pass(Duration.ofMillis(200));
        until(() -> next.runs.get() == 1);
        next.script.add("picture");
        until(() -> track.state().isLive());
        source.script.add("picture"); // comes too late for anybody
        source.deaf = false;
        until(() -> source.running.get() == 0);
        assertThat(track.state().isLive()).isTrue();
        assertThat(track.published()).isEqualTo(2);
    }

    @Test
    void cameraThatIsSwitchedOffWhileItRunsIsOffAtOnceAndCanBeSwitchedOnAgain() {
        watch();
        untilLive();
        supervisor.replace(plan(source, Duration.ofSeconds(10)), false);
        timer.runDue();
        assertThat(track.state()).isEqualTo(TrackState.OFF);
        assertThat(track.newest()).isNull();
        until(() -> source.running.get() == 0);
        timer.pass(Duration.ofSeconds(10));
        assertThat(track.state()).isEqualTo(TrackState.OFF);
        supervisor.replace(plan(source, Duration.ofSeconds(10)), true);
        until(() -> source.runs.get() == 2);
        untilLive();
    }

    @Test
    void cameraThatIsSwitchedOffStaysOff() {
        nothingIsLeftRunning();
        supervisor = supervise(false, Duration.ofSeconds(10));
        watch();
        timer.pass(Duration.ofMinutes(1));
        assertThat(track.state()).isEqualTo(TrackState.OFF);
        assertThat(source.runs).hasValue(0);
    }
}
