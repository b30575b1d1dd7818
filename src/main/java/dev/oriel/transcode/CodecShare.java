package dev.oriel.transcode;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// The part of the codec pool that processed pictures may use, given out in turns.
///
/// Jobs run in the order in which they were given, so many at a time. A connection has one job here at a time, and gives the next
/// when that one is done: so connections take turns of one picture each, however many pictures each of them has waiting. At most that
/// many jobs are in the pool, so everybody else who uses it waits for no more than these, however many connections there are.
///
/// Threads: any. Errors: once the pool has ended jobs run in the thread that gives them, so that each can free what it holds.
public final class CodecShare implements Executor {
    private final Executor pool;
    private final int mostAtOnce;
    private final Object lock = new Object();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;

    /// @param mostAtOnce jobs in the pool at a time, at least 1; fewer than it has threads, or nobody else has one for himself
    public CodecShare(Executor pool, int mostAtOnce) {
        if (mostAtOnce < 1) {
            throw new IllegalArgumentException(mostAtOnce + " jobs");
        }
        this.pool = pool;
        this.mostAtOnce = mostAtOnce;
    }

    @Override
    public void execute(Runnable job) {
        synchronized (lock) {
            if (running >= mostAtOnce) {
                waiting.add(job);
                return;
            }
            running++;
        }
        enter(job);
    }

    private void enter(Runnable job) {
        try {
            pool.execute(() -> run(job));
        } catch (RejectedExecutionException e) {
            run(job);
        }
    }

    private void run(Runnable job) {
        try {
            job.run();
        } finally {
            var next = next();
            if (next != null) {
                enter(next);
            }
        }
    }

    private @Nullable Runnable next() {
        synchronized (lock) {
            var next = waiting.poll();
            if (next == null) {
                running--;
            }
            return next;
        }
    }
}
