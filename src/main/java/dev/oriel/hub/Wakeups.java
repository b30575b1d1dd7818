package dev.oriel.hub;

import dev.oriel.observe.Bulkhead;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/// Who is to be told of news, by the executor that tells them: one task an executor and news, however many of its members wait.
///
/// A member or an executor that fails keeps nobody else from being told, and the publisher does not see it.
///
/// Threads: any, without the owner's lock, which assertions check. A publisher only hands tasks to executors; no listener of a
/// subscription runs on its thread.
final class Wakeups<T> {
    /// For all tracks and broadcasts: a failure that many of them have is one kind of failure.
    private static final Bulkhead BULKHEAD = new Bulkhead(LoggerFactory.getLogger(Wakeups.class), "a listener");

    private final Object lock;
    private final Consumer<T> news;
    private final Map<Executor, Group<T>> groups = new ConcurrentHashMap<>();

    /// @param lock the owner's, which nobody holds who tells anything
    /// @param news how a member is told that there is some; on its executor
    Wakeups(Object lock, Consumer<T> news) {
        this.lock = lock;
        this.news = news;
    }

    void add(Executor executor, T member) {
        groups.compute(executor, (key, group) -> {
            var joined = group == null ? new Group<>(key, news) : group;
            joined.members.add(member);
            return joined;
        });
    }

    void remove(Executor executor, T member) {
        groups.computeIfPresent(executor, (key, group) -> {
            group.members.remove(member);
            return group.members.isEmpty() ? null : group;
        });
    }

    /// There is news. What comes before an executor has told of the last is told with it.
    void wake() {
        assert !Thread.holdsLock(lock);
        BULKHEAD.each(groups.values(), Group::wake);
    }

    /// Tells every member this, in the order of the calls.
    void tell(Consumer<T> message) {
        assert !Thread.holdsLock(lock);
        BULKHEAD.each(groups.values(), group -> group.execute(() -> BULKHEAD.each(group.members, message)));
    }

    /// Tells the owner's one listener of demand, which has no executor.
    void run(Runnable listener) {
        assert !Thread.holdsLock(lock);
        BULKHEAD.run(listener);
    }

    private static final class Group<T> implements Runnable {
        private final Executor executor;
        private final Consumer<T> news;
        private final Set<T> members = ConcurrentHashMap.newKeySet();
        private final AtomicBoolean scheduled = new AtomicBoolean();

        Group(Executor executor, Consumer<T> news) {
            this.executor = executor;
            this.news = news;
        }

        void wake() {
            if (scheduled.compareAndSet(false, true)) {
                try {
                    execute(this);
                } catch (Throwable e) {
                    scheduled.set(false); // or its members would never be told again
                    throw e;
                }
            }
        }

        /// An executor that has ended is told nothing: its members have ended with it.
        void execute(Runnable task) {
            try {
                executor.execute(task);
            } catch (RejectedExecutionException e) {
                // nobody is left there, and whoever publishes has nothing to do with it
            }
        }

        @Override
        public void run() {
            scheduled.set(false);
            BULKHEAD.each(members, news);
        }
    }
}
