package dev.oriel.observe;

import dev.oriel.time.SystemClocks;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/// A wall between parts that must not cost each other anything: a step that runs behind it may fail in any way, with an [Error] too,
/// and its caller goes on.
///
/// It is for loops over members of which each must be reached, and for repeated tasks: an executor drops a repeated task for ever
/// once it has thrown.
///
/// One failure of each kind is logged in an hour, as [LogOncePerKey#error] has it, because the same failure comes again with each frame
/// or second; all failures are counted.
///
/// Threads: any.
public final class Bulkhead {
    private final LogOncePerKey log;
    private final String line;
    private final LongAdder failures = new LongAdder();

    /// @param log  where failures are said
    /// @param part what runs behind the wall, in words: "a listener"
    public Bulkhead(Logger log, String part) {
        this(log, part, SystemClocks.NANOS);
    }

    Bulkhead(Logger log, String part, LongSupplier nanoTime) {
        this.log = new LogOncePerKey(log, part, nanoTime);
        line = part + " failed in a way that it should not; further failures of this kind are only counted for an hour";
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

    /// Counts a failure that was caught elsewhere, and says it where none of its kind was said within an hour. Never throws, not even
    /// where no memory is left to say anything.
    public void failed(Throwable failure) {
        failures.increment();
        log.error(line, failure);
    }

    /// How often anything failed.
    public long failures() {
        return failures.sum();
    }
}
