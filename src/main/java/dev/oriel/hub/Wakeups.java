package dev.oriel.hub;

import java.util.Arrays;
import java.util.Map;
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
            joined.add(listener);
            return joined;
        });
    }

    void remove(Executor executor, Runnable listener) {
        groups.computeIfPresent(executor, (key, group) -> {
            group.remove(listener);
            return group.members.length == 0 ? null : group;
        });
    }

    void wake() {
        for (var group : groups.values()) {
            group.wake();
        }
    }

    private static final class Group implements Runnable {
        private final Executor executor;
        /// Replaced as a whole by whoever joins or leaves, one at a time: they are gone through for each picture.
        private volatile Runnable[] members = {};
        private final AtomicBoolean scheduled = new AtomicBoolean();

        Group(Executor executor) {
            this.executor = executor;
        }

        void add(Runnable listener) {
            var more = Arrays.copyOf(members, members.length + 1);
            more[members.length] = listener;
            members = more;
        }

        void remove(Runnable listener) {
            members = Arrays.stream(members).filter(member -> !member.equals(listener)).toArray(Runnable[]::new);
        }

        void wake() {
            if (scheduled.compareAndSet(false, true)) {
                executor.execute(this);
            }
        }

        @Override
        public void run() {
            scheduled.set(false);
            for (var member : members) {
                member.run();
            }
        }
    }
}
