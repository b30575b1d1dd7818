package dev.oriel.hub;

import dev.oriel.frame.Chunk;
import dev.oriel.frame.TransportStream;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// An ordered stream of chunks for many, such as a camera's MPEG-TS: the exception to "newest only", because its pictures build
/// on one another.
///
/// The recent past is kept once for everybody, from the newest key frame on and up to [#MOST_KEPT_BYTES]; a subscription is no
/// queue but a place in it. So a new one begins at a key frame at once, and one that falls behind by more than
/// [#BEHIND_NANOS], or finds its place gone, is cut: it goes on at the newest key frame, or waits for the next. Cuts are counted.
///
/// Threads: any thread may call any method; one at a time publishes. Listeners are called by the executor that they subscribed
/// with, one task an executor and chunk however many of its listeners wait. Nothing blocks.
///
/// Ownership: the broadcast holds one reference to each chunk that it keeps; [ChunkSubscription#take] hands out further ones.
public final class Broadcast {

    /// The most that is kept, for all subscriptions together.
    public static final int MOST_KEPT_BYTES = 2 * 1024 * 1024;
    /// How old a chunk may be when it is taken, once there is a newer key frame.
    public static final long BEHIND_NANOS = 1_000_000_000L;

    private final String name;
    private final LongSupplier nanoTime;
    private final LongSupplier source;
    private final Object lock = new Object();
    private final Wakeups<ChunkSubscription> wakeups = new Wakeups<>(lock, member -> member.listener.run());

    /// The chunks `first`, `first + 1`, …; guarded by the lock, as is everything below.
    private final List<Chunk> kept = new ArrayList<>();
    private long first;
    /// The number behind the last chunk's; written under the lock, read by anybody.
    private volatile long end;
    private long keptBytes;
    private long heldBytes;
    /// The newest key frame's number, or -1 when it is no longer kept.
    private long newestKeyFrame = -1;
    private final AtomicLong run = new AtomicLong();
    /// The source's run that this run belongs to. Written under the lock, after the run.
    private volatile long sourceRun;

    private long publishedBytes;
    private long taken;
    private long takenBytes;
    private long skipped;
    private long cuts;
    private int subscriptions;
    private int wanting;
    private Runnable demandChanged = () -> {};

    /// @param nanoTime a clock as [System#nanoTime]
    public Broadcast(String name, LongSupplier nanoTime) {
        this(name, nanoTime, () -> 0);
    }

    /// A stream that is made of something else, and ends its run with that.
    ///
    /// @param source the run of what it is made of, as [Track#run] has it; any thread may ask, with a lock held
    public Broadcast(String name, LongSupplier nanoTime, LongSupplier source) {
        this.name = name;
        this.nanoTime = nanoTime;
        this.source = source;
        sourceRun = source.getAsLong();
    }

    public String name() {
        return name;
    }

    // --- the publishing side

    /// Appends one chunk, or several where it is too long for one, and wakes whoever waits.
    ///
    /// @param content  from [Chunk#buffer(int)]; the caller's reference passes to the broadcast
    /// @param keyFrame true when a decoder can begin with it
    public void publish(ByteBuf content, boolean keyFrame) {
        synchronized (lock) {
            add(content, keyFrame);
        }
        wakeups.wake();
    }

    /// Does the same for what was made of that [#run]; where it is over, the content is dropped.
    ///
    /// @param content from [Chunk#buffer(int)]; the caller's reference passes to the broadcast
    public void publish(ByteBuf content, boolean keyFrame, long ofRun) {
        synchronized (lock) {
            if (ofRun != current()) {
                content.release();
                return;
            }
            add(content, keyFrame);
        }
        wakeups.wake();
    }

    private void add(ByteBuf content, boolean keyFrame) {
        long nowNanos = nanoTime.getAsLong();
        if (content.readableBytes() <= Chunk.MOST_BYTES) {
            append(new Chunk(content, keyFrame, nowNanos));
        } else {
            appendInPieces(content, keyFrame, nowNanos);
        }
        dropThePast(nowNanos);
    }

