package dev.oriel.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.ffmpeg.Pictures;
import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.Packet;
import dev.oriel.hub.DemandLevel;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LadderTest {
    private static final Rung SMALL = new Rung(426, 60);
    private static final Rung MIDDLE = new Rung(640, 60);
    private static final Rung LARGE = new Rung(1280, 80);

    private final Track track = new Track("door", 3, new Clocks(() -> 9_000_000, () -> 0));
    private final ArrayDeque<Runnable> jobs = new ArrayDeque<>();
    private final MemoryBudget memory = new MemoryBudget(() -> Long.MAX_VALUE, this::now);
    private final Ladder ladder = new Ladder(track,
            new Ladder.Means(jobs::add, new Clocks(() -> 9_000_000, this::now), new PictureLimits(() -> 40_000_000, memory)));
    private final List<Seat> seats = new ArrayList<>();
    private final List<String> states = new ArrayList<>();
    private int told;
    private long nowNanos;
    /// Happens once, the next time that the ladder looks at its clock: while it encodes.
    private Runnable meanwhile = () -> {};

    private long now() {
        var happens = meanwhile;
        meanwhile = () -> {};
        happens.run();
        return nowNanos;
    }

    private Seat seat(Rung rung) {
        var seat = ladder.seat(Runnable::run, new Track.Listener() {
            @Override
            public void packetAvailable() {
                told++; // the tests ask
            }

            @Override
            public void stateChanged(TrackState state) {
                states.add(state.phase().word());
            }
        });
        seat.start();
        seat.change(rung);
        seats.add(seat);
        return seat;
    }

    private void publish(int width, int height) throws IOException {
        track.publish(Pictures.quartersJpeg(width, height), width, height, 8_000_000);
    }

    /// A picture that no encoder takes: it is higher than a JPEG of FFmpeg's can be.
    private void publishTooHigh() throws IOException {
        publish(Pictures.quartersJpeg(16, 16), 65_535);
    }

    private void publish(ByteBuf jpeg, int heightPixels) {
        track.publish(jpeg, 16, heightPixels, 8_000_000);
    }

    private static ByteBuf undecodable() {
        return Packet.buffer(8).writeLong(0xffd8_ffe0_0000_0000L);
    }

    private void work() {
        while (!jobs.isEmpty()) {
            jobs.remove().run();
        }
    }

    private static FrameHeader taken(Seat seat) {
        assertThat(seat.isReady()).isTrue();
        var frame = Objects.requireNonNull(seat.take());
        frame.release();
        return frame.header();
    }

    @AfterEach
    void leavesNothingBehind() {
        seats.forEach(Seat::close);
        work();
        assertThat(ladder.watched()).isEmpty();
        assertThat(track.wanted()).isFalse();
        assertThat(track.subscriptions()).isZero();
        track.forget();
        ladder.close();
    }

    @Test
    void theSourceHearsWhatViewersCanShowAndNotWhatTheirLinksCarry() {
        var wide = seat(SMALL);
        wide.level(DemandLevel.of(1000, 20));
        assertThat(track.demand()).isEqualTo(DemandLevel.of(1000, 20));
        wide.change(Rung.SOURCE);
        assertThat(track.demand()).isEqualTo(DemandLevel.of(1000, 20));
        wide.change(MIDDLE);
        var narrow = seat(SMALL);
        assertThat(track.demand()).as("it has not said").isEqualTo(DemandLevel.FULL);
        narrow.level(DemandLevel.of(300, 25));
        assertThat(track.demand()).isEqualTo(DemandLevel.of(1000, 25));
        wide.wanting(false);
        assertThat(track.demand()).isEqualTo(DemandLevel.of(300, 25));
        narrow.wanting(false);
        assertThat(track.demand()).isNull();
    }

    @Test
    void aRungAsWideAsTheSourceIsTheSource() throws IOException {
        var seat = seat(Rung.SOURCE);
        publish(320, 240);
        seat.changeWherePossible(new Rung(320, 80));
        assertThat(seat.rung().isSource()).isTrue();
        seat.changeWherePossible(new Rung(319, 80));
        assertThat(seat.rung().isSource()).isFalse();
    }

    @Test
    void eachRenditionIsEncodedAtMostOncePerFrameHoweverManyWatch() throws IOException {
        for (var rung : List.of(SMALL, MIDDLE, LARGE)) {
            for (int i = 0; i < 5; i++) {
                seat(rung);
            }
        }
        for (int i = 1; i <= 4; i++) {
            seats.forEach(seat -> seat.want(0));
            publish(1920, 1080);
            seats.forEach(seat -> seat.want(0));
            work();
            for (var seat : seats) {
                var header = taken(seat);
                assertThat(header.sequence()).isEqualTo(i);
                assertThat(header.capturedAtMicros()).isEqualTo(8_000_000);
                assertThat(header.camera()).isEqualTo(3);
                assertThat(header.widthPixels()).isEqualTo(seat.rung().widthPixels());
            }
        }
        for (var rung : List.of(SMALL, MIDDLE, LARGE)) {
            assertThat(ladder.tally().frames(rung)).isEqualTo(4);
        }
        assertThat(ladder.tally().decoded()).isEqualTo(4);
    }

    @Test
    void codecsOfARungAreFreedWithItsLastViewer() throws IOException {
        var first = seat(SMALL);
        var second = seat(SMALL);
        var other = seat(MIDDLE);
        seats.forEach(seat -> seat.want(0));
        publish(1920, 1080);
        work();
        seats.forEach(LadderTest::taken);
        long held = memory.heldBytes();
        first.close();
        work();
        assertThat(memory.heldBytes()).as("while one watches").isEqualTo(held);
        second.close();
        work();
        assertThat(memory.heldBytes()).as("without the encoder of the rung").isBetween(1L, held - 1);
        other.close();
        work();
        assertThat(memory.heldBytes()).as("without viewers").isZero();
    }

    @Test
    void picturesOfARungShowWhatTheSourceShows() throws IOException {
        var seat = seat(SMALL);
        seat.want(0);
        track.publish(Pictures.quartersJpeg(1280, 720), 1280, 720, 0);
        work();
        var frame = Objects.requireNonNull(seat.take());
        var jpeg = frame.content();
        assertThat(Pictures.corners(jpeg)).isEqualTo("red green blue white");
        assertThat(Pictures.image(jpeg).getWidth()).isEqualTo(426);
        assertThat(Pictures.image(jpeg).getHeight()).isEqualTo(240);
        jpeg.release();
        frame.release();
    }

    @Test
    void nothingIsEncodedWhenNobodyCanTakeAFrame() throws IOException {
        seat(SMALL);
        seat(LARGE);
        publish(1920, 1080);
        publish(1920, 1080);
        work();
        assertThat(ladder.tally().counts()).isEmpty();
        assertThat(ladder.tally().decoded()).isZero();
    }

    @Test
    void laggingEncoderTakesTheNewestFrame() throws IOException {
        var seat = seat(SMALL);
        seat.want(0);
        publish(640, 360);
        publish(640, 360);
        publish(640, 360);
        work();
        assertThat(taken(seat).sequence()).isEqualTo(3);
        assertThat(ladder.tally().frames(SMALL)).isEqualTo(1);
    }

    @Test
    void frameOfALaggingEncoderIsTakenThoughTheCameraHasANewerOne() throws IOException {
        var seat = seat(SMALL);
        seat.want(0);
        publish(640, 360);
        work();
        publish(640, 360);
        assertThat(taken(seat).sequence()).isEqualTo(1);
    }

    @Test
    void frameThatOthersTookLongAgoIsNotNewEnough() throws IOException {
        var fast = seat(SMALL);
        var slow = seat(SMALL);
        fast.want(0);
        publish(640, 360);
        work();
        taken(fast);
        publish(640, 360);
        assertThat(slow.isReady()).isFalse();
        slow.want(0);
        work();
        assertThat(taken(slow).sequence()).isEqualTo(2);
    }

    @Test
    void changeOfRungNeverRepeatsAFrame() throws IOException {
        var seat = seat(Rung.SOURCE);
        var other = seat(SMALL);
        other.want(0);
        publish(640, 360);
        work();
        assertThat(taken(seat).sequence()).isEqualTo(1);
        seat.change(SMALL);
        assertThat(seat.isReady()).isFalse();
        assertThat(seat.take()).isNull();
        seat.want(0);
        publish(640, 360);
        work();
        assertThat(taken(seat).sequence()).isEqualTo(2);
        seat.change(Rung.SOURCE);
        assertThat(seat.isReady()).isFalse();
        assertThat(seat.take()).isNull();
    }

    @Test
    void demandOfARungIsDemandForTheCamera() {
        var seat = seat(SMALL);
        assertThat(track.wanted()).isTrue();
        assertThat(track.subscriptions()).isEqualTo(1);
        seat.wanting(false);
        assertThat(track.wanted()).isFalse();
        seat.wanting(true);
        assertThat(track.wanted()).isTrue();
    }

    @Test
    void lostCameraTakesThePicturesOfItsRungsAlong() throws IOException {
        var seat = seat(SMALL);
        track.state(TrackState.LIVE);
        seat.want(0);
        publish(640, 360);
        work();
        track.forget();
        track.state(TrackState.lost("unplugged"));
        assertThat(seat.isReady()).isFalse();
        assertThat(seat.take()).isNull();
        assertThat(states).containsExactly("live", "lost");
    }

    @Test
    void pictureThatCannotBeDecodedIsCountedAndSkipped() throws IOException {
        var seat = seat(SMALL);
        seat.want(0);
        publish(undecodable(), 16);
        work();
        assertThat(ladder.tally().undecodable()).isEqualTo(1);
        publish(640, 360);
        work();
        assertThat(taken(seat).sequence()).isEqualTo(2);
    }

    @Test
    void pictureThatCannotBeDecodedIsTriedOnce() throws IOException {
        seat(SMALL).want(0);
        seat(LARGE).want(0);
        publish(undecodable(), 16);
        work();
        seats.forEach(seat -> seat.want(0));
        work();
        assertThat(ladder.tally().undecodable()).isEqualTo(1);
        publish(640, 360);
        work();
        for (var seat : seats) {
            assertThat(taken(seat).sequence()).isEqualTo(2);
        }
    }

    @Test
    void whoWaitsWhenTheCameraIsLostWhileEncodingGetsThePictureThatItComesBackWith() throws IOException {
        var seat = seat(SMALL);
        track.state(TrackState.LIVE);
        seat.want(0);
        publish(640, 360);
        meanwhile = () -> {
            track.forget();
            track.state(TrackState.lost("unplugged"));
        };
        work();
        assertThat(seat.isReady()).isFalse();
        publish(640, 360);
        track.state(TrackState.LIVE);
        work();
        assertThat(taken(seat).sequence()).isEqualTo(2);
    }

    /// The run may end between the look at a frame and its taking; nothing but a picture of the rung wakes its viewers.
    @Test
    void whoFindsThePictureOfARunThatIsOverGetsTheNext() throws IOException {
        var seat = seat(SMALL);
        seat.want(0);
        publish(1280, 720);
        work();
        assertThat(seat.isReady()).isTrue();
        track.state(TrackState.lost("unplugged"));
        assertThat(seat.isReady()).isFalse();
        assertThat(seat.availableBytes()).isZero();
        assertThat(seat.take()).isNull();
        publish(1280, 720);
        work();
        assertThat(taken(seat).sequence()).isEqualTo(2);
    }

    @Test
    void whoGotAPictureIsNotGivenAnotherUnasked() throws IOException {
        seat(SMALL).want(0);
        publish(640, 360);
        work();
        publish(640, 360);
        work();
        assertThat(ladder.tally().frames(SMALL)).isEqualTo(1);
    }

    @Test
    void codecErrorIsFollowedByAPauseAndThenByRenditions() throws IOException {
        var seat = seat(SMALL);
        seat.want(0);
        publishTooHigh();
        work();
        assertThat(ladder.isAvailable()).isFalse();
        assertThat(told).as("to take the camera's own").isOne();
        assertThat(ladder.tally().undecodable()).isEqualTo(1);
        nowNanos = TimeUnit.SECONDS.toNanos(10) - 1;
        publish(640, 360);
        work();
        assertThat(ladder.tally().frames(SMALL)).isZero();
        nowNanos++;
        assertThat(ladder.isAvailable()).isTrue();
        publish(640, 360);
        work();
        assertThat(taken(seat).sequence()).isEqualTo(3);
    }

    @Test
    void codecErrorIsFollowedByNewCodecs() throws IOException {
        var seat = seat(SMALL);
        seat.want(0);
        publish(640, 360);
        work();
        assertThat(taken(seat).sequence()).isOne();
        assertThat(memory.heldBytes()).as("by the codecs").isPositive();
        seat.want(0);
        publishTooHigh();
        work();
        assertThat(ladder.tally().undecodable()).isOne();
        assertThat(memory.heldBytes()).isZero();
    }

    @Test
    void codecErrorsAfterAPauseMakeAnotherPause() throws IOException {
        seat(SMALL).want(0);
        for (int i = 1; i <= 3; i++) {
            publishTooHigh();
            work();
            assertThat(ladder.isAvailable()).isFalse();
            assertThat(ladder.tally().undecodable()).isEqualTo(i);
            nowNanos += TimeUnit.SECONDS.toNanos(10);
            assertThat(ladder.isAvailable()).isTrue();
        }
    }

    @Test
    void viewersHearOfTheSourceWhileThereAreNoRenditions() throws IOException {
        var seat = seat(SMALL);
        publish(640, 360);
        assertThat(told).isZero();
        seat.want(0);
        publishTooHigh();
        work();
        int before = told;
        publish(640, 360);
        assertThat(told).isEqualTo(before + 1);
        seat.change(Rung.SOURCE);
        assertThat(taken(seat).sequence()).isEqualTo(3);
    }

    @Test
    void withoutLibrariesThereAreNoRenditionsForGood() throws IOException {
        seat(SMALL).want(0);
        meanwhile = () -> {
            throw new NoClassDefFoundError("avcodec");
        };
        publish(640, 360);
        work();
        nowNanos = TimeUnit.DAYS.toNanos(1);
        publish(640, 360);
        work();
        assertThat(ladder.isAvailable()).isFalse();
        assertThat(ladder.tally().decoded()).isZero();
    }

    @Test
    void anyWidthCanBeHadWithinReason() throws IOException {
        for (int width = 101; width < 161; width++) {
            seat(new Rung(width, 80));
        }
        assertThat(ladder.watched()).hasSizeLessThanOrEqualTo(40);
        seats.forEach(seat -> seat.want(0));
        publish(640, 360);
        work();
        assertThat(taken(seats.get(0)).widthPixels()).isEqualTo(101);
        assertThat(taken(seats.get(59)).widthPixels()).isEqualTo(426);
    }

    @Test
    void smallRungsAreDecodedSmall() {
        assertThat(Bench.halvings(1920, 854)).isEqualTo(1);
        assertThat(Bench.halvings(1920, 1280)).isZero();
        assertThat(Bench.halvings(1920, 426)).isEqualTo(2);
        assertThat(Bench.halvings(1920, 16)).isEqualTo(3);
    }

    @Test
    void codecThreadsEndWithTheRenditions() throws IOException {
        try (var renditions = new Renditions(new Clocks(() -> 9_000_000, System::nanoTime), PictureLimits.usual())) {
            var real = renditions.of(track);
            try (var seat = real.seat(Runnable::run, () -> {})) {
                seat.start();
                seat.change(SMALL);
                seat.want(0);
                publish(640, 360);
                await().atMost(10, TimeUnit.SECONDS).until(seat::isReady);
            }
        }
        // A pool says that it has ended a moment before its last thread is gone.
        await().atMost(10, TimeUnit.SECONDS).until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.isAlive() && thread.getName().startsWith("oriel-codec-")));
    }

    @Test
    void demandMayChangeWhileACameraTellsUnderItsLock() throws Exception {
        var seat = seat(SMALL);
        track.state(TrackState.LIVE);
        var lock = new ReentrantLock();
        track.onDemandChanged(() -> {
            lock.lock();
            try {
                track.wanted();
            } finally {
                lock.unlock();
            }
        });
        var leaving = Thread.ofPlatform().daemon().unstarted(seat::close);
        lock.lock();
        try {
            leaving.start();
            await().until(lock::hasQueuedThreads);
            var telling = Thread.ofPlatform().daemon().start(() -> track.state(TrackState.lost("x")));
            assertThat(telling.join(Duration.ofSeconds(5))).as("told").isTrue();
        } finally {
            lock.unlock();
        }
        assertThat(leaving.join(Duration.ofSeconds(5))).as("left").isTrue();
    }
}
