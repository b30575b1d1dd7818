package dev.oriel.hub;

import dev.oriel.frame.Codec;
import dev.oriel.frame.DecodedPicture;
import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.Packet;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One stream of packets for many: those that may still be taken, the subscriptions that take them, and the demand for them.
///
/// There is no queue for each subscription, which is a place in what is kept once for all: the newest key frame and what follows it, so
/// that a new subscription can begin at once. Of a codec whose every packet is a key frame, such as JPEG, that is the newest packet. A
/// subscription that is not ready when a packet comes finds a newer one later, or goes on at a later key frame, as its
/// [Subscription.Policy] says; what it missed is counted.
///
/// Threads: any thread may call any method; one at a time publishes. Listeners are called by the executor that they subscribed with, one
/// task an executor and packet however many of its listeners wait. Nothing blocks; the lock is held for a few field accesses.
///
/// Ownership: the track holds one reference to each packet that it keeps; [Subscription#take] hands out further ones.
public final class Track {

    /// The consumer of a subscription. Called by the subscription's executor; must not block it.
    public interface Listener {
        /// A packet newer than the last one taken is there.
        void packetAvailable();

        /// The state is no longer what it was.
        default void stateChanged(TrackState state) {
        }
    }

    private static final long NEXT = -1;
    private static final long ANY_RUN = -1;

    private final String name;
    private final int index;
    private final Codec codec;
    private final Clocks clocks;
    private final LongSupplier source;
    private final Object lock = new Object();
    private final Wakeups<Subscription> wakeups = new Wakeups<>(lock, member -> member.listener.packetAvailable());

    private final KeptPackets kept;
    /// Of the newest packet: read for each watched camera whenever any other gives a picture. Written with the lock held.
    private volatile @Nullable FrameHeader newestHeader;
    private final AtomicLong run = new AtomicLong();
    /// The source's run that this run belongs to. Written under the lock, after the run.
    private volatile long sourceRun;
    /// Of the newest packet that any track of the same pictures has published.
    private final AtomicLong numbers;
    /// Of the newest packet with a number of the track's own.
    private long sequence;
    private long encoded;
    private long publishedBytes;
    private long taken;
    private long takenBytes;
    private long skipped;
    private long cuts;
    private int subscriptions;
    private int inOrder;
    private final TrackDemand demand = new TrackDemand(lock);
    private final DeliveryCounts deliveries = new DeliveryCounts();
    private TrackState state = TrackState.IDLE;

    /// A track of JPEGs.
    ///
    /// @param index the number that the headers of its packets carry, 0 to 255
    public Track(String name, int index, Clocks clocks) {
        this(name, index, Codec.JPEG, clocks, 0);
    }

    /// @param lastSequence the first packet gets the number behind it
    Track(String name, int index, Clocks clocks, long lastSequence) {
        this(name, index, Codec.JPEG, clocks, lastSequence);
    }

    /// A track of that codec.
    public Track(String name, int index, Codec codec, Clocks clocks) {
        this(name, index, codec, clocks, 0);
    }

    private Track(String name, int index, Codec codec, Clocks clocks, long lastSequence) {
        this(name, index, codec, clocks, () -> 0, new AtomicLong(lastSequence));
    }

    private Track(String name, int index, Codec codec, Clocks clocks, LongSupplier source, AtomicLong numbers) {
        this.name = name;
        this.index = index;
        this.codec = codec;
        this.clocks = clocks;
        this.source = source;
        this.numbers = numbers;
        kept = new KeptPackets(codec);
        sequence = numbers.get();
        sourceRun = source.getAsLong();
    }

    /// A track that is made of this one's packets: its run ends with each of this one's.
    public Track derived(Codec into) {
        return new Track(name, index, into, clocks, this::run, new AtomicLong());
    }

    /// A track of the same pictures in another form: its run ends with each of this one's, and both count in one series of numbers. A
    /// picture that this track publishes after a packet of the other has that packet's number.
    public Track beside(Codec other) {
        return new Track(name, index, other, clocks, this::run, numbers);
    }

    public String name() {
        return name;
    }

    public int index() {
        return index;
    }

    public Codec codec() {
        return codec;
    }

    // --- the publishing side

