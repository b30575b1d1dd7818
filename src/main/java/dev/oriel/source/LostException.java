package dev.oriel.source;

import dev.oriel.http.StatusException;
import dev.oriel.observe.Secrets;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A source failed in a way that has a name. The message is the cause that viewers see: short, lower case, its secrets masked.
public final class LostException extends IOException {
    private enum Kind {
        ORDINARY, WHATEVER_SETTINGS, ANSWERED
    }

    private final Kind kind;

    public LostException(String cause) {
        super(Secrets.mask(cause));
        kind = Kind.ORDINARY;
    }

    public LostException(String cause, Throwable reason) {
        this(cause, reason, Kind.ORDINARY);
    }

    private LostException(String cause, @Nullable Throwable reason, Kind kind) {
        super(Secrets.mask(cause), reason);
        this.kind = kind;
    }

    /// The source is there, and gives something that is never a picture.
    static LostException answered(String cause) {
        return new LostException(cause, null, Kind.ANSWERED);
    }

    /// The source is not there, or not ours now, and would not be with any other settings.
    static LostException whateverSettings(String cause, Throwable reason) {
        return new LostException(cause, reason, Kind.WHATEVER_SETTINGS);
    }

    boolean isWhateverSettings() {
        return kind == Kind.WHATEVER_SETTINGS;
    }

    /// True for a failure that a source has in good health: it was asked for something that it does not have, or may not give.
    static boolean isAnswer(@Nullable Throwable failure) {
        return switch (failure) {
            case LostException lost -> lost.kind == Kind.ANSWERED;
            case StatusException refused -> refused.status() / 100 == 4 && refused.status() != 429;
            case null, default -> false;
        };
    }
}
