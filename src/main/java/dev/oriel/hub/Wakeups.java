package dev.oriel.hub;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/// Who is to be told of news, by the executor that tells them: one task an executor and news, however many of its members wait.
///
/// Threads: any.
final class Wakeups {
    private final Map<Executor, Group> groups = new ConcurrentHashMap<>();

    void add(Executor executor, Runnable listener) {
        groups.compute(executor, (key, group) -> {
            var joined = group == null ? new Group(key) : group;
            joined.members.add(listener);
            return joined;
        });
    }

    void remove(Executor executor, Runnable listener) {
        groups.computeIfPresent(executor, (key, group) -> {
            group.members.remove(listener);
            return group.members.isEmpty() ? null : group;
        });
    }

    void wake() {
        for (var group : groups.values()) {
            group.wake();
        }
    }

    private static final class Group implements Runnable {
        private final Executor executor;
        private final Set<Runnable> members = ConcurrentHashMap.newKeySet();
        private final AtomicBoolean scheduled = new AtomicBoolean();

        Group(Executor executor) {
            this.executor = executor;
        }

        void wake() {
            if (scheduled.compareAndSet(false, true)) {
                executor.execute(this);
            }
        }

        @Override
        public void run() {
            scheduled.set(false);
            members.forEach(Runnable::run);
        }
    }
}