    /// Publishes a JPEG under the next sequence number, and wakes those that wait.
    ///
    /// @param picture          from [Packet#buffer(int)]; the caller's reference passes to the track
    /// @param capturedAtMicros microseconds since the epoch
    public void publish(ByteBuf picture, int widthPixels, int heightPixels, long capturedAtMicros) {
        publish(picture, true, new Stamp(NEXT, capturedAtMicros, widthPixels, heightPixels), ANY_RUN);
    }

    /// Publishes a picture, encoded or not, under the next sequence number.
    ///
    /// @param jpeg    as for [#publish(ByteBuf, int, int, long)], or null where [#wantsContent] was false
    /// @param decoded passes to the track, as the JPEG does; where it is not null, relays take it instead of decoding the JPEG
    public void publish(@Nullable ByteBuf jpeg, @Nullable DecodedPicture decoded, int widthPixels, int heightPixels,
            long capturedAtMicros) {
        List<Packet> dropped;
        synchronized (lock) {
            current();
            var header = header(new Stamp(NEXT, capturedAtMicros, widthPixels, heightPixels), true);
            dropped = kept.add(Packet.of(jpeg, header, decoded, clocks.nowNanos()), inOrder > 0);
            newestHeader = header;
            encoded += jpeg == null ? 0 : 1;
            publishedBytes += jpeg == null ? 0 : jpeg.readableBytes();
        }
        dropped.forEach(Packet::release);
        wakeups.wake();
    }

    /// Gives the newest packet the JPEG that it was published without; where it is no longer the newest, the JPEG is dropped.
    ///
    /// @param decoded what relays take, or null where none does; passes to the track, as the JPEG does
    /// @param of      the packet's header
    public void fill(ByteBuf jpeg, @Nullable DecodedPicture decoded, FrameHeader of) {
        var filled = Packet.of(jpeg, of, decoded, clocks.nowNanos());
        Packet unused = filled;
        synchronized (lock) {
            var newest = kept.newest();
            if (newest != null && newest.header().equals(of) && !newest.hasContent()) {
                encoded++;
                publishedBytes += filled.contentBytes();
                unused = kept.replaceNewest(filled);
            }
        }
        unused.release();
        wakeups.wake();
    }

    /// Publishes a JPEG under the number and the capture time of the packet that it was made of, unless the [#run] that it was made of is
    /// over.
    ///
    /// @param picture from [Packet#buffer(int)]; the caller's reference passes to the track
    /// @param made    the header of that packet; its numbers rise from call to call
    /// @return true when it was published
    public boolean publishAs(ByteBuf picture, int widthPixels, int heightPixels, FrameHeader made, long ofRun) {
        return publish(picture, true, new Stamp(made.sequence(), made.capturedAtMicros(), widthPixels, heightPixels), ofRun);
    }

    /// Publishes a part of an ordered stream, in several packets where it is too long for one.
    ///
    /// @param content    from [Packet#buffer(int)]; the caller's reference passes to the track
    /// @param isKeyFrame true when a decoder can begin with it
    public void publish(ByteBuf content, boolean isKeyFrame) {
        publish(content, isKeyFrame, new Stamp(NEXT, clocks.nowMicros(), 0, 0), ANY_RUN);
    }

    /// Does the same for what was made of that [#run]; where it is over, the content is dropped.
    ///
    /// @param capturedAtMicros microseconds since the epoch
    public void publish(ByteBuf content, boolean isKeyFrame, long capturedAtMicros, long ofRun) {
        publish(content, isKeyFrame, new Stamp(NEXT, capturedAtMicros, 0, 0), ofRun);
    }

    /// Publishes an access unit under the next number.
    ///
    /// @param content    from [Packet#buffer(int)]; the caller's reference passes to the track
    /// @param isKeyFrame true when a decoder can begin with it
    /// @param capturedAtMicros microseconds since the epoch
    public void publish(ByteBuf content, boolean isKeyFrame, int widthPixels, int heightPixels, long capturedAtMicros) {
        numbers.incrementAndGet();
        publish(content, isKeyFrame, new Stamp(NEXT, capturedAtMicros, widthPixels, heightPixels), ANY_RUN);
    }

    /// @param number [#NEXT] for the track's own
    private record Stamp(long number, long capturedAtMicros, int widthPixels, int heightPixels) {}

