package dev.oriel.hub;

/// An undo that cannot be had, or not any more, with the reason in words for a user.
public final class UndoException extends Exception {
    public UndoException(String message) {
        super(message);
    }

    public UndoException(String message, Throwable cause) {
        super(message, cause);
    }
}
