package dev.oriel.filter;

import dev.oriel.frame.Codec;
import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.Packet;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.CoalescedTask;
import dev.oriel.hub.DemandLevel;
import dev.oriel.hub.SerialStep;
import dev.oriel.hub.Subscription;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.limits.PictureLimits;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The renditions of one camera: each rung in use is a track of its own, made from the camera's.
///
/// A rung is encoded at most once for a source frame, whoever watches; only while somebody watches; and only when one of its
/// viewers has said that it could take a frame now ([Seat#want]). There is one job at a time, and it takes the newest source frame,
/// so an encoder that lags skips. With the last viewer go the codecs, and the demand for the camera.
///
/// Threads: any may call any method. Decoding and encoding happen on the codec pool.
///
/// Errors: a picture that cannot be decoded is counted and skipped. After an error of a codec [#isAvailable] is false for ten
/// seconds, and viewers get the source; then new codecs are tried with a new picture. Where the codecs themselves cannot be had, it
/// stays false.
public final class Ladder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ladder.class);
    /// Rungs in use at a time; there is one for each width that somebody wants a snapshot of.
    private static final int MOST_RUNGS = 32;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Track source;
    /// The codec pool, as this ladder's own: listeners that share an executor are told one after another.
    private final Executor lane;
    private final Clocks clocks;
    private final Tally tally = new Tally();
    private final Bench bench;
    private final CoalescedTask job;
    private final SerialStep following = new SerialStep(this::follow);
    private volatile boolean available = true;
    /// The last attempt ended with an error of a codec; the next is due at `resumesAtNanos`.
    private volatile boolean failing;
    private volatile long resumesAtNanos;
    private volatile boolean frees;

    private final Object lock = new Object();
    private final Map<Rung, Rendition> renditions = new HashMap<>();
    private boolean closed;
    /// Written by [#follow] alone.
    private volatile @Nullable Subscription relay;

    /// What a ladder works with.
    ///
    /// @param codecs runs the job; may take its time
    /// @param clocks the monotonic one times encoding and the pauses after errors
    /// @param limits what a picture may cost
    public record Means(Executor codecs, Clocks clocks, PictureLimits limits) {}

    public Ladder(Track source, Means means) {
        this.source = source;
        clocks = means.clocks;
        lane = task -> means.codecs.execute(task);
        job = new CoalescedTask(means.codecs, this::run);
        bench = new Bench(means.limits);
    }

    /// A viewer's place, at [Rung#SOURCE] to begin with; it counts as demand from its start until it is closed or says otherwise.
    ///
    /// @param executor runs the listener, which hears of frames of the rung that the viewer is on, and of the camera's states
    public Seat seat(Executor executor, Track.Listener listener) {
        return seat(DemandLevel.FULL, executor, listener);
    }

    /// The same for a viewer that can use only so much of the pictures.
    public Seat seat(DemandLevel level, Executor executor, Track.Listener listener) {
        return new Seat(this, level, executor, listener);
    }

    /// What was encoded so far.
    public Tally tally() {
        return tally;
    }

    /// False when this machine cannot decode and encode, and for a while after an error.
    public boolean isAvailable() {
        return available && (!failing || nowNanos() - resumesAtNanos >= 0);
    }

    /// The rungs that somebody watches.
    public List<Rung> watched() {
        synchronized (lock) {
            return renditions.values().stream().filter(rendition -> rendition.track.wanted()).map(rendition -> rendition.rung)
                    .sorted().toList();
        }
    }

    public Track source() {
        return source;
    }

    long epochMicros() {
        return clocks.nowMicros();
    }

    /// The clock that [Seat#want] is told the time of.
    public long nowNanos() {
        return clocks.nowNanos();
    }

    // --- viewers come and go

    /// A place on one rung.
    record Place(Rendition rendition, Subscription subscription) {}

    Place join(Rung rung, DemandLevel level, Executor executor, Track.Listener listener) {
        Place place;
        synchronized (lock) {
            var rendition = renditions.computeIfAbsent(allowed(rung), this::made);
            place = new Place(rendition, rendition.track.listen(executor, listener));
        }
        place.subscription.level(level);
        place.subscription.wanting(true);
        return place;
    }

    /// Too many different widths at once: the ladder's own have to do.
    private Rung allowed(Rung rung) {
        return renditions.size() < MOST_RUNGS || Rung.WIDTHS.contains(rung.widthPixels())
                ? rung
                : new Rung(Rung.widthFor(rung.widthPixels(), Rung.WIDTHS.getFirst()), rung.quality());
    }

    private Rendition made(Rung rung) {
        var track = source.derived(Codec.JPEG);
        track.onLevelChanged(this::demandChanged);
        return new Rendition(rung, track);
    }

    void leave(Place place) {
        place.subscription.close();
        synchronized (lock) {
            var rendition = place.rendition;
            if (rendition.track.subscriptions() == 0 && renditions.remove(rendition.rung, rendition)) {
                rendition.track.forget();
            }
        }
    }

    private void demandChanged() {
        synchronized (lock) {
            for (var rendition : renditions.values()) {
                if (!rendition.track.wanted()) {
                    rendition.rest();
                    rendition.track.forget();
                    frees = true;
                }
            }
        }
        following.request();
        work();
    }

    /// Has the camera know what the renditions need. The camera is called, so the lock must not be held.
    private void follow() {
        assert !Thread.holdsLock(lock);
        var before = relay;
        var level = demanded();
        if (before == null) {
            relay = level == null ? null : source.relay(level, lane, new SourceListener());
        } else if (level == null) {
            relay = null;
            before.close();
            frees = true;
        } else {
            before.level(level);
        }
    }

    /// What serves the viewers of all rungs, or null where there is none.
    private @Nullable DemandLevel demanded() {
        synchronized (lock) {
            return closed
                    ? null
                    : renditions.values().stream().map(rendition -> rendition.track.demand()).filter(Objects::nonNull)
                            .reduce(DemandLevel::max).orElse(null);
        }
    }

    /// The listener of the camera's track, called on the codec pool.
    private final class SourceListener implements Track.Listener {
        @Override
        public void packetAvailable() {
            if (hasWork()) {
                job.runNow();
            }
        }

        @Override
        public void stateChanged(TrackState state) {
            inUse().forEach(rendition -> rendition.track.run()); // which drops what was made of a run that is over
        }
    }

    void want(Rendition rendition) {
        synchronized (lock) {
            if (!rendition.request()) {
                return;
            }
        }
        work();
    }

    // --- the one job

    private void work() {
        if (hasWork()) {
            job.request();
        }
    }

    private boolean hasWork() {
        var newest = source.newest();
        return frees || (newest != null && !due(newest.sequence()).isEmpty());
    }

    private List<Rendition> due(long number) {
        var due = new ArrayList<Rendition>(0);
        if (!isAvailable()) {
            return due;
        }
        synchronized (lock) {
            for (var rendition : renditions.values()) {
                if (rendition.isDue(number)) {
                    due.add(rendition);
                }
            }
        }
        return due;
    }

    private void run() {
        try {
            frees = false;
            bench.keepOnly(watched());
            encodeNewest();
        } catch (ProtocolException e) {
            tally.failed();
        } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
            failed(e);
        } finally {
            work(); // for what came meanwhile
        }
    }

    private void failed(Throwable error) {
        tally.failed();
        bench.close();
        if (error instanceof LinkageError || error.getCause() instanceof LinkageError) {
            available = false;
            LOG.error("{}: no renditions, viewers get the pictures as they are: {}", source.name(), error.toString());
        } else {
            resumesAtNanos = nowNanos() + PAUSE_NANOS;
            if (!failing) {
                LOG.warn("{}: no renditions for now, viewers get the pictures as they are: {}", source.name(), error.toString());
            }
            failing = true;
        }
        LOG.debug("{}", source.name(), error);
        inUse().forEach(rendition -> rendition.track.wake()); // to take the camera's own pictures
    }

    private List<Rendition> inUse() {
        synchronized (lock) {
            return List.copyOf(renditions.values());
        }
    }

    private void succeeded() {
        if (failing) {
            failing = false;
            LOG.info("{}: renditions again", source.name());
        }
    }

    private void encodeNewest() throws IOException {
        long ofRun = source.run();
        var open = relay;
        var taken = open == null ? null : open.take();
        var frame = taken == null ? source.newestPacket() : taken;
        if (frame == null) {
            return;
        }
        try {
            attempt(frame, ofRun);
        } finally {
            frame.release();
        }
    }

    private void attempt(Packet frame, long ofRun) throws IOException {
        var due = claim(frame);
        try {
            // The renditions' runs of the claim are those of the frame where the source's is still the same.
            if (!due.isEmpty() && source.run() == ofRun) {
                encode(frame, due);
                succeeded();
            }
        } finally {
            synchronized (lock) {
                due.forEach(Rendition::settle);
            }
        }
    }

    private List<Rendition> claim(Packet frame) {
        synchronized (lock) {
            var due = due(frame.header().sequence());
            due.forEach(rendition -> rendition.claim(frame.header().sequence()));
            return due;
        }
    }

    private void encode(Packet frame, List<Rendition> due) throws IOException {
        var header = frame.header();
        int widest = due.stream().mapToInt(one -> one.rung.widthOf(header.widthPixels())).max().orElseThrow();
        long startNanos = nowNanos();
        boolean decodes = bench.decodes(frame, widest);
        var picture = bench.decode(frame, widest);
        long sinceNanos = nowNanos();
        if (decodes) {
            tally.decoded((sinceNanos - startNanos) / 1000);
        }
        for (var rendition : due) {
            int width = rendition.rung.widthOf(header.widthPixels());
            int height = rendition.rung.heightOf(header.widthPixels(), header.heightPixels());
            var jpeg = bench.encode(picture, rendition.rung, width, height);
            long nowNanos = nowNanos();
            tally.encoded(rendition.rung, (nowNanos - sinceNanos) / 1000, jpeg.readableBytes(),
                    new Tally.Of(header.widthPixels(), frame.contentBytes()));
            sinceNanos = nowNanos;
            publish(rendition, jpeg, width, height, header);
        }
    }

    /// Publishes unless the run or the demand has ended meanwhile: each end of demand ends the rendition's run.
    private void publish(Rendition rendition, ByteBuf jpeg, int widthPixels, int heightPixels, FrameHeader made) {
        if (rendition.track.publishAs(jpeg, widthPixels, heightPixels, made, rendition.claimedRun())) {
            synchronized (lock) {
                rendition.delivered();
            }
        }
    }

    /// Ends everything; after the codec pool has.
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            available = false;
            renditions.values().forEach(rendition -> rendition.track.forget());
            renditions.clear();
        }
        following.request();
        bench.close();
    }
}