    private boolean publish(ByteBuf content, boolean isKeyFrame, Stamp stamp, long ofRun) {
        List<Packet> dropped;
        synchronized (lock) {
            long now = current();
            if (ofRun != ANY_RUN && ofRun != now) {
                content.release();
                return false;
            }
            dropped = add(content, isKeyFrame, header(stamp, isKeyFrame));
        }
        dropped.forEach(Packet::release);
        wakeups.wake();
        return true;
    }

    private FrameHeader header(Stamp stamp, boolean isKeyFrame) {
        long number = stamp.number == NEXT ? next() & 0xffff_ffffL : stamp.number;
        return new FrameHeader(codec.kind(isKeyFrame), index, number, stamp.capturedAtMicros, stamp.widthPixels,
                stamp.heightPixels,
                clocks.nowMicros() - stamp.capturedAtMicros);
    }

    /// The newest number of the series where this track has not had it, else one more. With the lock held.
    private long next() {
        sequence = numbers.accumulateAndGet(sequence + 1, Math::max);
        return sequence;
    }

    private List<Packet> add(ByteBuf content, boolean isKeyFrame, FrameHeader header) {
        encoded++;
        publishedBytes += content.readableBytes();
        newestHeader = header;
        if (content.readableBytes() <= codec.mostBytes()) {
            return append(content, isKeyFrame, header);
        } else {
            var dropped = new ArrayList<Packet>();
            for (boolean isFirst = true; content.isReadable(); isFirst = false) {
                int length = Math.min(codec.mostBytes(), content.readableBytes());
                dropped.addAll(append(Packet.buffer(length).writeBytes(content, length), isKeyFrame && isFirst, header));
            }
            content.release();
            return dropped;
        }
    }

    private List<Packet> append(ByteBuf content, boolean isKeyFrame, FrameHeader header) {
        return kept.add(Packet.of(content, codec, header, isKeyFrame, clocks.nowNanos()), inOrder > 0);
    }

    /// The newest number of the series.
    long sequence() {
        return numbers.get();
    }

    /// Drops everything: no viewer is given a picture of a run that is over. What follows begins with a key frame.
    public void forget() {
        synchronized (lock) {
            endRun();
        }
    }

    /// True while a key frame is kept that a subscription can begin at.
    public boolean keepsKeyFrame() {
        synchronized (lock) {
            current();
            return kept.newestKeyFrame() >= 0;
        }
    }

    /// Drops what is kept in the midst of a run: nothing newer comes for a while, and a subscription that begins later is given nothing old.
    public void expire() {
        synchronized (lock) {
            kept.clear();
            newestHeader = null;
        }
    }

    /// Does the same as [#forget], and wakes all listeners, which find another run.
    public void forgetAndWake() {
        forget();
        wakeups.wake();
    }

    private void endRun() {
        kept.clear();
        newestHeader = null;
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

    /// The number of the run that packets belong to. It rises with each state that is not live, each time that the packets are dropped, and
    /// with the run of the track that this one is derived of; nothing that was made of packets of an earlier run is given to a viewer.
    public long run() {
        if (source.getAsLong() == sourceRun) {
            return run.get(); // as with nearly each packet of each viewer
        }
        synchronized (lock) {
            return current();
        }
    }

    /// Drops everything, and with it what was made of the track's packets: all listeners are told of a state that is not live, whether it
    /// was live or not.
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

    /// Subscribes as [#subscribe(Executor, Listener)] does, but without being counted among [#subscriptions], and takes decoded pictures
    /// without content as well: for an encoder whose viewers are counted elsewhere.
    ///
    /// @param level how much of the pictures is of use
    public Subscription relay(DemandLevel level, Executor executor, Listener listener) {
        var relay = started(new Subscription(this, executor, listener, false, true));
        relay.level(level);
        return wanting(relay);
    }

    /// Subscribes without demand, until the subscription says that it wants packets.
    ///
    /// @param executor as for [#subscribe]
    public Subscription listen(Executor executor, Listener listener) {
        return started(subscription(executor, listener));
    }

    /// A subscription as that of [#listen], which begins with [Subscription#start].
    public Subscription subscription(Executor executor, Listener listener) {
        return new Subscription(this, executor, listener, true, false);
    }

    /// Listens as [#listen] does, but without being counted among [#subscriptions], as a [#relay] is not.
    ///
    /// @param executor as for [#subscribe]
    public Subscription overhear(Executor executor, Listener listener) {
        return started(new Subscription(this, executor, listener, false, false));
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
            subscription.begin(kept, current());
            count(subscription, 1);
        }
    }

