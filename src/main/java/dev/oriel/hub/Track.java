package dev.oriel.hub;

import dev.oriel.frame.Frame;
import dev.oriel.frame.FrameHeader;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The newest frame of one stream of pictures, who waits for it, and whether anybody wants it.
///
/// There is no queue: a subscription that is not ready when a frame comes finds a newer one later, and what it missed is counted.
///
/// Threads: any thread may call any method. Listeners are called by the executor that they subscribed with, one task an
/// executor and frame however many of its listeners wait. Nothing blocks; the lock is held for a few field accesses.
///
/// Ownership: the track holds one reference to the newest frame; [Subscription#take] hands out further ones.
public final class Track {

    /// Who is told. Called by the subscription's executor; must not block it.
    public interface Listener {
        /// A frame newer than the last one taken is there.
        void frameAvailable();

        /// The state is no longer what it was.
        default void stateChanged(TrackState state) {
        }
    }

    private final String name;
    private final int index;
    private final LongSupplier epochMicros;
    private final Object lock = new Object();
    private final Wakeups<Subscription> wakeups = new Wakeups<>(lock, member -> member.listener.frameAvailable());

    private @Nullable Frame newest;
    /// Of the newest frame: read for each watched camera whenever any other gives a picture. Written with the lock held.
    private volatile @Nullable FrameHeader newestHeader;
    private final AtomicLong run = new AtomicLong();
    private long sequence;
    private long published;
    private long publishedBytes;
    private long taken;
    private long skipped;
    private int subscriptions;
    private final DemandLevels levels = new DemandLevels();
    private final DeliveryCounts deliveries = new DeliveryCounts();
    private TrackState state = TrackState.IDLE;
    private Runnable demandChanged = () -> {};
    private Runnable levelChanged = () -> {};

    /// @param index       the number that the headers of its frames carry, 0 to 255
    /// @param epochMicros the clock, microseconds since 1970-01-01 UTC
    public Track(String name, int index, LongSupplier epochMicros) {
        this(name, index, epochMicros, 0);
    }

    /// @param lastSequence the first frame gets the number behind it
    Track(String name, int index, LongSupplier epochMicros, long lastSequence) {
        this.name = name;
        this.index = index;
        this.epochMicros = epochMicros;
        sequence = lastSequence;
    }

    public String name() {
        return name;
    }

    public int index() {
        return index;
    }

    // --- the publishing side

    /// Makes `picture` the newest frame under the next sequence number and wakes whoever waits.
    ///
    /// @param picture          from [Frame#buffer(int)]; the caller's reference passes to the track
    /// @param capturedAtMicros microseconds since the epoch
    public void publish(ByteBuf picture, int widthPixels, int heightPixels, long capturedAtMicros) {
        synchronized (lock) {
            publish(picture, widthPixels, heightPixels, ++sequence & 0xffff_ffffL, capturedAtMicros);
        }
        wakeups.wake();
    }

    /// The number of the last frame that was published.
    long sequence() {
        synchronized (lock) {
            return sequence;
        }
    }

    /// Makes `picture` the newest frame under the number and the capture time of the frame that it was made of.
    ///
    /// @param picture from [Frame#buffer(int)]; the caller's reference passes to the track
    /// @param made    the header of that frame; its numbers rise from call to call
    public void publishAs(ByteBuf picture, int widthPixels, int heightPixels, FrameHeader made) {
        synchronized (lock) {
            publish(picture, widthPixels, heightPixels, made.sequence(), made.capturedAtMicros());
        }
        wakeups.wake();
    }

    private void publish(ByteBuf picture, int widthPixels, int heightPixels, long number, long capturedAtMicros) {
        var header = new FrameHeader(FrameHeader.JPEG, index, number, capturedAtMicros, widthPixels, heightPixels,
                epochMicros.getAsLong() - capturedAtMicros);
        replaceNewest(Frame.of(picture, header));
        published++;
        publishedBytes += picture.readableBytes();
    }

    /// Drops the newest frame: nobody is given a picture of a run that is over.
    public void forget() {
        synchronized (lock) {
            endRun();
        }
    }

    private void endRun() {
        replaceNewest(null);
        run.incrementAndGet();
    }

    /// The number of the run that frames belong to. It rises with each state that is not live and each time that the newest frame is
    /// dropped; nothing that was made of frames of an earlier run is given to a viewer.
    public long run() {
        return run.get();
    }

    /// Drops the newest frame, and has everybody who made something of the track's frames drop that too: all listeners are told of a
    /// state that is not live, whether it was live or not.
    public void renounce() {
        TrackState told;
        synchronized (lock) {
            endRun();
            if (state.isLive()) {
                state = TrackState.STARTING;
            }
            told = state;
        }
        wakeups.tell(member -> member.listener.stateChanged(told));
    }

    private void replaceNewest(@Nullable Frame frame) {
        if (newest != null) {
            newest.release();
        }
        newest = frame;
        newestHeader = frame == null ? null : frame.header();
    }

    /// Sets the state and tells every listener when it is a new one.
    public void state(TrackState next) {
        synchronized (lock) {
            if (state.equals(next)) {
                return;
            }
            state = next;
            if (!next.isLive()) {
                run.incrementAndGet();
            }
        }
        wakeups.tell(member -> member.listener.stateChanged(next));
    }

    /// Tells every listener to look again, though there is nothing newer.
    public void wake() {
        wakeups.wake();
    }

