package dev.oriel.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/// A run of checks side by side, each on a virtual thread and within its time: one that fails or hangs costs the others nothing.
///
/// Blocking: for as long as the slowest check takes, and no longer than its limit.
final class Examination {
    private Examination() {
    }

    private record RunningCheck(Check check, FutureTask<List<Finding>> answer) {}

    /// The findings, in the order of the checks.
    ///
    /// @param nanoTime a clock as [System#nanoTime]
    static Findings run(List<Check> checks, LongSupplier nanoTime) throws InterruptedException {
        long fromNanos = nanoTime.getAsLong();
        var running = checks.stream().map(Examination::begin).toList();
        var found = new ArrayList<Finding>();
        for (var one : running) {
            found.addAll(findings(one, nanoTime.getAsLong() - fromNanos));
        }
        return new Findings(found);
    }

    private static RunningCheck begin(Check check) {
        var answer = new FutureTask<>(check.inquiry()::ask);
        Thread.ofVirtual().name("oriel-doctor").start(answer);
        return new RunningCheck(check, answer);
    }

    private static List<Finding> findings(RunningCheck one, long passedNanos) throws InterruptedException {
        var check = one.check;
        long leftNanos = check.limit().toNanos() - passedNanos;
        try {
            return one.answer.get(Math.max(0, leftNanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return List.of(Finding.problem(check.subject(), "no answer within " + check.limit().toSeconds() + " s",
                    "look whether the disk, the device or the network behind it hangs"));
        } catch (ExecutionException e) {
            return List.of(Finding.problem(check.subject(), "the check itself failed: " + words(e),
                    "run it again, and report it where it fails each time"));
        } finally {
            var _ = one.answer.cancel(true);
        }
    }

    private static String words(ExecutionException e) {
        var failure = e.getCause() == null ? e : e.getCause();
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
