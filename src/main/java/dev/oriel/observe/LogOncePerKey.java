package dev.oriel.observe;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/// Warnings that others can cause as often as they like: one line for each key, and silence about that key for an hour.
///
/// At most [#MOST_KEYS] keys are warned about within an hour. One more line then says that no further ones are logged, so a
/// sender who invents keys fills neither the log nor the memory.
///
/// Threads: any.
public final class LogOncePerKey {
    static final int MOST_KEYS = 100;
    static final Duration SILENCE = Duration.ofHours(1);

    private final Logger log;
    private final String subject;
    private final LongSupplier nanoTime;
    /// When each key was warned about, oldest first.
    private final Map<String, Long> warnedAtNanos = new LinkedHashMap<>();
    private boolean isFull;

    /// @param subject  what the warnings are about, in the plural: `refused origins`
    /// @param nanoTime a clock as [System#nanoTime]
    public LogOncePerKey(Logger log, String subject, LongSupplier nanoTime) {
        this.log = log;
        this.subject = subject;
        this.nanoTime = nanoTime;
    }

    /// Logs the line unless this key was warned about within the last hour, or too many others were.
    ///
    /// @param line one line; what comes from outside passes [Printable] first
    public void warn(String key, String line) {
        var said = admitted(key) ? line : null;
        if (said != null) {
            log.warn("{}", said);
        } else if (becomesFull(key)) {
            log.warn("{}: more than {} within an hour, no further ones are logged until it is over", subject, MOST_KEYS);
        }
    }

    /// Logs a failure of this program with its trace; once an hour for each kind, which is the exception's type and the line that threw
    /// it. Never throws, not even where no memory is left to say anything.
    ///
    /// @param line what failed
    public void error(String line, Throwable failure) {
        try {
            if (admitted(kind(failure))) {
                log.error("{}", line, failure);
            }
        } catch (Throwable e) {
            forget(); // it is said when that is possible again
        }
    }

    private static String kind(Throwable failure) {
        var trace = failure.getStackTrace();
        return failure.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    private synchronized void forget() {
        warnedAtNanos.clear();
    }

    private synchronized boolean admitted(String key) {
        long nowNanos = nanoTime.getAsLong();
        warnedAtNanos.values().removeIf(atNanos -> nowNanos - atNanos >= SILENCE.toNanos());
        if (warnedAtNanos.size() >= MOST_KEYS || warnedAtNanos.containsKey(key)) {
            return false;
        }
        isFull = false;
        warnedAtNanos.put(key, nowNanos);
        return true;
    }

    private synchronized boolean becomesFull(String key) {
        if (isFull || warnedAtNanos.containsKey(key)) {
            return false;
        }
        isFull = true;
        return true;
    }
}
