package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.hub.TrackState;
import dev.oriel.hub.TrackState.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A source that fails, falls silent or gives damaged pictures: its cause, and when it is tried again.
class SourceLossTest extends SupervisedSource {
    @Test
    void failureIsToldWithItsCauseAndTriedAgainWithGrowingPauses() {
        watch();
        untilLive();
        for (int i = 0; i < 3; i++) {
            int runs = source.runs.get();
            source.script.add(new LostException("connection refused"));
            until(() -> source.running.get() == 0);
            untilLost("connection refused");
            assertThat(track.newest()).isNull();
            long mostMillis = 500L << i;
            timer.pass(Duration.ofMillis(mostMillis * 3 / 4 - 10));
            assertThat(source.runs).hasValue(runs);
            timer.pass(Duration.ofMillis(mostMillis / 4 + 20));
            until(() -> source.runs.get() == runs + 1);
            assertThat(track.state().phase()).isEqualTo(Phase.LOST);
        }
        untilLive();
    }

    @Test
    void aCameraThatIsLostIsTriedAtOnceWithAnotherFilter() {
        watch();
        source.script.add(new LostException("filter: column 1: there is no filter \"gry\""));
        until(() -> track.state().phase() == Phase.LOST);
        int runs = source.runs.get();
        supervisor.filterChanged();
        until(() -> source.runs.get() == runs + 1); // though no time has passed
        untilLive();
    }

    @Test
    void aSourceThatAnswersWithSomethingElseIsAskedLessAndLessOften() {
        watch();
        int tries = 0;
        for (long mostMillis : List.of(500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000)) {
            var cause = "answers text/html, not pictures " + ++tries;
            source.script.add(LostException.answered(cause));
            untilLost(cause);
            int runs = source.runs.get();
            timer.pass(Duration.ofMillis(mostMillis * 3 / 4 - 10));
            assertThat(source.runs).hasValue(runs);
            timer.pass(Duration.ofMillis(mostMillis / 4 + 20));
            until(() -> source.runs.get() == runs + 1);
        }
        untilLive();
    }

    @Test
    void aSourceThatIsNotThereIsLookedForAtLeastEachTenSeconds() {
        watch();
        for (int i = 0; i < 8; i++) {
            source.script.add(new LostException("connection refused " + i));
            untilLost("connection refused " + i);
            int runs = source.runs.get();
            timer.pass(Duration.ofMillis(10_010));
            until(() -> source.runs.get() == runs + 1);
        }
        untilLive();
    }

    @Test
    void deviceThatIsGoneIsLookedForEverySecond() {
        source.retry = Source.Retry.EACH_SECOND;
        watch();
        for (int i = 1; i < 10; i++) {
            source.script.add(new LostException("no such device"));
            untilLost("no such device");
            until(() -> source.running.get() == 0);
            timer.pass(Duration.ofMillis(1001));
            int expected = i + 1;
            until(() -> source.runs.get() == expected);
        }
    }

    @Test
    void lostCameraThatNobodyWatchesAnyMoreIsIdleAndNotTriedAgain() {
        var viewer = watch();
        source.script.add(new LostException("host not found"));
        untilLost("host not found");
        viewer.close();
        timer.pass(Duration.ofMinutes(5));
        assertThat(track.state()).isEqualTo(TrackState.IDLE);
        assertThat(source.runs).hasValue(1);
    }

    @Test
    void sourceThatSaysNothingIsLostAndTriedAgain() {
        nothingIsLeftRunning();
        supervisor = supervise(true, Duration.ofSeconds(10));
        watch();
        until(() -> source.running.get() == 1);
        timer.pass(Duration.ofSeconds(10));
        assertThat(track.state()).isEqualTo(TrackState.STARTING);
        timer.pass(Duration.ofMillis(300));
        assertThat(track.state()).isEqualTo(TrackState.lost("no picture for 10 s"));
        await().until(() -> { // the thread may say a little later than the source that the run is over
            timer.pass(Duration.ofSeconds(1));
            return source.runs.get() >= 2;
        });
    }

    /// Once it has given one picture and then nothing for too long, and runs again.
    private void stallAfterOnePicture() {
        nothingIsLeftRunning();
        supervisor = supervise(true, Duration.ofSeconds(10));
        watch();
        untilLive();
        untilSilentAndTriedAgain();
    }

    private void untilSilentAndTriedAgain() {
        int runs = source.runs.get();
        timer.pass(Duration.ofMillis(10_600));
        untilLost("no picture for 10 s");
        await().until(() -> {
            timer.pass(Duration.ofSeconds(1));
            return source.runs.get() > runs && source.running.get() == 1;
        });
    }

    @Test
    void aSourceThatGivesOnePictureAtEachTryAndThenNothingStaysLost() {
        stallAfterOnePicture();
        for (int i = 0; i < 3; i++) {
            source.script.add("picture");
            until(source.script::isEmpty);
            assertThat(track.state()).isEqualTo(TrackState.lost("no picture for 10 s"));
            assertThat(track.newest()).isNull();
            untilSilentAndTriedAgain();
        }
        assertThat(track.published()).isEqualTo(1);
    }

    @Test
    void aSourceThatHadStalledIsLiveWithItsSecondPicture() {
        stallAfterOnePicture();
        source.script.add("picture");
        untilLive();
        assertThat(track.published()).as("without the one that was withheld").isEqualTo(2);
    }

