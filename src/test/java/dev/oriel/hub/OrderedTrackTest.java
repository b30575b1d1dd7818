package dev.oriel.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.frame.Codec;
import dev.oriel.frame.Packet;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrderedTrackTest {
    private static final long PICTURE_NANOS = 40_000_000;

    private final AtomicLong nanos = new AtomicLong();
    private final Track stream = new Track("door", 0, Codec.MPEG_TS, new Clocks(() -> 0, nanos::get));
    private final List<ByteBuf> published = new ArrayList<>();
    private int pictures;

    @AfterEach
    void nothingIsKeptAfterTheEnd() {
        stream.forget();
        assertThat(stream.counts().keptBytes()).isZero();
        assertThat(published).allMatch(content -> content.refCnt() == 0);
    }

    private void publish(boolean keyFrame, int bytes) {
        var content = Packet.buffer(bytes).writeInt(++pictures).writeZero(bytes - 4);
        published.add(content);
        stream.publish(content, keyFrame);
        nanos.addAndGet(PICTURE_NANOS);
    }

    /// `K` is a key frame, anything else another picture.
    private void publish(String kinds) {
        kinds.chars().forEach(kind -> publish(kind == 'K', 188));
    }

    private Subscription subscribe() {
        return stream.subscribe(Runnable::run, () -> {});
    }

    private static List<Integer> takeAll(Subscription subscription) {
        var taken = new ArrayList<Integer>();
        for (var chunk = subscription.take(); chunk != null; chunk = subscription.take()) {
            var content = chunk.content();
            taken.add(content.readInt());
            content.release();
            chunk.release();
        }
        return taken;
    }

    @Test
    void everyChunkComesOnceAndInOrder() {
        var subscription = subscribe();
        publish("Kpp");
        assertThat(takeAll(subscription)).containsExactly(1, 2, 3);
        publish("pK");
        assertThat(takeAll(subscription)).containsExactly(4, 5);
        assertThat(takeAll(subscription)).isEmpty();
        assertThat(subscription.cuts()).isZero();
    }

    @Test
    void whatWasMadeOfARunThatIsOverIsDropped() {
        var subscription = subscribe();
        publish("Kp");
        long run = stream.run();
        stream.forget();
        assertThat(takeAll(subscription)).isEmpty();
        var late = Packet.buffer(188).writeInt(99).writeZero(184);
        stream.publish(late, true, 0, run);
        assertThat(late.refCnt()).isZero();
        assertThat(takeAll(subscription)).isEmpty();
        var next = Packet.buffer(188).writeInt(100).writeZero(184);
        published.add(next);
        stream.publish(next, true, 0, stream.run());
        assertThat(takeAll(subscription)).containsExactly(100);
    }

    @Test
    void whatIsMadeOfSomethingElseEndsWithThatAtOnce() {
        var source = new Track("door", 0, new Clocks(() -> 0, nanos::get));
        var made = source.derived(Codec.MPEG_TS);
        var early = made.subscribe(Runnable::run, () -> {});
        long before = made.run();
        made.publish(Packet.buffer(188).writeZero(188), true, 0, before);
        source.forget();
        assertThat(early.take()).isNull();
        assertThat(made.newest()).isNull();
        assertThat(made.newestPacket()).isNull();
        assertThat(made.counts().keptBytes()).isZero();
        assertThat(made.subscribe(Runnable::run, () -> {}).take()).isNull();
        var late = Packet.buffer(188).writeZero(188);
        made.publish(late, true, 0, before);
        assertThat(late.refCnt()).isZero();
        made.publish(Packet.buffer(188).writeZero(188), true, 0, made.run());
        takeAll(early);
        assertThat(early.taken()).isEqualTo(1);
        made.forget();
    }

    @Test
    void aTrackThatIsMadeOfAMadeOneEndsWithTheFirst() {
        var source = new Track("door", 0, new Clocks(() -> 0, nanos::get));
        var bare = source.derived(Codec.MPEG_TS).derived(Codec.MPEG_1);
        bare.publish(Packet.buffer(188).writeZero(188), true);
        assertThat(bare.newest()).isNotNull();
        source.renounce();
        assertThat(bare.newest()).isNull();
    }

    @Test
    void packetsAreNumberedAndStampedWithTheTimeOfTheirCapture() {
        publish("K");
        stream.publish(Packet.buffer(4).writeInt(0), false, 12_345, stream.run());
        var header = java.util.Objects.requireNonNull(stream.newest());
        assertThat(header.sequence()).isEqualTo(2);
        assertThat(header.capturedAtMicros()).isEqualTo(12_345);
    }

    @Test
    void newSubscriptionBeginsAtTheNewestKeyFrameAtOnce() {
        publish("KppKpp");
        assertThat(takeAll(subscribe())).containsExactly(4, 5, 6);
    }

    @Test
    void newSubscriptionWaitsWhereNoKeyFrameHasBeen() {
        var subscription = subscribe();
        publish("pp");
        assertThat(takeAll(subscription)).isEmpty();
        publish("Kp");
        assertThat(takeAll(subscription)).containsExactly(3, 4);
    }

    @Test
    void subscriptionThatIsABitLateMissesNothing() {
        var subscription = subscribe();
        publish("K");
        assertThat(takeAll(subscription)).containsExactly(1);
        publish("pppKppp");
        assertThat(takeAll(subscription)).containsExactly(2, 3, 4, 5, 6, 7, 8);
        assertThat(stream.counts().cuts()).isZero();
    }

    @Test
    void subscriptionThatIsBehindGoesOnAtTheNewestKeyFrame() {
        var subscription = subscribe();
        publish("Kp");
        assertThat(takeAll(subscription)).containsExactly(1, 2);
        publish("p".repeat(28) + "Kpp");
        assertThat(takeAll(subscription)).containsExactly(31, 32, 33);
        assertThat(subscription.cuts()).isEqualTo(1);
        assertThat(subscription.skipped()).isEqualTo(28);
        assertThat(subscription.taken() + subscription.skipped()).isEqualTo(stream.published());
        assertThat(stream.counts().cuts()).isEqualTo(1);
    }

    @Test
    void subscriptionThatLostItsPlaceAmongManyBytesWaitsForTheNextKeyFrame() {
        var subscription = subscribe();
        publish("K");
        assertThat(takeAll(subscription)).containsExactly(1);
        for (int i = 0; i < 6; i++) {
            publish(false, Codec.MPEG_TS.mostBytes());
        }
        assertThat(takeAll(subscription)).isEmpty();
        publish("pK");
        assertThat(takeAll(subscription)).containsExactly(9);
        assertThat(subscription.cuts()).isEqualTo(1);
    }

    @Test
    void memoryIsBoundedWhateverComes() {
        for (int i = 0; i < 50; i++) {
            publish(i % 20 == 0, Codec.MPEG_TS.mostBytes());
            assertThat(stream.counts().keptBytes()).isLessThanOrEqualTo(Codec.MPEG_TS.mostKeptBytes());
        }
        assertThat(published.stream().filter(content -> content.refCnt() > 0).count()).isLessThanOrEqualTo(4);
    }

    @Test
    void pastBeforeTheNewestKeyFrameIsKeptForASecondForThoseWhoTakeInOrder() {
        try (var _ = subscribe()) {
            publish("K" + "p".repeat(24) + "K" + "p".repeat(9));
            assertThat(stream.counts().keptBytes()).isEqualTo(26L * 188);
            publish("p".repeat(60));
            assertThat(stream.counts().keptBytes()).isEqualTo(70L * 188);
        }
    }

    @Test
    void nothingBeforeTheNewestKeyFrameIsKeptForNobody() {
        publish("K" + "p".repeat(24) + "K" + "p".repeat(9));
        assertThat(stream.counts().keptBytes()).isEqualTo(10L * 188);
    }

    @Test
    void nothingOfAnEarlierRunIsGivenToAnybody() {
        var subscription = subscribe();
        publish("Kp");
        stream.forget();
        publish("pp");
        assertThat(takeAll(subscription)).isEmpty();
        publish("K");
        assertThat(takeAll(subscription)).containsExactly(5);
        assertThat(subscription.cuts()).isZero();
    }

    @Test
    void chunkTakenStaysValidWhenThePastIsForgotten() {
        var subscription = subscribe();
        publish("K");
        var chunk = subscription.take();
        stream.forget();
        assertThat(chunk).isNotNull();
        assertThat(published.getFirst().refCnt()).isEqualTo(1);
        chunk.release();
    }

    @Test
    void listenersOfOneExecutorShareOneTaskAChunk() {
        var tasks = new ArrayDeque<Runnable>();
        var heard = new AtomicInteger();
        Track.Listener listener = heard::incrementAndGet;
        stream.subscribe(tasks::add, listener).close();
        java.util.concurrent.Executor loop = tasks::add;
        stream.subscribe(loop, listener);
        var leaves = stream.subscribe(loop, listener);
        stream.subscribe(loop, listener);
        publish("Kp");
        assertThat(tasks).hasSize(1);
        leaves.close();
        tasks.remove().run();
        assertThat(heard).hasValue(2);
        assertThat(stream.subscriptions()).isEqualTo(2);
    }

    @Test
    void demandIsToldWhenTheFirstWantsAndTheLastDoesNot() {
        var changes = new AtomicInteger();
        stream.onDemandChanged(changes::incrementAndGet);
        var a = subscribe();
        var b = subscribe();
        assertThat(changes).hasValue(2);
        a.wanting(false);
        a.wanting(false);
        assertThat(stream.wanted()).isTrue();
        b.close();
        b.close();
        assertThat(stream.wanted()).isFalse();
        assertThat(changes).hasValue(3);
        a.close();
        a.wanting(true);
        assertThat(stream.wanted()).isFalse();
    }

    @Test
    void manyThreadsTakeInOrderWithoutLosingOrLeakingAChunk() throws InterruptedException {
        int consumers = 4;
        int chunks = 3_000;
        var done = new CountDownLatch(consumers);
        var stopped = new AtomicBoolean();
        var subscriptions = new ArrayList<Subscription>();
        publish("K");
        try (var threads = Executors.newFixedThreadPool(consumers)) {
            for (int i = 0; i < consumers; i++) {
                var subscription = subscribe();
                subscriptions.add(subscription);
                assertThat(takeAll(subscription)).containsExactly(1);
                threads.execute(() -> {
                    int last = 1;
                    boolean end;
                    do {
                        end = stopped.get();
                        for (int next : takeAll(subscription)) {
                            assertThat(next).isGreaterThan(last);
                            last = next;
                        }
                    } while (!end);
                    done.countDown();
                });
            }
            for (int i = 0; i < chunks; i++) {
                publish(i % 25 == 0, 188);
            }
            stopped.set(true);
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        }
        for (var subscription : subscriptions) {
            assertThat(subscription.taken() + subscription.skipped()).isEqualTo(stream.published());
        }
        assertThat(stream.counts().taken()).isEqualTo(subscriptions.stream().mapToLong(Subscription::taken).sum());
    }
}
