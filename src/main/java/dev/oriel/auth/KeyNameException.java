package dev.oriel.auth;

import java.io.IOException;

/// A name of a key that is taken where it should be free, or that no key has.
public final class KeyNameException extends IOException {
    KeyNameException(String message) {
        super(message);
    }
}
