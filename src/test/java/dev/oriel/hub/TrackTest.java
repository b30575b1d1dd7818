package dev.oriel.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.frame.Packet;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TrackTest {
    private final AtomicLong nowMicros = new AtomicLong(5_000_000);
    private final Track track = new Track("door", 7, new Clocks(nowMicros::get, () -> 0));
    private final List<String> heard = new ArrayList<>();

    /// Runs nothing until told to.
    private static final class Later implements Executor {
        final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        void runAll() {
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
        }
    }

    private Track.Listener listener(String name) {
        return new Track.Listener() {
            @Override
            public void packetAvailable() {
                heard.add(name);
            }

            @Override
            public void stateChanged(TrackState state) {
                heard.add(name + " " + state.phase().word());
            }
        };
    }

    @Test
    void executorThatHasEndedKeepsNobodyElseFromBeingTold() {
        Executor ended = task -> {
            throw new RejectedExecutionException("ended");
        };
        track.subscribe(ended, listener("gone"));
        track.subscribe(Runnable::run, listener("here"));
        publish();
        publish();
        track.state(TrackState.LIVE);
        track.forget();
        assertThat(heard).containsExactly("here", "here", "here live");
    }

    private ByteBuf publish() {
        var picture = Packet.buffer(4).writeInt(0);
        track.publish(picture, 640, 480, nowMicros.get() - 1000);
        return picture;
    }

    private static long sequence(Subscription subscription) {
        var frame = subscription.take();
        if (frame == null) {
            return -1;
        }
        frame.release();
        return frame.header().sequence();
    }

    @Test
    void subscriptionTakesTheNewestOnceAndCountsWhatItMissed() {
        var subscription = track.subscribe(Runnable::run, listener("a"));
        publish();
        publish();
        publish();
        assertThat(sequence(subscription)).isEqualTo(3);
        assertThat(subscription.take()).isNull();
        assertThat(subscription.taken()).isEqualTo(1);
        assertThat(subscription.skipped()).isEqualTo(2);
        assertThat(track.published()).isEqualTo(subscription.taken() + subscription.skipped());
        subscription.close();
        track.forget();
    }

    @Test
    void newSubscriptionFindsTheNewestFrameAtOnce() {
        publish();
        publish();
        var subscription = track.subscribe(Runnable::run, listener("a"));
        assertThat(subscription.availableBytes()).isEqualTo(4);
        assertThat(sequence(subscription)).isEqualTo(2);
        assertThat(subscription.skipped()).isZero();
        track.forget();
    }

    @Test
    void headerSaysWhoWhatAndWhen() {
        publish();
        var header = track.newest();
        assertThat(header).isNotNull();
        assertThat(header.camera()).isEqualTo(7);
        assertThat(header.publishedAfterMicros()).isEqualTo(1000);
        track.forget();
    }

    @Test
    void forgottenFrameIsGivenToNobodyAndFreed() {
        var subscription = track.subscribe(Runnable::run, listener("a"));
        var picture = publish();
        track.forget();
        assertThat(subscription.take()).isNull();
        assertThat(picture.refCnt()).isZero();
    }

    @Test
    void sequenceRisesAcrossRunsOfTheSource() {
        var subscription = track.subscribe(Runnable::run, listener("a"));
        publish();
        assertThat(sequence(subscription)).isEqualTo(1);
        track.forget();
        publish();
        assertThat(sequence(subscription)).isEqualTo(2);
        track.forget();
    }

    @Test
    void frameTakenStaysValidWhenANewerOneReplacesIt() {
        var subscription = track.subscribe(Runnable::run, listener("a"));
        var picture = publish();
        var frame = subscription.take();
        publish();
        assertThat(frame).isNotNull();
        assertThat(picture.refCnt()).isEqualTo(1);
        frame.release();
        assertThat(picture.refCnt()).isZero();
        track.forget();
    }

    @Test
    void listenersOfOneExecutorShareOneTaskAFrame() {
        var loop = new Later();
        track.subscribe(loop, listener("a"));
        track.subscribe(loop, listener("b"));
        publish();
        publish();
        assertThat(loop.tasks).hasSize(1);
        loop.runAll();
        assertThat(heard).containsExactlyInAnyOrder("a", "b");
        publish();
        assertThat(loop.tasks).hasSize(1);
        track.forget();
    }

    @Test
    void closedSubscriptionHearsNothing() {
        var loop = new Later();
        var subscription = track.subscribe(loop, listener("a"));
        publish();
        subscription.close();
        subscription.close();
        loop.runAll();
        assertThat(heard).isEmpty();
        assertThat(track.subscriptions()).isZero();
        track.forget();
    }

    @Test
    void stateIsToldOnceToEverybody() {
        track.subscribe(Runnable::run, listener("a"));
        track.state(TrackState.STARTING);
        track.state(TrackState.STARTING);
        track.state(TrackState.lost("unplugged"));
        track.state(TrackState.lost("busy"));
        assertThat(heard).containsExactly("a starting", "a lost", "a lost");
    }

    @Test
    void demandIsToldWhenTheFirstWantsAndTheLastDoesNot() {
        var changes = new AtomicInteger();
        track.onDemandChanged(changes::incrementAndGet);
        assertThat(changes).hasValue(1);
        var a = track.subscribe(Runnable::run, listener("a"));
        var b = track.subscribe(Runnable::run, listener("b"));
        assertThat(changes).hasValue(2);
        a.wanting(false);
        a.wanting(false);
        assertThat(track.wanted()).isTrue();
        b.close();
        assertThat(track.wanted()).isFalse();
        assertThat(changes).hasValue(3);
        a.wanting(true);
        assertThat(track.wanted()).isTrue();
        a.close();
        a.wanting(true);
        assertThat(track.wanted()).isFalse();
    }

    @Test
    void manyThreadsTakeAndReleaseWithoutLosingOrLeakingAFrame() throws InterruptedException {
        int consumers = 4;
        int frames = 3_000;
        var pictures = new ArrayList<ByteBuf>(frames);
        var done = new CountDownLatch(consumers);
        var stopped = new java.util.concurrent.atomic.AtomicBoolean();
        var subscriptions = new ArrayList<Subscription>();
        try (var threads = Executors.newFixedThreadPool(consumers)) {
            for (int i = 0; i < consumers; i++) {
                var subscription = track.subscribe(Runnable::run, () -> {});
                subscriptions.add(subscription);
                threads.execute(() -> {
                    long last = 0;
                    boolean end;
                    do {
                        end = stopped.get();
                        long next = sequence(subscription);
                        assertThat(next == -1 || next > last).isTrue();
                        last = Math.max(last, next);
                    } while (!end);
                    done.countDown();
                });
            }
            for (int i = 0; i < frames; i++) {
                pictures.add(publish());
            }
            stopped.set(true);
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        }
        for (var subscription : subscriptions) {
            assertThat(subscription.taken() + subscription.skipped()).isEqualTo(frames);
        }
        track.forget();
        assertThat(pictures).allMatch(picture -> picture.refCnt() == 0);
    }

    @Test
    void aTrackCountsWhatAllItsSubscriptionsTookAndMissed() {
        try (var quick = track.subscribe(Runnable::run, listener("quick"));
                var slow = track.subscribe(Runnable::run, listener("slow"))) {
            publish();
            sequence(quick);
            publish();
            publish();
            sequence(quick);
            sequence(slow);
            assertThat(quick.skipped()).isEqualTo(1);
            assertThat(slow.skipped()).isEqualTo(2);
            assertThat(track.counts().skipped()).isEqualTo(3);
            assertThat(track.counts().taken()).isEqualTo(3);
        }
        track.forget();
    }

    @Test
    void pictureMadeOfAnotherKeepsItsNumberAndCaptureTime() {
        var made = new dev.oriel.frame.FrameHeader(1, 7, 41, 4_000_000, 640, 480, 5);
        track.publishAs(Packet.buffer(4).writeInt(0), 320, 240, made, track.run());
        var header = java.util.Objects.requireNonNull(track.newest());
        assertThat(header.sequence()).isEqualTo(41);
        assertThat(header.capturedAtMicros()).isEqualTo(4_000_000);
        assertThat(header.publishedAfterMicros()).isEqualTo(1_000_000);
        assertThat(header.widthPixels()).isEqualTo(320);
        track.forget();
    }

    @Test
    void relayIsDemandButNoViewer() {
        try (var _ = track.relay(DemandLevel.FULL, Runnable::run, listener("relay"))) {
            assertThat(track.wanted()).isTrue();
            assertThat(track.subscriptions()).isZero();
            publish();
            assertThat(heard).containsExactly("relay");
        }
        assertThat(track.wanted()).isFalse();
        track.forget();
    }

    private static DemandLevel level(int widthPixels, double fps) {
        return DemandLevel.of(widthPixels, fps);
    }

    @Test
    void demandServesWhoeverWantsMostAndFollowsEachThatChangesOrGoes() {
        var changes = new AtomicInteger();
        track.onLevelChanged(changes::incrementAndGet);
        assertThat(track.demand()).isNull();
        var small = track.listen(Runnable::run, listener("small"));
        small.level(level(320, 30));
        assertThat(track.demand()).as("it wants nothing yet").isNull();
        small.wanting(true);
        assertThat(track.demand()).isEqualTo(level(320, 30));
        var slow = track.subscribe(Runnable::run, listener("slow"));
        assertThat(track.demand()).as("it has not said what it can show").isEqualTo(DemandLevel.FULL);
        slow.level(level(1280, 2));
        assertThat(track.demand()).isEqualTo(level(1280, 30));
        int before = changes.get();
        slow.level(level(1280, 5));
        assertThat(changes).as("nobody asks for more than before").hasValue(before);
        small.close();
        assertThat(track.demand()).isEqualTo(level(1280, 5));
        slow.wanting(false);
        assertThat(track.demand()).isNull();
        slow.level(level(640, 1));
        slow.wanting(true);
        assertThat(track.demand()).isEqualTo(level(640, 1));
        slow.close();
        slow.level(level(9, 9));
        assertThat(track.demand()).isNull();
    }

    @Test
    void demandOfThousandsOfViewersIsThatOfThoseWhoStay() {
        var all = new ArrayList<Subscription>();
        for (int i = 0; i < 5000; i++) {
            var one = track.listen(Runnable::run, listener("viewer"));
            one.level(level(100 + i, 0));
            one.wanting(true);
            all.add(one);
        }
        assertThat(track.demand()).isEqualTo(level(5099, 0));
        all.reversed().subList(0, 4000).forEach(Subscription::close);
        assertThat(track.demand()).isEqualTo(level(1099, 0));
        all.forEach(Subscription::close);
        assertThat(track.wanted()).isFalse();
    }
}
