package dev.oriel.edge;

/// A publisher is turned away, or cut off. The message tells it why, and what to do.
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

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
        FULL
    }

    private final Reason reason;

    RefusedException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /// The message, which there always is.
    public String words() {
        return String.valueOf(getMessage());
    }
}
