package dev.oriel.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.ffmpeg.Pictures;
import dev.oriel.hub.Camera;
import dev.oriel.hub.MpegSettings;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackOnly;
import dev.oriel.hub.TrackState;
import dev.oriel.limits.PictureLimits;
import dev.oriel.time.Clocks;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MpegEncodingTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final LinkedBlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
    private final Track track = new Track("door", 1, new Clocks(() -> 0, () -> 0));
    private final MpegStreams streams = new MpegStreams(jobs::add, timer, PictureLimits.usual());
    private final AtomicReference<@Nullable Error> fails = new AtomicReference<>();
    private final Camera camera = new TrackOnly(track) {
        @Override
        public MpegSettings mpeg() {
            var error = fails.getAndSet(null);
            if (error != null) {
                throw error;
            }
            return MpegSettings.DEFAULT;
        }
    };

    @AfterEach
    void close() {
        track.forget();
        streams.close();
        work();
        timer.shutdownNow();
    }

    private void work() {
        for (var job = jobs.poll(); job != null; job = jobs.poll()) {
            job.run();
        }
    }

    private void publish() throws IOException {
        track.publish(Pictures.quartersJpeg(64, 48), 64, 48, 1_000_000);
        track.state(TrackState.LIVE);
    }

    private void lose() {
        track.forget();
        track.state(TrackState.lost("unplugged"));
    }

    /// What a new viewer is given at once.
    private static boolean givesSomething(Track broadcast) {
        try (var late = broadcast.subscribe(Runnable::run, () -> {})) {
            var chunk = late.take();
            if (chunk != null) {
                chunk.release();
            }
            return chunk != null;
        }
    }

    @Test
    void nobodyIsGivenAPictureOfAnEarlierRunWhileTheCodecsAreBusy() throws Exception {
        var transport = streams.transport(camera);
        var elementary = streams.elementary(camera);
        try (var viewer = transport.subscribe(Runnable::run, () -> {});
                var bare = elementary.subscribe(Runnable::run, () -> {})) {
            publish();
            work();
            assertThat(givesSomething(streams.transport(camera))).isTrue();
            assertThat(givesSomething(streams.elementary(camera))).isTrue();
            lose();
            assertThat(givesSomething(streams.transport(camera))).isFalse();
            assertThat(givesSomething(streams.elementary(camera))).isFalse();
            publish();
            work();
            assertThat(givesSomething(streams.transport(camera))).isTrue();
            assertThat(viewer.cuts() + bare.cuts()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource
    void anErrorOfACodecCostsOnePicture(Error error) throws Exception {
        try (var viewer = streams.transport(camera).subscribe(Runnable::run, () -> {})) {
            fails.set(error);
            publish();
            work();
            assertThat(viewer.take()).isNull();
            publish();
            work();
            assertThat(givesSomething(streams.transport(camera))).isTrue();
        }
    }

    static List<Error> anErrorOfACodecCostsOnePicture() {
        return List.of(new OutOfMemoryError("av_frame_alloc"), new NoClassDefFoundError("avcodec"));
    }

    /// A camera may tell of its pictures while it holds a lock that a change of demand needs as well.
    @Test
    void demandMayChangeWhileACameraPublishesUnderItsLock() throws Exception {
        var lock = new ReentrantLock();
        var told = new LinkedBlockingQueue<Boolean>();
        var subscription = streams.transport(camera).subscribe(Runnable::run, () -> {});
        var leaving = Thread.ofPlatform().daemon().unstarted(subscription::close);
        track.onDemandChanged(() -> {
            lock.lock();
            try {
                told.add(track.wanted());
            } finally {
                lock.unlock();
            }
        });
        lock.lock();
        try {
            leaving.start();
            await().until(lock::hasQueuedThreads);
            var telling = Thread.ofPlatform().daemon().start(this::lose);
            assertThat(telling.join(Duration.ofSeconds(5))).as("told").isTrue();
        } finally {
            lock.unlock();
        }
        assertThat(leaving.join(Duration.ofSeconds(5))).as("left").isTrue();
        assertThat(told).containsExactly(true, false);
    }
}
