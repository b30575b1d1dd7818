package dev.oriel.testing;

import dev.oriel.observe.LogFormat;
import dev.oriel.observe.Logging;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Log level and form at the beginning of each test class, as at a program's start: a server with settings of its own, run in the same JVM by
/// the class before, changes them for the whole process.
public final class LogAsAtAStart implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        Logging.level("info");
        Logging.format(LogFormat.TEXT);
    }
}
