package dev.oriel.limits;

import java.io.IOException;

/// A limit of the settings forbids it. The message is a cause for people, and names the setting.
public final class LimitException extends IOException {
    public LimitException(String cause) {
        super(cause);
    }
}
