package dev.oriel.source;

import java.io.IOException;

/// A source failed in a way that has a name. The message is the cause that viewers see: short, lower case, no secrets.
public final class LostException extends IOException {
    public LostException(String cause) {
        super(cause);
    }

    public LostException(String cause, Throwable reason) {
        super(cause, reason);
    }
}
