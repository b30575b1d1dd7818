package dev.oriel.source;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// What one class logs until this is closed.
///
/// Threads: any.
public final class CapturedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger logger;
    private final @Nullable Level before;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    public CapturedLog(Class<?> of) {
        this(of, null);
    }

    /// @param least logged while this is open, whatever level the test's server sets; null for what is logged anyway
    public CapturedLog(Class<?> of, @Nullable Level least) {
        logger = (Logger) LoggerFactory.getLogger(of);
        before = logger.getLevel();
        if (least != null) {
            logger.setLevel(least);
        }
        setContext(logger.getLoggerContext());
        start();
        logger.addAppender(this);
    }

    /// The messages so far.
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    protected void append(ILoggingEvent event) {
        lines.add(event.getFormattedMessage());
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(before);
        stop();
    }
}
