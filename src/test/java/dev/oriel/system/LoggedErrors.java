package dev.oriel.system;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/// What was logged as an error: the program's own failure, whatever a client was told.
///
/// Threads: any.
final class LoggedErrors extends AppenderBase<ILoggingEvent> {
    private static final ConcurrentLinkedQueue<String> FOUND = new ConcurrentLinkedQueue<>();

    private LoggedErrors() {
    }

    static {
        var appender = new LoggedErrors();
        appender.start();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(appender);
    }

    /// Every error since the last call.
    static List<String> found() {
        var found = new ArrayList<String>();
        for (var error = FOUND.poll(); error != null; error = FOUND.poll()) {
            found.add(error);
        }
        return found;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.ERROR) && !event.getLoggerName().contains("ResourceLeakDetector")) {
            var failure = event.getThrowableProxy();
            FOUND.add(event.getLoggerName() + ": " + event.getFormattedMessage()
                    + (failure == null ? "" : ": " + failure.getClassName() + ": " + failure.getMessage()));
        }
    }
}
