package dev.oriel.limits;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// The bytes that senders may make this process hold, all together: uploads, messages, replies of the bus, pictures being decoded.
///
/// A budget is divided into shares, one for each kind of sender. A share may hold no more than its part of the whole, and all shares
/// together no more than the whole, so one kind of sender leaves room for the others. Nothing is allocated here: a holder opens a
/// [Reservation], asks before it allocates, and gives back what it has freed.
///
/// Threads: any. Nothing blocks.
public final class MemoryBudget {
    private final String name;
    private final LongSupplier mostBytes;
    private final MemoryBudget whole;
    private final List<MemoryBudget> shares = new CopyOnWriteArrayList<>();
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final LongSupplier nanoTime;
    private volatile long refusedAtNanos;

    /// A whole budget.
    ///
    /// @param mostBytes as it stands; what is held already stays held when it shrinks
    /// @param nanoTime  a clock as [System#nanoTime]
    public MemoryBudget(LongSupplier mostBytes, LongSupplier nanoTime) {
        this.name = "all";
        this.mostBytes = mostBytes;
        this.whole = this;
        this.nanoTime = nanoTime;
    }

    private MemoryBudget(String name, MemoryBudget whole, double part) {
        this.name = name;
        this.mostBytes = () -> (long) (whole.mostBytes() * part);
        this.whole = whole;
        this.nanoTime = whole.nanoTime;
    }

    /// A share of this budget for one kind of sender.
    ///
    /// @param kind what the metric calls it
    /// @param part of the whole, more than 0 and at most 1
    public MemoryBudget share(String kind, double part) {
        if (whole != this || !(part > 0 && part <= 1)) {
            throw new IllegalArgumentException(kind + ": " + part);
        }
        var share = new MemoryBudget(kind, this, part);
        shares.add(share);
        return share;
    }

    /// The shares, in the order in which they were made.
    public List<MemoryBudget> shares() {
        return List.copyOf(shares);
    }

    /// `all`, or the share's kind.
    public String name() {
        return name;
    }

    public long mostBytes() {
        return mostBytes.getAsLong();
    }

    /// Bytes that are held now.
    public long heldBytes() {
        return held.get();
    }

    /// How often a reservation was refused.
    public long refused() {
        return refused.get();
    }

    /// True when a reservation was refused within that time until now.
    public boolean refusedWithin(Duration time) {
        return refused.get() > 0 && nanoTime.getAsLong() - refusedAtNanos < time.toNanos();
    }

    /// An account of nothing yet, for one holder.
    public Reservation open() {
        return new Reservation();
    }

    private boolean grow(long bytes) {
        if (!take(bytes)) {
            countRefused();
            return false;
        }
        if (whole != this && !whole.grow(bytes)) {
            held.addAndGet(-bytes);
            countRefused();
            return false;
        }
        return true;
    }

    private void countRefused() {
        refusedAtNanos = nanoTime.getAsLong();
        refused.incrementAndGet();
    }

    private boolean take(long bytes) {
        long most = mostBytes();
        for (long now = held.get(); now + bytes <= most; now = held.get()) {
            if (held.compareAndSet(now, now + bytes)) {
                return true;
            }
        }
        return false;
    }

    private void shrink(long bytes) {
        held.addAndGet(-bytes);
        if (whole != this) {
            whole.shrink(bytes);
        }
    }

    /// What one holder holds.
    ///
    /// Threads: one at a time.
    public final class Reservation implements AutoCloseable {
        private long bytes;
        private boolean closed;

        private Reservation() {
        }

        /// Makes this the size of what is held; of a closed one nothing is held, whatever is asked: its holder ends, and may not know yet.
        ///
        /// @return false when there is no room for that; nothing has changed then. A smaller size is never refused
        public boolean resize(long nextBytes) {
            if (nextBytes < 0) {
                throw new IllegalArgumentException(nextBytes + " bytes");
            }
            if (closed) {
                return true;
            }
            long more = nextBytes - bytes;
            if (more > 0 && !grow(more)) {
                return false;
            }
            if (more < 0) {
                shrink(-more);
            }
            bytes = nextBytes;
            return true;
        }

        /// Bytes that are held.
        public long bytes() {
            return bytes;
        }

        /// Gives everything back, for good. May be called twice.
        @Override
        public void close() {
            resize(0);
            closed = true;
        }
    }
}
