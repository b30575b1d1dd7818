package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.frame.Packet;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.Subscription;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.hub.TrackState.Phase;
import dev.oriel.limits.PictureLimits;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SourceSupervisorTest {
    private static final byte[] PICTURE = ByteBufUtil
            .decodeHexDump("ffd8" + "ffc0000b0801e0028001011100" + "ffc4000300" + "ffda0002" + "ffd9");
    private static final Duration LINGER = Duration.ofSeconds(7);

    private final ManualTimer timer = new ManualTimer();
    private final Track track = new Track("door", 0, new Clocks(() -> 1, () -> 0));
    private final FrameCounts counts = new FrameCounts();
    private final ScriptedSource source = new ScriptedSource();
    private SourceSupervisor supervisor = supervise(true, Duration.ofMinutes(10));

    /// Does what the test says, one step at a time.
    private static final class ScriptedSource implements Source {
        final BlockingQueue<Object> script = new LinkedBlockingQueue<>();
        final AtomicInteger runs = new AtomicInteger();
        final AtomicInteger running = new AtomicInteger();
        volatile boolean deaf;
        Retry retry = Retry.BACKOFF;
        volatile @Nullable TrackState absence;

        @Override
        public void run(FrameSink sink) throws IOException, InterruptedException {
            runs.incrementAndGet();
            running.incrementAndGet();
            try {
                while (!sink.stopped() || deaf) {
                    var step = next();
                    if (step instanceof IOException failure) {
                        throw failure;
                    } else if ("picture".equals(step)) {
                        sink.jpeg(Packet.buffer(PICTURE.length).writeBytes(PICTURE), 1);
                    } else if ("unchanged".equals(step)) {
                        sink.unchanged();
                    } else if ("end".equals(step)) {
                        return;
                    } else if (step instanceof String words) {
                        sink.awaits(words);
                    }
                }
            } finally {
                running.decrementAndGet();
            }
        }

        private @Nullable Object next() throws InterruptedException {
            try {
                return script.poll(5, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                if (deaf) {
                    return null;
                }
                throw e;
            }
        }

        @Override
        public @Nullable TrackState absence() {
            return absence;
        }

        @Override
        public Retry retry() {
            return retry;
        }
    }

    private SourceSupervisor supervise(boolean enabled, Duration silence) {
        var made = new SourceSupervisor(plan(source, silence), timer, counts, enabled);
        made.start();
        return made;
    }

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

    private SourceSupervisor.Plan plan(Source of, Duration silence) {
        return new SourceSupervisor.Plan(of, track, () -> CameraSettings.titled("door"), false,
                () -> new SourceSupervisor.Times(LINGER, silence), PictureLimits.usual());
    }

    private Subscription watch() {
        var subscription = track.subscribe(Runnable::run, () -> {});
        timer.runDue();
        return subscription;
    }

    private void until(BooleanSupplier condition) {
        await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(2)).until(() -> {
            timer.runDue();
            return condition.getAsBoolean();
        });
    }

    private void untilLive() {
        source.script.add("picture");
        until(() -> track.state().isLive());
    }

    private void untilLost(String cause) {
        until(() -> track.state().equals(TrackState.lost(cause)));
    }

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

    @AfterEach
    void nothingIsLeftRunning() {
        source.deaf = false;
        var closing = Thread.ofVirtual().start(supervisor::close);
        until(() -> !closing.isAlive());
        until(() -> source.running.get() == 0);
        track.forget();
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

    // --- checks

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

    @Test
    void endOfAStreamIsALossWhileSomebodyWatches() {
        watch();
        untilLive();
        source.script.add("end");
        untilLost("the pictures ended");
    }
}
