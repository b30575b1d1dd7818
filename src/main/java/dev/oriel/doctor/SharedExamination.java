package dev.oriel.doctor;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Examinations of a running server: one at a time, whose result everybody gets who asks meanwhile or soon after.
///
/// Threads: any; the examination runs on the executor. Blocking: nothing.
public final class SharedExamination {
    private static final long GOOD_FOR_NANOS = Duration.ofSeconds(10).toNanos();

    private final Callable<Findings> examination;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private @Nullable CompletableFuture<Findings> last;
    private volatile long endedNanos;

    /// @param examination examines once, and may block
    /// @param executor    runs it
    /// @param nanoTime    a clock as [System#nanoTime]
    public SharedExamination(Callable<Findings> examination, Executor executor, LongSupplier nanoTime) {
        this.examination = examination;
        this.executor = executor;
        this.nanoTime = nanoTime;
    }

    /// The findings of the examination that is under way, or ended within the last ten seconds, else of a new one.
    public synchronized CompletableFuture<Findings> ask() {
        var before = last;
        if (before != null && (!before.isDone() || isFresh(before))) {
            return before;
        }
        var next = CompletableFuture.supplyAsync(this::examine, executor);
        last = next;
        return next;
    }

    private boolean isFresh(CompletableFuture<Findings> ended) {
        return !ended.isCompletedExceptionally() && nanoTime.getAsLong() - endedNanos < GOOD_FOR_NANOS;
    }

    private Findings examine() {
        try {
            return examination.call();
        } catch (Exception e) {
            throw new CompletionException(e);
        } finally {
            endedNanos = nanoTime.getAsLong();
        }
    }
}
