package dev.oriel.frame;

import java.io.IOException;

/// A peer broke a rule of its protocol; the message says which, with the value.
public final class ProtocolException extends IOException {
    public ProtocolException(String message) {
        super(message);
    }
}