    private void appendInPieces(ByteBuf content, boolean keyFrame, long nowNanos) {
        int most = Chunk.MOST_BYTES / TransportStream.PACKET_BYTES * TransportStream.PACKET_BYTES;
        boolean isFirst = true;
        while (content.isReadable()) {
            int length = Math.min(most, content.readableBytes());
            append(new Chunk(Chunk.buffer(length).writeBytes(content, length), keyFrame && isFirst, nowNanos));
            isFirst = false;
        }
        content.release();
    }

    private void append(Chunk chunk) {
        if (chunk.keyFrame()) {
            newestKeyFrame = end;
        }
        kept.add(chunk);
        end = first + kept.size();
        keptBytes += chunk.length();
        heldBytes += chunk.heldBytes();
        publishedBytes += chunk.length();
    }

    /// Drops everything: nobody is given a picture of a run that is over. What follows begins with a key frame.
    public void forget() {
        synchronized (lock) {
            endRun();
        }
        wakeups.wake();
    }

    /// Tells every subscription to look again, though there is nothing newer.
    public void wake() {
        wakeups.wake();
    }

    private void endRun() {
        drop(kept.size());
        run.incrementAndGet();
    }

    /// The run, after the source has been asked for its own. With the lock held.
    private long current() {
        long now = source.getAsLong();
        if (now != sourceRun) {
            endRun();
            sourceRun = now;
        }
        return run.get();
    }

    /// What nobody may still take goes: all before the newest key frame that is older than a viewer may be behind, and what is
    /// too much.
    private void dropThePast(long nowNanos) {
        int gone = 0;
        long bytes = keptBytes;
        while (gone < kept.size() - 1) {
            boolean ofTheNewestPictures = newestKeyFrame >= 0 && first + gone >= newestKeyFrame;
            boolean old = nowNanos - kept.get(gone).publishedAtNanos() > BEHIND_NANOS;
            if (bytes <= MOST_KEPT_BYTES && (ofTheNewestPictures || !old)) {
                break;
            }
            bytes -= kept.get(gone++).length();
        }
        drop(gone);
    }

    private void drop(int count) {
        var past = kept.subList(0, count);
        for (var chunk : past) {
            keptBytes -= chunk.length();
            heldBytes -= chunk.heldBytes();
            chunk.release();
        }
        past.clear();
        first += count;
        if (newestKeyFrame < first) {
            newestKeyFrame = -1;
        }
    }

    /// Rises each time everything is forgotten: what was begun is over, and what goes on may go on elsewhere.
    public long run() {
        if (source.getAsLong() == sourceRun) {
            return run.get(); // as with nearly each chunk of each viewer
        }
        synchronized (lock) {
            return current();
        }
    }

    // --- the subscribing side

    /// Subscribes; the subscription counts as demand until it is closed or says otherwise.
    ///
    /// @param executor runs the listener; listeners that share one share its wake-ups
    /// @param listener told that there is a chunk to take; must not block its executor
    public ChunkSubscription subscribe(Executor executor, Runnable listener) {
        var subscription = subscription(executor, listener);
        subscription.start();
        return subscription;
    }

    /// A subscription as that of [#subscribe], which begins with [ChunkSubscription#start].
    public ChunkSubscription subscription(Executor executor, Runnable listener) {
        return new ChunkSubscription(this, executor, listener);
    }

    void join(ChunkSubscription subscription) {
        synchronized (lock) {
            subscriptions++;
            subscription.closed = false;
            subscription.run = current();
        }
        wakeups.add(subscription.executor, subscription);
        subscription.wanting(true);
    }

    void close(ChunkSubscription subscription) {
        demand(subscription, () -> {
            if (!subscription.closed) {
                subscription.closed = true;
                subscription.wanting = false;
                subscriptions--;
            }
        });
        wakeups.remove(subscription.executor, subscription);
    }

