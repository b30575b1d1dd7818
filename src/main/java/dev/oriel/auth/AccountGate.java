package dev.oriel.auth;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The order in which strangers may try an account's password once too many have failed at it.
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

    private static final int MOST_CANDIDATES = 64;

    private final Deque<Long> failures = new ArrayDeque<>(FAILURES);
    private final Map<String, Candidate> candidates = new HashMap<>();
    private long nextNanos = Long.MIN_VALUE;

    /// An address that was told to come back, and will.
    ///
    /// @param until when it is late
    private record Candidate(int returns, long sinceNanos, long until) {
        static final Comparator<Candidate> MOST_PATIENT_FIRST = Comparator.comparingInt(Candidate::returns).reversed()
                .thenComparingLong(Candidate::sinceNanos);
    }

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
        candidates.remove(address);
        candidates.values().removeIf(other -> nowNanos > other.until());
        var candidate = new Candidate(clean ? state.returns() : 0, state.sinceNanos(),
                nowNanos + SECOND_NANOS + LoginAddress.GRACE_NANOS);
        if (nowNanos >= nextNanos && candidates.values().stream()
                .noneMatch(other -> Candidate.MOST_PATIENT_FIRST.compare(other, candidate) < 0)) {
            nextNanos = nowNanos + TURN_NANOS;
            return 0;
        }
        if (candidate.returns() > 0) {
            remember(address, candidate);
        }
        return clean
                ? SECOND_NANOS
                : Math.clamp(Math.ceilDiv(nextNanos - nowNanos, SECOND_NANOS) * SECOND_NANOS, SECOND_NANOS, TURN_NANOS);
    }

    private void remember(String address, Candidate candidate) {
        candidates.put(address, candidate);
        if (candidates.size() > MOST_CANDIDATES) {
            candidates.entrySet().stream().max(Map.Entry.comparingByValue(Candidate.MOST_PATIENT_FIRST)).map(Map.Entry::getKey)
                    .ifPresent(candidates::remove);
        }
    }
}
