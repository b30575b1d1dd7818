package dev.oriel.source;

import dev.oriel.observe.Secrets;
import java.io.IOException;

/// A source failed in a way that has a name. The message is the cause that viewers see: short, lower case, its secrets masked.
public final class LostException extends IOException {
    public LostException(String cause) {
        super(Secrets.mask(cause));
    }

    public LostException(String cause, Throwable reason) {
        super(Secrets.mask(cause), reason);
    }
}