    /// Without the lock, since a subscription finds nothing as often as it finds something.
    @Nullable
    Chunk take(ChunkSubscription subscription) {
        return hasNext(subscription) ? takeWhatIsThere(subscription) : null;
    }

    boolean hasNext(ChunkSubscription subscription) {
        return subscription.next < end || subscription.run != run.get();
    }

    private @Nullable Chunk takeWhatIsThere(ChunkSubscription subscription) {
        synchronized (lock) {
            long now = current();
            if (subscription.run != now) {
                subscription.run = now;
                subscription.waitsForKeyFrame = true;
            } else if (isBehind(subscription)) {
                subscription.waitsForKeyFrame = true;
                subscription.cuts++;
                cuts++;
            }
            if (subscription.waitsForKeyFrame && !goOnAtKeyFrame(subscription)) {
                return null;
            }
            if (subscription.next >= end) {
                return null;
            }
            subscription.waitsForKeyFrame = false;
            subscription.taken++;
            taken++;
            var chunk = kept.get((int) (subscription.next++ - first));
            takenBytes += chunk.length();
            return chunk.retain();
        }
    }

    private boolean isBehind(ChunkSubscription subscription) {
        if (subscription.waitsForKeyFrame || subscription.next >= end) {
            return false;
        }
        if (subscription.next < first) {
            return true;
        }
        var chunk = kept.get((int) (subscription.next - first));
        return newestKeyFrame > subscription.next && nanoTime.getAsLong() - chunk.publishedAtNanos() > BEHIND_NANOS;
    }

    private boolean goOnAtKeyFrame(ChunkSubscription subscription) {
        if (newestKeyFrame < subscription.next) {
            return false;
        }
        if (subscription.begun) {
            long missed = newestKeyFrame - subscription.next;
            subscription.skipped += missed;
            skipped += missed;
        }
        subscription.begun = true;
        subscription.next = newestKeyFrame;
        return true;
    }

    // --- demand

    /// Names who is told, on whatever thread changed it, that [#wanted] may have changed. One listener: the stream's maker.
    public void onDemandChanged(Runnable listener) {
        synchronized (lock) {
            demandChanged = listener;
        }
        listener.run();
    }

    /// Changes whether a subscription wants chunks, and tells of the demand where that makes another one.
    ///
    /// @param change sets the subscription's fields, with the lock held
    void demand(ChunkSubscription subscription, Runnable change) {
        Runnable listener;
        synchronized (lock) {
            boolean before = wanting > 0;
            int own = subscription.wanting ? 1 : 0;
            change.run();
            wanting += (subscription.wanting ? 1 : 0) - own;
            if (before == wanting > 0) {
                return;
            }
            listener = demandChanged;
        }
        wakeups.run(listener);
    }

    /// True while at least one subscription wants chunks.
    public boolean wanted() {
        synchronized (lock) {
            return wanting > 0;
        }
    }

    // --- counters

    /// Open subscriptions.
    public int subscriptions() {
        synchronized (lock) {
            return subscriptions;
        }
    }

    /// Chunks published since the broadcast was made.
    public long published() {
        return end;
    }

    /// Bytes published since the broadcast was made.
    public long publishedBytes() {
        synchronized (lock) {
            return publishedBytes;
        }
    }

    /// Bytes that are kept now.
    public long keptBytes() {
        synchronized (lock) {
            return keptBytes;
        }
    }

    /// Bytes of memory that what is kept takes, about.
    public long heldBytes() {
        synchronized (lock) {
            return heldBytes;
        }
    }

    /// Chunks that all subscriptions together have taken.
    public long taken() {
        synchronized (lock) {
            return taken;
        }
    }

    /// Bytes of those chunks.
    public long takenBytes() {
        synchronized (lock) {
            return takenBytes;
        }
    }

    /// Chunks that subscriptions missed because they were behind.
    public long skipped() {
        synchronized (lock) {
            return skipped;
        }
    }

    /// How often a subscription fell behind and was cut to a later key frame.
    public long cuts() {
        synchronized (lock) {
            return cuts;
        }
    }
}
