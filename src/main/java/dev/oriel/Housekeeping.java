package dev.oriel;

import dev.oriel.observe.Bulkhead;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// The tasks that a process does again and again, all of one second at the same moment.
///
/// A process at rest costs what wakes it: tasks with schedules of their own wake it as often as there are tasks.
///
/// Threads: any may add tasks. The timer's thread runs those that are brief, a thread `oriel-housekeeping` the others, one after another. A
/// task that hangs, on a disk perhaps, holds up those behind it for a second: then they go on without it, on another such thread.
final class Housekeeping implements AutoCloseable {
    private final Bulkhead bulkhead = new Bulkhead(LoggerFactory.getLogger(Housekeeping.class), "a task of each second");
    private final Executor waiting;
    private final Runnable end;
    private final List<Runnable> brief = new CopyOnWriteArrayList<>();
    private final List<Task> slow = new CopyOnWriteArrayList<>();
    private @Nullable ScheduledFuture<?> ticking;
    private long second;

    /// On threads of its own: a virtual thread would wake two of those that carry them.
    Housekeeping() {
        var threads = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("oriel-housekeeping").factory());
        this(threads, threads::shutdownNow);
    }

    /// @param waiting runs what waits for a disk or a network; it never blocks its caller
    /// @param end     ends that
    Housekeeping(Executor waiting, Runnable end) {
        this.waiting = waiting;
        this.end = end;
    }

    /// Runs once at a time, in some seconds.
    private record Task(int seconds, Runnable work, AtomicBoolean runs) {
        void runIfFree() {
            if (runs.compareAndSet(false, true)) {
                try {
                    work.run();
                } finally {
                    runs.set(false);
                }
            }
        }
    }

    /// Adds a task of each second that waits for nothing.
    void brief(Runnable task) {
        brief.add(task);
    }

    /// Adds a task of each second that may wait.
    void slow(Runnable task) {
        slow(1, task);
    }

    /// Adds a task that may wait.
    ///
    /// @param seconds from one time to the next, at least 1
    void slow(int seconds, Runnable task) {
        slow.add(new Task(seconds, task, new AtomicBoolean()));
    }

    /// Begins, a second from now.
    void begin(ScheduledExecutorService timer) {
        ticking = timer.scheduleWithFixedDelay(bulkhead.around(this::tick), 1, 1, TimeUnit.SECONDS);
    }

    /// A second has passed.
    void tick() {
        second++;
        bulkhead.each(brief, Runnable::run);
        var due = new ArrayList<Task>();
        for (var task : slow) {
            if (second % task.seconds == 0) {
                due.add(task);
            }
        }
        if (!due.isEmpty()) {
            try {
                waiting.execute(() -> bulkhead.each(due, Task::runIfFree));
            } catch (RejectedExecutionException e) {
                // This second came with the end.
            }
        }
    }

    /// Ends it, and interrupts the tasks that wait.
    @Override
    public void close() {
        if (ticking != null) {
            ticking.cancel(false);
        }
        end.run();
    }
}