    private void count(Subscription subscription, int one) {
        subscriptions += subscription.isCounted ? one : 0;
        inOrder += subscription.policy == Subscription.Policy.IN_ORDER ? one : 0;
    }

    void close(Subscription subscription) {
        demand(subscription, () -> {
            if (!subscription.closed) {
                subscription.closed = true;
                subscription.wanting = false;
                count(subscription, -1);
            }
        });
        wakeups.remove(subscription.executor, subscription);
    }

    boolean hasNext(Subscription subscription) {
        return subscription.next < kept.end() || subscription.run != run.get();
    }

    /// Without the lock where there is nothing, since a subscription finds nothing as often as it finds something.
    @Nullable
    Packet take(Subscription subscription) {
        if (!hasNext(subscription)) {
            return null;
        }
        synchronized (lock) {
            long missed = subscription.skipped;
            long cut = subscription.cuts;
            var packet = subscription.take(kept, current(), clocks);
            skipped += subscription.skipped - missed;
            cuts += subscription.cuts - cut;
            if (packet != null) {
                taken++;
                takenBytes += packet.contentBytes();
            }
            return packet;
        }
    }

    int availableBytes(Subscription subscription) {
        synchronized (lock) {
            current();
            var packet = kept.end() > subscription.next ? kept.newest() : null;
            return packet == null ? 0 : packet.contentBytes();
        }
    }

    // --- demand

    /// Names the one listener, the track's source, that is told when [#wanted] may have changed, on the thread that changed it.
    public void onDemandChanged(Runnable listener) {
        demand.onChanged(listener);
        listener.run();
    }

    /// Names the one listener that is told when [#demand] has changed, with or without [#wanted], on the thread that changed it. It is not
    /// called for what there is already.
    public void onLevelChanged(Runnable listener) {
        demand.onLevelChanged(listener);
    }

    /// Names the one listener that is told when one more subscription wants content, on the thread that changed the demand: the newest packet
    /// may have none.
    public void onContentDue(Runnable listener) {
        demand.onContentDue(listener);
    }

    /// True while at least one subscription wants content: a decoded picture is not enough.
    public boolean wantsContent() {
        return demand.wantsContent();
    }

    /// True while a relay wants pictures, which takes decoded ones.
    public boolean wantsPictures() {
        return demand.wantsPictures();
    }

    /// Changes what a subscription wants, and tells of the demand where that makes another one.
    ///
    /// @param change sets the subscription's fields, with the lock held
    void demand(Subscription subscription, Runnable change) {
        demand.change(subscription, change).forEach(wakeups::run);
    }

    /// True while at least one subscription wants packets.
    public boolean wanted() {
        return demand() != null;
    }

    /// The level that serves every subscription that wants packets, or null without demand.
    public @Nullable DemandLevel demand() {
        return demand.highest();
    }

    // --- counters

    /// Counters of the pictures that viewers were sent, as they are or as renditions.
    public DeliveryCounts deliveries() {
        return deliveries;
    }

    /// Open subscriptions, without relays.
    public int subscriptions() {
        synchronized (lock) {
            return subscriptions;
        }
    }

    /// Packets published since the track was made.
    public long published() {
        return kept.end();
    }

    /// The present of all counters.
    public TrackCounts counts() {
        synchronized (lock) {
            return new TrackCounts(subscriptions, kept.end(), encoded, publishedBytes, kept.bytes(), kept.heldBytes(), taken,
                    takenBytes,
                    skipped,
                    cuts);
        }
    }

    /// The newest packet's header, or null where there is none.
    public @Nullable FrameHeader newest() {
        run(); // which drops what was made of a run that is over
        return newestHeader;
    }

    /// The newest packet, or null where there is none; the receiver releases it. No account of taken packets changes.
    public @Nullable Packet newestPacket() {
        synchronized (lock) {
            current();
            var packet = kept.newest();
            return packet == null ? null : packet.retain();
        }
    }
}
