package dev.oriel.hub;

import dev.oriel.frame.Packet;
import dev.oriel.time.Clocks;
import org.jspecify.annotations.Nullable;

/// The subscriptions of one track: their places in what is kept, what they took and missed, and which listeners a packet or a state is told.
///
/// Threads: any, without the track's lock unless said otherwise.
final class TrackSubscriptions {
    private final Object lock;
    private final KeptPackets kept;
    private final TrackRun run;
    private final TrackDemand demand;
    private final Clocks clocks;
    private final Wakeups<Subscription> wakeups;
    private int counted;
    private int inOrder;
    private long taken;
    private long takenBytes;
    private long skipped;
    private long cuts;

    /// @param lock the track's
    TrackSubscriptions(Object lock, KeptPackets kept, TrackRun run, TrackDemand demand, Clocks clocks) {
        this.lock = lock;
        this.kept = kept;
        this.run = run;
        this.demand = demand;
        this.clocks = clocks;
        wakeups = new Wakeups<>(lock, member -> member.listener.packetAvailable());
    }

    /// Tells every listener to look for a packet.
    void wake() {
        wakeups.wake();
    }

    /// Tells every listener of a state.
    void tell(TrackState state) {
        wakeups.tell(member -> member.listener.stateChanged(state));
    }

    /// Lets a subscription begin.
    ///
    /// @return that subscription
    Subscription joined(Subscription subscription) {
        wakeups.add(subscription.executor, subscription);
        synchronized (lock) {
            subscription.begin(kept, run.current());
            count(subscription, 1);
        }
        return subscription;
    }

    private void count(Subscription subscription, int one) {
        counted += subscription.isCounted ? one : 0;
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
        return subscription.next < kept.end() || subscription.run != run.number();
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
            var packet = subscription.take(kept, run.current(), clocks);
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
            var packet = run.packets().end() > subscription.next ? kept.newest() : null;
            return packet == null ? 0 : packet.contentBytes();
        }
    }

    /// Changes what a subscription wants, and tells of the demand where that makes another one.
    ///
    /// @param change sets the subscription's fields, with the lock held
    void demand(Subscription subscription, Runnable change) {
        demand.change(subscription, change).forEach(wakeups::run);
    }

    /// True while a subscription takes one packet after another. With the lock held.
    boolean takesInOrder() {
        return inOrder > 0;
    }

    /// Open subscriptions, without relays. With the lock held.
    int counted() {
        return counted;
    }

    /// The present of all counters. With the lock held.
    ///
    /// @param encoded        packets with content that were published
    /// @param publishedBytes of their contents
    TrackCounts counts(long encoded, long publishedBytes) {
        return new TrackCounts(counted, kept.end(), encoded, publishedBytes, kept.bytes(), kept.heldBytes(), taken, takenBytes,
                skipped, cuts);
    }
}
