package dev.oriel.auth;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Who of many strangers may try an account's password next, once too many have failed at it.
///
/// A turn comes every five seconds. In a crowd that tries without pause, whoever comes first when a turn comes would have it, and that is
/// hardly ever the owner. So the next turn is kept for an address without failures that has come back when it was told to: of several, for
/// the one that has been doing so for longest. Addresses that try by the clock do not.
///
/// Threads: used by one at a time. Units: nanoseconds of a clock that only goes forward.
final class AccountGate {
    private static final int FAILURES = 20;
    private static final long WITHIN_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long SOONEST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LATEST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Deque<Long> failures = new ArrayDeque<>(FAILURES);
    private long nextNanos = Long.MIN_VALUE;
    private @Nullable String holder;
    private long heldSinceNanos;
    private long heldUntilNanos;

    void fail(long nowNanos) {
        if (failures.size() == FAILURES) {
            failures.removeFirst();
        }
        failures.addLast(nowNanos);
    }

    private boolean isShut(long nowNanos) {
        return failures.size() == FAILURES && nowNanos - failures.getFirst() < WITHIN_NANOS;
    }

    /// Takes the turn; else how long the address is to wait.
    ///
    /// @param patient it has no failures, and has come back when it was told to
    /// @return zero when it may try
    long waitNanos(String address, LoginAddress state, boolean patient, long nowNanos) {
        if (!isShut(nowNanos)) {
            return 0;
        }
        boolean free = holder == null || nowNanos > heldUntilNanos;
        boolean mine = address.equals(holder);
        boolean before = patient && state.sinceNanos() < heldSinceNanos;
        if (nowNanos >= nextNanos && (free || mine || before)) {
            nextNanos = nowNanos + TURN_NANOS;
            holder = null;
            return 0;
        }
        long wait = Math.max(SOONEST_NANOS, Math.min(LATEST_NANOS, nextNanos - nowNanos));
        if (patient && (free || mine || before)) {
            holder = address;
            heldSinceNanos = state.sinceNanos();
            heldUntilNanos = nowNanos + wait + LoginAddress.GRACE_NANOS;
        }
        return wait;
    }
}
