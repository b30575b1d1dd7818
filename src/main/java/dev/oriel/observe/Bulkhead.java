package dev.oriel.observe;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;

/// A wall between parts that must not cost each other anything: a step that runs behind it may fail in any way, with an [Error] too,
/// and its caller goes on.
///
/// It is for loops over members of which each must be reached, and for repeated tasks: an executor drops a repeated task for ever
/// once it has thrown.
///
/// The first failure of each kind (the exception's type and the line that threw it) is logged, because the same failure comes again
/// with each frame or second; all failures are counted.
///
/// Threads: any.
public final class Bulkhead {
    private static final int MOST_KINDS = 100;

    private final Logger log;
    private final String part;
    private final Set<String> kinds = ConcurrentHashMap.newKeySet();
    private final LongAdder failures = new LongAdder();

    /// @param log  where failures are said
    /// @param part what runs behind the wall, in words: "a listener"
    public Bulkhead(Logger log, String part) {
        this.log = log;
        this.part = part;
    }

    /// Runs a step.
    public void run(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            failed(e);
        }
    }

    /// Gives each member to the step.
    public <T> void each(Iterable<T> members, Consumer<? super T> step) {
        for (var member : members) {
            try {
                step.accept(member);
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    /// The same step, which never throws.
    public Runnable around(Runnable step) {
        return () -> run(step);
    }

    /// Counts a failure that was caught elsewhere, and says it where it is the first of its kind. Never throws, not even where no
    /// memory is left to say anything.
    public void failed(Throwable failure) {
        failures.increment();
        try {
            if (kinds.size() < MOST_KINDS && kinds.add(kind(failure))) {
                log.error("{} failed in a way that it should not; further failures of this kind are only counted", part, failure);
            }
        } catch (Throwable e) {
            kinds.clear(); // it is said when that is possible again
        }
    }

    private static String kind(Throwable failure) {
        var trace = failure.getStackTrace();
        return failure.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    /// How often anything failed.
    public long failures() {
        return failures.sum();
    }
}
