package dev.oriel.auth;

import dev.oriel.observe.Bulkhead;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a guarded file said when it was last looked at; nothing while it cannot be read.
///
/// Threads: any. Blocking: [#look] looks at the file, and reads it only when it has changed.
final class Followed<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Followed.class);

    private final GuardedFile<T> file;
    private final T none;
    private final String what;
    private final Bulkhead bulkhead;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile T known;
    private volatile String problem = "";
    private volatile boolean looked;
    private @Nullable Object fingerprint;

    /// @param what stands in the file, in the plural
    Followed(GuardedFile<T> file, T none, String what) {
        this.file = file;
        this.none = none;
        this.what = what;
        known = none;
        bulkhead = new Bulkhead(LOG, "a change of " + what);
    }

    /// Reads the file again when it has changed. An unreadable file is read again each time: a change of owner or rights of a folder
    /// above it does not show on the file.
    ///
    /// @return true when what is known now differs
    synchronized boolean look() {
        var now = file.fingerprint();
        if (problem.isEmpty() && now.equals(fingerprint)) {
            return false;
        }
        fingerprint = now;
        var before = known;
        var problemBefore = problem;
        try {
            known = file.read();
            if (!problem.isEmpty()) {
                LOG.info("the {} can be read again", what);
            }
            problem = "";
        } catch (IOException e) {
            problem = String.valueOf(e.getMessage());
            known = none;
            if (!problem.equals(problemBefore)) {
                LOG.warn("the {} cannot be read, so none is accepted until they can: {}", what, problem);
            }
        }
        looked = true;
        return !known.equals(before) || problem.isEmpty() != problemBefore.isEmpty();
    }

    /// True when the file has been looked at.
    boolean looked() {
        return looked;
    }

    T known() {
        return known;
    }

    /// Why nothing is known, or empty.
    String problem() {
        return problem;
    }

    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /// A listener that fails costs the others nothing: whoever uses what is no longer good must be told.
    void tell() {
        assert !Thread.holdsLock(this);
        bulkhead.each(listeners, Runnable::run);
    }
}
