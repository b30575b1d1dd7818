package dev.oriel.frame;

import java.io.IOException;

/// A peer broke a rule of its protocol; the message says which, with the value.
///
/// It has no stack trace: a camera that sends nothing but damaged pictures costs one of these for each, and the message says it all.
public final class ProtocolException extends IOException {
    public ProtocolException(String message) {
        super(message);
    }

    @Override
    public ProtocolException fillInStackTrace() {
        return this;
    }
}
