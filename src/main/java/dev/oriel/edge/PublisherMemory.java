package dev.oriel.edge;

import dev.oriel.limits.MemoryBudget;
import java.util.EnumMap;
import java.util.Map;

/// The memory that one publisher makes this process hold, part by part, taken from the budget that all publishers share.
///
/// It is asked before anything grows. A picture that moves on, from the one in the making to the one that waits, is never refused.
///
/// Threads: any.
final class PublisherMemory implements AutoCloseable {
    /// For whatever is small: the connection's pieces, what waits for its rest, objects.
    static final int BASE_BYTES = 128 * 1024;

    /// What is held.
    enum Part {
        /// A picture that is coming in.
        PICTURE,
        /// The newest whole picture.
        WAITING,
        /// The picture that the camera shows.
        SHOWN,
        /// Packets of a transport stream that are being gathered.
        CHUNK,
        /// Those that are kept to be decoded or passed on.
        KEPT,
        /// Video that is not yet in packets.
        UNPACKED
    }

    private final MemoryBudget.Reservation reservation;
    private final Map<Part, Long> bytes = new EnumMap<>(Part.class);
    private boolean closed;

    /// @throws RefusedException when there is no room for one more publisher
    PublisherMemory(MemoryBudget memory) throws RefusedException {
        this(memory, BASE_BYTES);
    }

    /// @param baseBytes for whatever is small
    /// @throws RefusedException when there is no room for them
    PublisherMemory(MemoryBudget memory, int baseBytes) throws RefusedException {
        reservation = memory.open();
        if (!reservation.resize(baseBytes)) {
            throw refused();
        }
    }

    static RefusedException refused() {
        return new RefusedException(RefusedException.Reason.MEMORY,
                "the memory for what publishers send is used up (limits.memory); others go on, come back later");
    }

    /// Makes this the size of a part.
    ///
    /// @return false when there is no room for that; nothing has changed then. A smaller size is never refused
    synchronized boolean set(Part part, long partBytes) {
        if (closed) {
            return true; // whatever still comes is freed at once
        }
        if (!reservation.resize(reservation.bytes() - of(part) + partBytes)) {
            return false;
        }
        bytes.put(part, partBytes);
        return true;
    }

    /// What was held as one part is held as another, in place of what that was before.
    synchronized void move(Part from, Part to) {
        if (!closed) {
            reservation.resize(reservation.bytes() - of(to));
            bytes.put(to, of(from));
            bytes.remove(from);
        }
    }

    private long of(Part part) {
        return bytes.getOrDefault(part, 0L);
    }

    @Override
    public synchronized void close() {
        closed = true;
        reservation.close();
    }
}
