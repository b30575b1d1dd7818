package dev.oriel.cli;

/// The words of the command line, or the settings, cannot be used; the message says why.
class UsageException extends Exception {
    UsageException(String message) {
        super(message);
    }
}
