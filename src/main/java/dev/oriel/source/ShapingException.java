package dev.oriel.source;

import java.io.IOException;
import java.io.UncheckedIOException;

/// No picture of a source can be shown as its settings say. Thrown through whatever gives the pictures, and ends the run.
final class ShapingException extends UncheckedIOException {
    ShapingException(IOException reason) {
        super(reason.getMessage(), reason);
    }
}