    public TrackState state() {
        synchronized (lock) {
            return state;
        }
    }

    // --- the subscribing side

    /// Subscribes; the subscription counts as demand until it is closed or says otherwise.
    ///
    /// @param executor runs the listener; listeners that share one share its wake-ups
    public Subscription subscribe(Executor executor, Listener listener) {
        return wanting(listen(executor, listener));
    }

    /// Subscribes as [#subscribe(Executor, Listener)] does, but without being counted among [#subscriptions]: for whatever makes
    /// something else of the frames for viewers that are counted elsewhere.
    ///
    /// @param level how much of the frames is of use
    public Subscription relay(DemandLevel level, Executor executor, Listener listener) {
        var relay = overhear(executor, listener);
        relay.level(level);
        return wanting(relay);
    }

    /// Subscribes without demand, until the subscription says that it wants frames.
    ///
    /// @param executor as for [#subscribe]
    public Subscription listen(Executor executor, Listener listener) {
        return started(subscription(executor, listener));
    }

    /// A subscription as that of [#listen], which begins with [Subscription#start].
    public Subscription subscription(Executor executor, Listener listener) {
        return new Subscription(this, executor, listener, true);
    }

    /// Listens as [#listen] does, but without being counted among [#subscriptions], as a [#relay] is not.
    ///
    /// @param executor as for [#subscribe]
    public Subscription overhear(Executor executor, Listener listener) {
        return started(new Subscription(this, executor, listener, false));
    }

    private static Subscription wanting(Subscription subscription) {
        subscription.wanting(true);
        return subscription;
    }

    private static Subscription started(Subscription subscription) {
        subscription.start();
        return subscription;
    }

    void join(Subscription subscription) {
        wakeups.add(subscription.executor, subscription);
        synchronized (lock) {
            subscriptions += subscription.isCounted ? 1 : 0;
            subscription.closed = false;
            subscription.lastPublished = newest == null ? published : published - 1;
        }
    }

    void close(Subscription subscription) {
        demand(subscription, () -> {
            if (!subscription.closed) {
                subscription.closed = true;
                subscription.wanting = false;
                subscriptions -= subscription.isCounted ? 1 : 0;
            }
        });
        wakeups.remove(subscription.executor, subscription);
    }

    @Nullable
    Frame take(Subscription subscription) {
        synchronized (lock) {
            if (newest == null || subscription.lastPublished >= published) {
                return null;
            }
            long missed = published - subscription.lastPublished - 1;
            subscription.skipped += missed;
            subscription.taken++;
            skipped += missed;
            taken++;
            subscription.lastPublished = published;
            return newest.retain();
        }
    }

    int availableBytes(Subscription subscription) {
        synchronized (lock) {
            return newest != null && subscription.lastPublished < published ? newest.jpegBytes() : 0;
        }
    }

    // --- demand

    /// Names who is told, on whatever thread changed it, that [#wanted] may have changed. One listener: the track's source.
    public void onDemandChanged(Runnable listener) {
        synchronized (lock) {
            demandChanged = listener;
        }
        listener.run();
    }

    /// Names who is told, on whatever thread changed it, that [#demand] has changed, with or without [#wanted]. One listener, which is
    /// not called for what there is already.
    public void onLevelChanged(Runnable listener) {
        synchronized (lock) {
            levelChanged = listener;
        }
    }

    /// Changes what a subscription wants, and tells of the demand where that makes another one.
    ///
    /// @param change sets the subscription's fields, with the lock held
    void demand(Subscription subscription, Runnable change) {
        Runnable ofDemand;
        Runnable ofLevel;
        boolean flips;
        synchronized (lock) {
            var was = levels.highest();
            var before = subscription.demand();
            change.run();
            levels.change(before, subscription.demand());
            var is = levels.highest();
            if (Objects.equals(was, is)) {
                return;
            }
            flips = was == null || is == null;
            ofDemand = demandChanged;
            ofLevel = levelChanged;
        }
        if (flips) {
            wakeups.run(ofDemand);
        }
        wakeups.run(ofLevel);
    }

    /// True while at least one subscription wants frames.
    public boolean wanted() {
        return demand() != null;
    }

    /// What serves every subscription that wants frames, or null where none does.
    public @Nullable DemandLevel demand() {
        synchronized (lock) {
            return levels.highest();
        }
    }

    // --- counters

    /// What viewers were sent of its frames, as they are or as renditions.
    public DeliveryCounts deliveries() {
        return deliveries;
    }

    /// Open subscriptions, without relays.
    public int subscriptions() {
        synchronized (lock) {
            return subscriptions;
        }
    }

    /// Frames published since the track was made.
    public long published() {
        synchronized (lock) {
            return published;
        }
    }

    /// Bytes of the JPEGs published since the track was made.
    public long publishedBytes() {
        synchronized (lock) {
            return publishedBytes;
        }
    }

    /// Frames that all subscriptions together have taken.
    public long taken() {
        synchronized (lock) {
            return taken;
        }
    }

    /// Frames that subscriptions missed because they were slow, or wanted fewer.
    public long skipped() {
        synchronized (lock) {
            return skipped;
        }
    }

    /// The newest frame's header, or null where there is none.
    public @Nullable FrameHeader newest() {
        return newestHeader;
    }

    /// The newest frame, or null where there is none; the receiver releases it. Nobody's account of taken frames changes.
    public @Nullable Frame newestFrame() {
        synchronized (lock) {
            return newest == null ? null : newest.retain();
        }
    }
}
