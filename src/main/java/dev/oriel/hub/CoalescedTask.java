package dev.oriel.hub;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/// A task that runs once for any number of requests, and never twice at a time.
///
/// Requests that come while the task runs make it run once more afterwards. No thread waits for another, and no lock is held while the
/// task runs.
///
/// Threads: any may request; the executor's threads run the task.
public final class CoalescedTask {
    private enum Phase {
        IDLE, DUE, RUNNING
    }

    private final Executor executor;
    private final Runnable task;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.IDLE);

    /// @param executor runs the task; after its end, requests do nothing
    public CoalescedTask(Executor executor, Runnable task) {
        this.executor = executor;
        this.task = task;
    }

    /// Has the executor run the task.
    public void request() {
        if (isFirst()) {
            submit();
        }
    }

    /// Runs the task on this thread, which is one of the executor's, unless it runs already.
    public void runNow() {
        if (isFirst()) {
            run();
        }
    }

    private boolean isFirst() {
        return phase.getAndSet(Phase.DUE) == Phase.IDLE;
    }

    private void submit() {
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException e) {
            phase.set(Phase.IDLE); // the executor has ended
        } catch (Throwable e) {
            phase.set(Phase.IDLE); // or the task would never run again
            throw e;
        }
    }

    private void run() {
        phase.set(Phase.RUNNING);
        try {
            task.run();
        } finally {
            if (!phase.compareAndSet(Phase.RUNNING, Phase.IDLE)) {
                submit(); // requested meanwhile: behind what waits for the executor
            }
        }
    }
}
