package dev.oriel.auth;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Who of many strangers may try an account's password next, once too many have failed at it.
///
/// A turn comes every five seconds. In a crowd that tries without pause, whoever comes first when a turn comes would have it, and that is
/// hardly ever the owner. So the next turn is kept for an address without failures that has come back when it was told to: of several, for
/// the one that has done so most often. An owner's client does so each second; one of a crowd that tries when it likes does so by chance,
/// and hardly ever twice in turn.
///
/// Threads: used by one at a time. Units: nanoseconds of a clock that only goes forward.
final class AccountGate {
    private static final int FAILURES = 20;
    private static final long WITHIN_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Deque<Long> failures = new ArrayDeque<>(FAILURES);
    private long nextNanos = Long.MIN_VALUE;
    private @Nullable String holder;
    private int heldReturns;
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

    /// Takes the turn; else how long the address is to wait, in whole seconds.
    ///
    /// @param clean the address has no failures
    /// @return zero when it may try
    long waitNanos(String address, LoginAddress state, boolean clean, long nowNanos) {
        if (!isShut(nowNanos)) {
            return 0;
        }
        boolean patient = clean && state.returns() > 0;
        boolean mine = holder == null || nowNanos > heldUntilNanos || address.equals(holder)
                || (patient && state.isMorePatientThan(heldReturns, heldSinceNanos));
        if (nowNanos >= nextNanos && mine) {
            nextNanos = nowNanos + TURN_NANOS;
            holder = null;
            return 0;
        }
        if (patient && mine) {
            holder = address;
            heldReturns = state.returns();
            heldSinceNanos = state.sinceNanos();
            heldUntilNanos = nowNanos + SECOND_NANOS + LoginAddress.GRACE_NANOS;
        }
        return clean ? SECOND_NANOS : Math.max(1, Math.ceilDiv(nextNanos - nowNanos, SECOND_NANOS)) * SECOND_NANOS;
    }
}
