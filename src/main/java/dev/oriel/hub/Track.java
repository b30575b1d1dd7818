package dev.oriel.hub;

import dev.oriel.frame.Codec;
import dev.oriel.frame.DecodedPicture;
import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.Packet;
import dev.oriel.hub.Packetizer.Stamp;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
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

    private final String name;
    private final int index;
    private final Codec codec;
    private final Clocks clocks;
    private final Object lock = new Object();
    private final KeptPackets kept;
    private final TrackRun run;
    /// Of the newest packet that any track of the same pictures has published.
    private final AtomicLong numbers;
    private final Packetizer packetizer;
    private long encoded;
    private long publishedBytes;
    private final TrackDemand demand = new TrackDemand(lock);
    private final TrackSubscriptions subscriptions;
    private final DeliveryCounts deliveries = new DeliveryCounts();

    /// A track of JPEGs.
    ///
    /// @param index the number that the headers of its packets carry, 0 to 255
    public Track(String name, int index, Clocks clocks) {
        this(name, index, Codec.JPEG, clocks);
    }

    /// @param lastSequence the first packet gets the number behind it
    Track(String name, int index, Clocks clocks, long lastSequence) {
        this(name, index, Codec.JPEG, clocks, () -> 0, new AtomicLong(lastSequence));
    }

    /// A track of that codec.
    public Track(String name, int index, Codec codec, Clocks clocks) {
        this(name, index, codec, clocks, () -> 0, new AtomicLong());
    }

    private Track(String name, int index, Codec codec, Clocks clocks, LongSupplier source, AtomicLong numbers) {
        this.name = name;
        this.index = index;
        this.codec = codec;
        this.clocks = clocks;
        this.numbers = numbers;
        kept = new KeptPackets(codec);
        run = new TrackRun(source, kept);
        subscriptions = new TrackSubscriptions(lock, kept, run, demand, clocks);
        packetizer = new Packetizer(index, codec, clocks, numbers);
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
        publish(picture, null, widthPixels, heightPixels, capturedAtMicros);
    }

    /// Publishes a picture, encoded or not, under the next sequence number.
    ///
    /// @param jpeg    as for [#publish(ByteBuf, int, int, long)], or null where [#wantsContent] was false
    /// @param decoded passes to the track, as the JPEG does; where it is not null, relays take it instead of decoding the JPEG
    public void publish(@Nullable ByteBuf jpeg, @Nullable DecodedPicture decoded, int widthPixels, int heightPixels,
            long capturedAtMicros) {
        publish(jpeg, decoded, true, new Stamp(capturedAtMicros, widthPixels, heightPixels), TrackRun.ANY);
    }

    /// Gives the newest packet the JPEG that it was published without; where it is no longer the newest, the JPEG is dropped.
    ///
    /// @param decoded what relays take, or null where none does; passes to the track, as the JPEG does
    /// @param of      the packet's header
    public void fill(ByteBuf jpeg, @Nullable DecodedPicture decoded, FrameHeader of) {
        var filled = packetizer.packet(jpeg, decoded, true, of);
        Packet unused;
        synchronized (lock) {
            unused = kept.fillNewest(filled);
            if (unused != filled) {
                encoded++;
                publishedBytes += filled.contentBytes();
            }
        }
        unused.release();
        subscriptions.wake();
    }

    /// Publishes a JPEG under the number and the capture time of the packet that it was made of, unless the [#run] that it was made of is
    /// over.
    ///
    /// @param picture from [Packet#buffer(int)]; the caller's reference passes to the track
    /// @param made    the header of that packet; its numbers rise from call to call
    /// @return true when it was published
    public boolean publishAs(ByteBuf picture, int widthPixels, int heightPixels, FrameHeader made, long ofRun) {
        return publish(picture, null, true, new Stamp(made.sequence(), made.capturedAtMicros(), widthPixels, heightPixels),
                ofRun);
    }

    /// Publishes a part of an ordered stream, in several packets where it is too long for one.
    ///
    /// @param content    from [Packet#buffer(int)]; the caller's reference passes to the track
    /// @param isKeyFrame true when a decoder can begin with it
    public void publish(ByteBuf content, boolean isKeyFrame) {
        publish(content, null, isKeyFrame, new Stamp(clocks.nowMicros(), 0, 0), TrackRun.ANY);
    }

    /// Does the same for what was made of that [#run]; where it is over, the content is dropped.
    ///
    /// @param capturedAtMicros microseconds since the epoch
    public void publish(ByteBuf content, boolean isKeyFrame, long capturedAtMicros, long ofRun) {
        publish(content, null, isKeyFrame, new Stamp(capturedAtMicros, 0, 0), ofRun);
    }

    /// Publishes an access unit under the next number.
    ///
    /// @param content    from [Packet#buffer(int)]; the caller's reference passes to the track
    /// @param isKeyFrame true when a decoder can begin with it
    /// @param capturedAtMicros microseconds since the epoch
    public void publish(ByteBuf content, boolean isKeyFrame, int widthPixels, int heightPixels, long capturedAtMicros) {
        numbers.incrementAndGet();
        publish(content, null, isKeyFrame, new Stamp(capturedAtMicros, widthPixels, heightPixels), TrackRun.ANY);
    }

    private boolean publish(@Nullable ByteBuf content, @Nullable DecodedPicture decoded, boolean isKeyFrame, Stamp stamp,
            long ofRun) {
        var dropped = new ArrayList<Packet>(1);
        synchronized (lock) {
            if (!run.is(ofRun)) {
                Packetizer.release(content, decoded);
                return false;
            }
            for (var packet : packetizer.packets(content, decoded, isKeyFrame, stamp)) {
                publishedBytes += packet.contentBytes();
                dropped.addAll(kept.add(packet, subscriptions.takesInOrder()));
            }
            encoded += content == null ? 0 : 1;
        }
        dropped.forEach(Packet::release);
        subscriptions.wake();
        return true;
    }

    /// The newest number of the series.
    long sequence() {
        return numbers.get();
    }

    /// Drops everything: no viewer is given a picture of a run that is over. What follows begins with a key frame.
    public void forget() {
        synchronized (lock) {
            run.end();
        }
    }

    /// True while a key frame is kept that a subscription can begin at.
    public boolean keepsKeyFrame() {
        synchronized (lock) {
            return run.packets().newestKeyFrame() >= 0;
        }
    }

    /// Drops what is kept in the midst of a run: nothing newer comes for a while, and a subscription that begins later is given nothing old.
    public void expire() {
        synchronized (lock) {
            kept.clear();
        }
    }

    /// Does the same as [#forget], and wakes all listeners, which find another run.
    public void forgetAndWake() {
        forget();
        subscriptions.wake();
    }

    /// The number of the run that packets belong to. It rises with each state that is not live, each time that the packets are dropped, and
    /// with the run of the track that this one is derived of; nothing that was made of packets of an earlier run is given to a viewer.
    public long run() {
        if (run.isCurrent()) {
            return run.number(); // as with nearly each packet of each viewer
        }
        synchronized (lock) {
            return run.current();
        }
    }

    /// Drops everything, and with it what was made of the track's packets: all listeners are told of a state that is not live, whether it
    /// was live or not.
    public void renounce() {
        TrackState told;
        synchronized (lock) {
            told = run.renounce();
        }
        subscriptions.tell(told);
    }

    /// Sets the state and tells every listener when it is a new one.
    public void state(TrackState next) {
        boolean isNew;
        synchronized (lock) {
            isNew = run.state(next);
        }
        if (isNew) {
            subscriptions.tell(next);
        }
    }

    /// Tells every listener to look again, though there is nothing newer.
    public void wake() {
        subscriptions.wake();
    }

    public TrackState state() {
        synchronized (lock) {
            return run.state();
        }
    }

    // --- the subscribing side

    /// Subscribes; the subscription counts as demand until it is closed or says otherwise.
    ///
    /// @param executor runs the listener; listeners that share one share its wake-ups
    public Subscription subscribe(Executor executor, Listener listener) {
        var subscription = listen(executor, listener);
        subscription.wanting(true);
        return subscription;
    }

    /// Subscribes as [#subscribe(Executor, Listener)] does, but without being counted among [#subscriptions], and takes decoded pictures
    /// without content as well: for an encoder whose viewers are counted elsewhere.
    ///
    /// @param level how much of the pictures is of use
    public Subscription relay(DemandLevel level, Executor executor, Listener listener) {
        var relay = subscriptions.joined(new Subscription(this, subscriptions, executor, listener, false, true));
        relay.level(level);
        relay.wanting(true);
        return relay;
    }

    /// Subscribes without demand, until the subscription says that it wants packets.
    ///
    /// @param executor as for [#subscribe]
    public Subscription listen(Executor executor, Listener listener) {
        return subscriptions.joined(subscription(executor, listener));
    }

    /// A subscription as that of [#listen], which begins with [Subscription#start].
    public Subscription subscription(Executor executor, Listener listener) {
        return new Subscription(this, subscriptions, executor, listener, true, false);
    }

    /// Listens as [#listen] does, but without being counted among [#subscriptions], as a [#relay] is not.
    ///
    /// @param executor as for [#subscribe]
    public Subscription overhear(Executor executor, Listener listener) {
        return subscriptions.joined(new Subscription(this, subscriptions, executor, listener, false, false));
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
            return subscriptions.counted();
        }
    }

    /// Packets published since the track was made.
    public long published() {
        return kept.end();
    }

    /// The present of all counters.
    public TrackCounts counts() {
        synchronized (lock) {
            return subscriptions.counts(encoded, publishedBytes);
        }
    }

    /// The newest packet's header, or null where there is none.
    public @Nullable FrameHeader newest() {
        run(); // which drops what was made of a run that is over
        return kept.newestHeader();
    }

    /// The newest packet, or null where there is none; the receiver releases it. No account of taken packets changes.
    public @Nullable Packet newestPacket() {
        synchronized (lock) {
            var packet = run.packets().newest();
            return packet == null ? null : packet.retain();
        }
    }
}
