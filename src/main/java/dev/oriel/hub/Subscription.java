package dev.oriel.hub;

import dev.oriel.frame.Packet;
import dev.oriel.time.Clocks;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// One consumer's place in a track: what it takes next, and what it missed.
///
/// Threads: any; [#take] is meant for one thread at a time. Nothing blocks.
public final class Subscription implements AutoCloseable {

    /// Which packets a subscription takes.
    public enum Policy {
        /// The newest one that a decoder can begin with; what was replaced meanwhile is counted as skipped.
        NEWEST,
        /// Every one from a key frame on. A subscription that falls behind by more than a second goes on at a later key frame.
        IN_ORDER
    }

    final Executor executor;
    final Track.Listener listener;
    final Policy policy;
    final boolean isCounted;
    /// A decoded picture will do.
    private final boolean takesPictures;
    /// The position of the packet that is taken next. Guarded by the track's lock, as is everything up to the track; the thread that
    /// takes also reads it, as well as the run, without.
    long next;
    long run;
    long skipped;
    long cuts;
    boolean wanting;
    boolean closed = true;
    /// Pictures that the track encodes for others will do.
    private boolean undecided;
    private long taken;
    private boolean waitsForKeyFrame = true;
    private DemandLevel level = DemandLevel.FULL;

    private final Track track;
    private final TrackSubscriptions all;

    /// @param all the track's
    Subscription(Track track, TrackSubscriptions all, Executor executor, Track.Listener listener, boolean isCounted,
            boolean takesPictures) {
        this.track = track;
        this.all = all;
        this.executor = executor;
        this.listener = listener;
        this.isCounted = isCounted;
        this.takesPictures = takesPictures;
        policy = track.codec().isOfKeyFrames() ? Policy.NEWEST : Policy.IN_ORDER;
    }

    /// Begins to hear of packets and states; once, before anything else is asked of this.
    public void start() {
        all.joined(this);
    }

    /// Begins where a decoder can: at the newest key frame, or at the next. With the track's lock held.
    void begin(KeptPackets kept, long now) {
        closed = false;
        run = now;
        next = kept.newestKeyFrame() < 0 ? kept.end() : kept.newestKeyFrame();
    }

    public Track track() {
        return track;
    }

    /// The next packet of this subscription's [Policy], or null when there is none yet. The receiver releases it.
    ///
    /// The first packet, and the first after a cut or of another run, is a key frame.
    public @Nullable Packet take() {
        return all.take(this);
    }

    /// The same from what is kept, with the track's lock held.
    ///
    /// @param now the track's run
    @Nullable
    Packet take(KeptPackets kept, long now, Clocks clocks) {
        if (run != now) {
            run = now;
            waitsForKeyFrame = true;
        } else if (policy == Policy.IN_ORDER && isBehind(kept, clocks)) {
            waitsForKeyFrame = true;
            cuts++;
        }
        if (policy == Policy.NEWEST || waitsForKeyFrame) {
            var newest = kept.at(kept.newestKeyFrame());
            if (newest == null || kept.newestKeyFrame() < next || !(takesPictures || newest.hasContent())) {
                return null;
            }
            waitsForKeyFrame = false;
            skipped += kept.newestKeyFrame() - next;
            next = kept.newestKeyFrame();
        }
        var packet = kept.at(next);
        if (packet == null) {
            return null;
        }
        next++;
        taken++;
        return packet.retain();
    }

    private boolean isBehind(KeptPackets kept, Clocks clocks) {
        if (waitsForKeyFrame || next >= kept.end()) {
            return false;
        }
        var packet = kept.at(next);
        return packet == null || (kept.newestKeyFrame() > next
                && clocks.nowNanos() - packet.publishedAtNanos() > KeptPackets.BEHIND_NANOS);
    }

    /// True when a packet was published since the last that was taken.
    public boolean hasNext() {
        return all.hasNext(this);
    }

    /// The track's run of the packet that was taken last, where they come in order. For the thread that takes.
    public long run() {
        return run;
    }

    /// Bytes of the content that [#take] would return now, or 0 when it would return none. Of the newest packet, where that is taken.
    public int availableBytes() {
        return all.availableBytes(this);
    }

    /// Says whether this subscription counts as demand: a viewer that stopped reading keeps its place but no camera on.
    public void wanting(boolean wants) {
        all.demand(this, () -> wanting = wants && !closed);
    }

    /// Says how much of the pictures is of use here; all of it until this is said. The track's source may give less than that to nobody.
    public void level(DemandLevel next) {
        all.demand(this, () -> level = next);
    }

    /// Says whether this subscription has yet to choose what it takes: until then nothing is encoded for it, and it takes what is encoded for
    /// others.
    public void undecided(boolean now) {
        all.demand(this, () -> undecided = now);
    }

    /// The demand of this subscription, or null for none. With the track's lock held.
    @Nullable
    DemandLevel demand() {
        return wanting ? level : null;
    }

    /// 1 where content is wanted, and not only decoded pictures. With the track's lock held.
    int contentDemand() {
        return wanting && !takesPictures && !undecided ? 1 : 0;
    }

    /// 1 where decoded pictures are wanted. With the track's lock held.
    int pictureDemand() {
        return wanting && takesPictures ? 1 : 0;
    }

    /// Packets taken so far.
    public long taken() {
        return taken;
    }

    /// Packets that were published between two that were taken.
    public long skipped() {
        return skipped;
    }

    /// How often it fell behind and went on at a later key frame, where packets are taken in order.
    public long cuts() {
        return cuts;
    }

    @Override
    public void close() {
        all.close(this);
    }
}
