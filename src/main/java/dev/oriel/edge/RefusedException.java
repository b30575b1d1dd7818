package dev.oriel.edge;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A publisher is turned away, or cut off. The message tells it why, and what to do.
public final class RefusedException extends Exception {
    /// What kind of reason it is.
    public enum Reason {
        /// That cannot be a camera's name.
        NAME,
        /// The name is another kind of source's, or the camera is switched off.
        TAKEN,
        /// Somebody else publishes under that name, or has just begun to.
        SECOND,
        /// Nothing that is understood here.
        FORMAT,
        /// It fell silent.
        SILENT,
        /// Its key was revoked.
        REVOKED,
        /// There cannot be more cameras.
        FULL,
        /// Its owner has published under too many names.
        NAMES,
        /// There are too many uploads of that name, key or address.
        UPLOADS,
        /// There is no memory left for what it sends.
        MEMORY
    }

    private final Reason reason;
    private final @Nullable Duration retryAfter;

    RefusedException(Reason reason, String message) {
        this(reason, message, null);
    }

    RefusedException(Reason reason, String message, @Nullable Duration retryAfter) {
        super(message, null, false, false);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    /// When it is worth to come back, or null where that is not known.
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    public Reason reason() {
        return reason;
    }

    /// The message, which there always is.
    public String words() {
        return String.valueOf(getMessage());
    }
}