    @Test
    void aSourceThatHadStalledIsLiveWhenItsPictureIsKnownToBeTheNewest() {
        stallAfterOnePicture();
        source.script.add("picture");
        source.script.add("unchanged");
        until(() -> track.state().isLive());
        assertThat(track.published()).isEqualTo(2);
        assertThat(track.newest()).isNotNull();
    }

    @Test
    void silenceBeginsWithTheLastPicture() {
        nothingIsLeftRunning();
        supervisor = supervise(true, Duration.ofSeconds(10));
        watch();
        for (int i = 0; i < 5; i++) {
            source.script.add("picture");
            int expected = i + 1;
            until(() -> track.published() == expected);
            timer.pass(Duration.ofSeconds(9));
            assertThat(track.state().isLive()).isTrue();
        }
    }

    @Test
    void whatIsKnownOfASilenceIsPartOfItsCause() {
        nothingIsLeftRunning();
        supervisor = supervise(true, Duration.ofSeconds(10));
        watch();
        source.script.add("its output so far is text: \"Bearer key=topsecret\"");
        until(() -> source.running.get() == 1 && source.script.isEmpty());
        timer.pass(Duration.ofMillis(10_300));
        assertThat(track.state())
                .isEqualTo(TrackState.lost("its output so far is text: \"Bearer ***\""));
        until(() -> source.running.get() == 0);
        counts.countInvalid();
        await().pollInterval(Duration.ofMillis(50)).until(() -> {
            timer.pass(Duration.ofMillis(200));
            return source.running.get() == 1;
        });
        counts.countDamaged(30);
        timer.pass(Duration.ofMillis(10_300));
        assertThat(track.state()).isEqualTo(TrackState.lost("no picture for 10 s: 30 came damaged"));
    }

    @Test
    void aCameraWhosePicturesWereAllDamagedIsGivenUpSoonerTheNextTime() {
        nothingIsLeftRunning();
        supervisor = supervise(true, Duration.ofSeconds(10));
        watch();
        until(() -> source.running.get() == 1);
        counts.countDamaged(30);
        timer.pass(Duration.ofMillis(10_300));
        var lost = TrackState.lost("no picture for 10 s: 30 came damaged");
        assertThat(track.state()).isEqualTo(lost);
        untilRunsAgain(2);
        counts.countDamaged(7);
        timer.pass(Duration.ofSeconds(1));
        assertThat(source.running.get()).isEqualTo(1);
        counts.countInvalid();
        timer.pass(Duration.ofMillis(300));
        until(() -> source.running.get() == 0);
        assertThat(track.state()).isEqualTo(lost);
        untilRunsAgain(3);
        counts.countDamaged(7);
        source.script.add("picture"); // it has recovered
        untilLive();
        counts.countDamaged(30);
        timer.pass(Duration.ofSeconds(9));
        assertThat(track.state().isLive()).isTrue();
    }

    @Test
    void aCameraWhosePicturesAllComeDamagedIsTriedLessAndLessOften() {
        nothingIsLeftRunning();
        supervisor = supervise(true, Duration.ofSeconds(10));
        watch();
        until(() -> source.running.get() == 1);
        counts.countDamaged(8);
        timer.pass(Duration.ofMillis(10_300));
        var pauses = new ArrayList<Integer>();
        for (int i = 0; i < 8; i++) {
            until(() -> source.running.get() == 0);
            pauses.add(secondsUntilItRunsAgain());
            counts.countDamaged(8);
            timer.pass(Duration.ofMillis(300));
        }
        assertThat(pauses.getFirst()).isLessThan(5);
        assertThat(pauses.subList(6, 8)).allSatisfy(pause -> assertThat(pause).isBetween(20, 35));
    }

    /// Fails for the tenth time in a row, each time a while after a picture.
    ///
    /// @return how many seconds later it is tried again
    private int lastPauseOfThoseThatGivePicturesFor(Duration time) {
        nothingIsLeftRunning();
        supervisor = supervise(true, Duration.ofMinutes(10));
        watch();
        until(() -> source.running.get() == 1);
        int pause = 0;
        for (int i = 0; i < 10; i++) {
            source.script.add("picture");
            untilLive();
            timer.pass(time);
            source.script.add(new LostException("connection refused"));
            until(() -> source.running.get() == 0);
            pause = secondsUntilItRunsAgain();
        }
        return pause;
    }

    @Test
    void aSourceThatFailsWithinSecondsOfItsFirstPictureHasNotRecovered() {
        assertThat(lastPauseOfThoseThatGivePicturesFor(Duration.ofMillis(4500))).isBetween(7, 12);
    }

    @Test
    void aSourceThatGavePicturesForLongerHasRecovered() {
        assertThat(lastPauseOfThoseThatGivePicturesFor(Duration.ofMillis(5500))).isLessThan(5);
    }

    /// The time that passes meanwhile, and a little more.
    private int secondsUntilItRunsAgain() {
        int runs = source.runs.get();
        int[] seconds = {0};
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(30)).until(() -> {
            timer.pass(Duration.ofSeconds(1));
            seconds[0]++;
            return source.runs.get() > runs && source.running.get() == 1;
        });
        return seconds[0];
    }

    private void untilRunsAgain(int runs) {
        await().pollInterval(Duration.ofMillis(50)).until(() -> {
            timer.pass(Duration.ofMillis(200));
            return source.runs.get() == runs && source.running.get() == 1;
        });
    }

    @Test
    void endOfAStreamIsALossWhileSomebodyWatches() {
        watch();
        untilLive();
        source.script.add("end");
        untilLost("the pictures ended");
    }
}
