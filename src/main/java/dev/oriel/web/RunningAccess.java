package dev.oriel.web;

import dev.oriel.auth.Principal;
import dev.oriel.observe.Bulkhead;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// Everything that goes on for longer than a request because a credential let it: streams, connections, pictures that are waited for.
/// Each is told when its credential opens something else than before, or nothing any more.
///
/// Threads: any; each is told on its own event loop.
final class RunningAccess {
    private static final Bulkhead BULKHEAD = new Bulkhead(LoggerFactory.getLogger(RunningAccess.class), "the end of an access");

    private final Set<Running> all = ConcurrentHashMap.newKeySet();

    /// One of them, until it is closed.
    final class Running implements AutoCloseable {
        private final Access access;
        private final Executor loop;
        private final Runnable changed;
        private volatile Optional<Principal> known;

        private Running(Access access, Executor loop, Runnable changed) {
            this.access = access;
            this.loop = loop;
            this.changed = changed;
            known = access.principal();
        }

        private void look() {
            var now = access.principal();
            if (!now.equals(known)) {
                known = now;
                try {
                    loop.execute(BULKHEAD.around(this::tell));
                } catch (RejectedExecutionException e) {
                    close(); // its loop has ended, and it has with it
                }
            }
        }

        private void tell() {
            if (all.contains(this)) {
                changed.run();
            }
        }

        @Override
        public void close() {
            all.remove(this);
        }
    }

    /// Names what is to be told. What changed before is not told: it is to look for itself once, after this.
    ///
    /// @param loop    where it is told
    /// @param changed looks what it still may
    Running begin(Access access, Executor loop, Runnable changed) {
        var running = new Running(access, loop, changed);
        all.add(running);
        return running;
    }

    /// The same for what may have ended by itself already.
    static void close(@Nullable Running running) {
        if (running != null) {
            running.close();
        }
    }

    /// Accounts, keys, sessions or links may have changed, or their time may be over: to be called at each change, and each second.
    void look() {
        BULKHEAD.each(all, Running::look);
    }
}
