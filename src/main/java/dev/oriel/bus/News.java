package dev.oriel.bus;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Who has something new: each is in it once, however often that is said before somebody looks. So nothing can pile up.
///
/// Threads: any add, one takes.
final class News<T> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final Set<T> waiting = new LinkedHashSet<>();

    void add(T who) {
        lock.lock();
        try {
            if (waiting.add(who)) {
                added.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Everybody who has something new, and forgets it; empty when that time passes without any.
    List<T> take(Duration atMost) throws InterruptedException {
        long leftNanos = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && leftNanos > 0) {
                leftNanos = added.awaitNanos(leftNanos);
            }
            var taken = List.copyOf(waiting);
            waiting.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
