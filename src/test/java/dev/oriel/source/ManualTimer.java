package dev.oriel.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// A timer whose clock stands still until it is told to go on; tasks run on the thread that tells it. As every timer of Java, it drops
/// a repeated task that has thrown.
final class ManualTimer extends AbstractExecutorService implements ScheduledExecutorService {
    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            Comparator.comparingLong(Task::dueNanos).thenComparingLong(Task::number));
    private long nowNanos;
    private long numbers;

    /// One scheduled task.
    private final class Task extends FutureTask<Object> implements ScheduledFuture<Object> {
        private final Runnable work;
        private final long periodNanos;
        private final long number = numbers++;
        private long dueNanos;

        Task(Runnable work, long delayNanos, long periodNanos) {
            super(work, null);
            this.work = work;
            this.dueNanos = nowNanos + delayNanos;
            this.periodNanos = periodNanos;
        }

        long dueNanos() {
            return dueNanos;
        }

        long number() {
            return number;
        }

        void perform() {
            if (isCancelled()) {
                return;
            }
            if (periodNanos == 0) {
                run();
            } else {
                try {
                    work.run();
                } catch (Throwable e) {
                    return;
                }
                dueNanos += periodNanos;
                add(this);
            }
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos - nowNanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private synchronized Task add(Task task) {
        tasks.add(task);
        return task;
    }

    private synchronized boolean isDue(long atNanos) {
        var next = tasks.peek();
        return next != null && next.dueNanos <= atNanos;
    }

    /// Runs what is due now.
    void runDue() {
        pass(Duration.ZERO);
    }

    /// Lets time go by, and runs what becomes due in its order.
    void pass(Duration time) {
        long endNanos = nowNanos + time.toNanos();
        while (isDue(endNanos)) {
            Task task;
            synchronized (this) {
                task = tasks.remove();
                nowNanos = Math.max(nowNanos, task.dueNanos);
            }
            task.perform();
        }
        nowNanos = endNanos;
    }

    @Override
    public void execute(Runnable task) {
        add(new Task(task, 0, 0));
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return add(new Task(task, unit.toNanos(delay), 0));
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return add(new Task(task, unit.toNanos(initialDelay), unit.toNanos(period)));
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long initialDelay, long delay, TimeUnit unit) {
        return scheduleAtFixedRate(task, initialDelay, delay, unit);
    }

    @Override
    public void shutdown() {
        shutdownNow();
    }

    @Override
    public synchronized List<Runnable> shutdownNow() {
        var left = new ArrayList<Runnable>(tasks);
        tasks.clear();
        return left;
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }
}
