package dev.oriel.web;

import java.util.function.IntSupplier;

/// How many connections there are, and who may still come in: beyond the limit a few more, who are told how the server is and
/// nothing else, and then nobody. Those few have places of their own, so they are free also where there are more connections than
/// the limit, because it was lowered since.
///
/// Where the system has no file left for a connection, the limit is what there was just then, until it has again.
///
/// Threads: any. Nothing blocks.
final class ConnectionLimit {
    /// Beyond the limit, for health checks.
    static final int RESERVE = 8;

    /// What a new connection may do.
    enum Admission {
        EVERYTHING,
        /// Ask how the server is.
        HEALTH,
        /// Nothing: it is closed at once.
        NOTHING
    }

    private final IntSupplier most;
    private int count;
    private int reserved;
    private int systemAllows = Integer.MAX_VALUE;

    /// @param most as it stands
    ConnectionLimit(IntSupplier most) {
        this.most = most;
    }

    /// A connection has come; unless it gets nothing, it is to be followed by [#left].
    synchronized Admission come() {
        if (count < most()) {
            count++;
            return Admission.EVERYTHING;
        }
        if (reserved < RESERVE) {
            reserved++;
            return Admission.HEALTH;
        }
        return Admission.NOTHING;
    }

    /// One may ask for health in place of another that was told to go, and is to be followed by [#left] too.
    synchronized void comeInstead() {
        reserved++;
    }

    /// One with that admission is gone.
    synchronized void left(Admission admission) {
        switch (admission) {
            case EVERYTHING -> count--;
            case HEALTH -> reserved--;
            case NOTHING -> throw new IllegalArgumentException("it never came");
        }
    }

    /// The system had no file left for one more connection.
    synchronized void systemIsFull() {
        systemAllows = count;
    }

    /// It has again.
    synchronized void systemHasRoom() {
        systemAllows = Integer.MAX_VALUE;
    }

    /// True from the one to the other.
    synchronized boolean isShrunk() {
        return systemAllows < Integer.MAX_VALUE;
    }

    /// Connections that there may be, without the reserve.
    synchronized int most() {
        return Math.min(most.getAsInt(), systemAllows);
    }

    /// Connections that there are, with those in the reserve.
    synchronized int count() {
        return count + reserved;
    }
}
