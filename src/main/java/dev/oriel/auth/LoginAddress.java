package dev.oriel.auth;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// What is known of an address from which logins and keys are tried.
///
/// Threads: used by one at a time. Units: nanoseconds of a clock that only goes forward.
final class LoginAddress {
    /// How late a client may come back that was told when to.
    static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /// Enough to tell one from several.
    private static final int MOST_FAILED_FOR = 2;

    final BackOff passwords = new BackOff();
    final BackOff keys = new BackOff();
    private final Set<String> failedFor = new HashSet<>();
    private int inWork;
    private boolean refused;
    private long dueNanos;
    private int returns;
    private long sinceNanos;

    /// An attempt comes. One that comes when it was told to has waited since it came first; one that comes sooner or much later begins
    /// anew.
    void arrive(long nowNanos) {
        if (refused && nowNanos >= dueNanos && nowNanos <= dueNanos + GRACE_NANOS) {
            returns++;
        } else {
            returns = 0;
            sinceNanos = nowNanos;
        }
        refused = false;
    }

    /// The attempt was refused for the sake of others.
    void refuse(long nowNanos, long waitNanos) {
        refused = true;
        dueNanos = nowNanos + waitNanos;
    }

    /// A password was wrong.
    void fail(String account, long nowNanos) {
        if (passwords.failures(nowNanos) == 0) {
            failedFor.clear();
        }
        if (failedFor.size() < MOST_FAILED_FOR) {
            failedFor.add(account);
        }
        passwords.fail(nowNanos);
    }

    /// A password was right. Failures count on where there were some for other accounts: who guesses at those has an account of his own,
    /// perhaps.
    void succeed(String account) {
        if (failedFor.isEmpty() || failedFor.equals(Set.of(account))) {
            passwords.forget();
        }
    }

    void begin() {
        inWork++;
    }

    void end() {
        inWork = Math.max(0, inWork - 1);
    }

    int inWork() {
        return inWork;
    }

    /// How often in turn it has come back when it was told to.
    int returns() {
        return returns;
    }

    /// Since when it has been doing so.
    long sinceNanos() {
        return sinceNanos;
    }
}
