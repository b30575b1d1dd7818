package dev.oriel.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;

/// The log in a file that is renamed when it is full: `oriel.log`, then `oriel.log.1` the newest of the old ones.
///
/// Threads: any.
final class LogFile extends RollingFileAppender<ILoggingEvent> {
    private final Path path;
    private final long mostBytes;
    private final LogFormat format;
    private final FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
    private final SizeBasedTriggeringPolicy<ILoggingEvent> full = new SizeBasedTriggeringPolicy<>();

    /// @param kept   renamed files that are kept
    /// @param format of the lines
    LogFile(Path path, long mostBytes, int kept, LogFormat format) {
        this.path = path;
        this.mostBytes = mostBytes;
        this.format = format;
        setFile(path.toString());
        rolling.setFileNamePattern(path.toString().replace("%", "\\%") + ".%i");
        rolling.setMinIndex(1);
        rolling.setMaxIndex(kept);
        rolling.setParent(this);
        setRollingPolicy(rolling);
        full.setMaxFileSize(new FileSize(mostBytes));
        full.setCheckIncrement(Duration.buildByMilliseconds(0)); // the usual minute is long where a line repeats
        setTriggeringPolicy(full);
    }

    @Override
    public void start() {
        rolling.setContext(getContext());
        rolling.start();
        full.setContext(getContext());
        full.start();
        super.start();
    }

    /// In place of the library's stream, which forgets how many lines it has lost.
    @Override
    public void openFile(String name) {
        streamWriteLock.lock();
        try {
            setOutputStream(new LogFileStream(path, mostBytes, format));
        } finally {
            streamWriteLock.unlock();
        }
    }
}
