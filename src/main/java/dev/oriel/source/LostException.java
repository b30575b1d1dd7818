package dev.oriel.source;

import dev.oriel.observe.Secrets;
import java.io.IOException;

/// A source failed in a way that has a name. The message is the cause that viewers see: short, lower case, its secrets masked.
public final class LostException extends IOException {
    private final boolean whateverSettings;

    public LostException(String cause) {
        super(Secrets.mask(cause));
        whateverSettings = false;
    }

    public LostException(String cause, Throwable reason) {
        this(cause, reason, false);
    }

    private LostException(String cause, Throwable reason, boolean whateverSettings) {
        super(Secrets.mask(cause), reason);
        this.whateverSettings = whateverSettings;
    }

    /// The source is not there, or not ours now, and would not be with any other settings.
    static LostException whateverSettings(String cause, Throwable reason) {
        return new LostException(cause, reason, true);
    }

    boolean isWhateverSettings() {
        return whateverSettings;
    }
}
