package dev.oriel.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the log looks: one line an event on standard error, or in a file, as text or as JSON. Set up in code, because reading a file for it takes
/// time at each start.
public final class Logging extends ContextAwareBase implements Configurator {

    /// Loggers of libraries that warn at a start of things without consequence: the machine has no network interface, and so no hardware
    /// address to make an id of, or no files for looking names up.
    private static final List<String> OF_NO_CONSEQUENCE = List.of("io.netty.util.NetUtil", "io.netty.util.NetUtilInitializations",
            "io.netty.util.internal.MacAddressUtil", "io.netty.channel.DefaultChannelId", "io.netty.resolver");

    private static final String CONSOLE = "console";
    private static final String FILE = "file";

    private static volatile LogFormat format = LogFormat.TEXT;

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(console(context));
        context.getLogger("dev.oriel").setLevel(Level.INFO);
        context.getLogger(Audit.NAME).setLevel(Level.INFO);
        OF_NO_CONSEQUENCE.forEach(name -> context.getLogger(name).setLevel(Level.ERROR));
        context.getLogger("org.apache.hc").setLevel(Level.OFF); // it would show logins; what it throws is told by us
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static ConsoleAppender<ILoggingEvent> console(LoggerContext context) {
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(context);
        console.setName(CONSOLE);
        console.setTarget("System.err");
        console.setEncoder(format.encoder(context, "%d{HH:mm:ss.SSS} %-5level %msg%n"));
        console.start();
        return console;
    }

    /// Writes lines of that form from now on, on standard error and to a file that is begun later.
    public static void format(LogFormat next) {
        if (next != format && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            format = next;
            var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
            var before = root.getAppender(CONSOLE);
            if (before != null) {
                root.detachAppender(before); // by its object: the next has its name
                root.addAppender(console(context));
            }
        }
    }

    /// Sets how much this program says: `error`, `warn`, `info` or `debug`.
    public static void level(String word) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger("dev.oriel").setLevel(Level.toLevel(word.toUpperCase(Locale.ROOT)));
        }
    }

    /// Logs to a file from now on, and no more to standard error. Days stand in it, since nobody else notes them.
    ///
    /// @param mostBytes after which it is renamed
    /// @param kept      renamed files that are kept
    /// @throws IOException when it cannot be written
    public static void toFile(Path path, long mostBytes, int kept) throws IOException {
        LogFileStream.make(path);
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            var file = new LogFile(path, mostBytes, kept, format);
            file.setContext(context);
            file.setName(FILE);
            file.setEncoder(format.encoder(context, "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %msg%n"));
            file.start();
            var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
            root.addAppender(file);
            root.detachAppender(CONSOLE);
        }
    }

    /// True while the log goes to a file.
    public static boolean isInFile() {
        return LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                && context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(FILE) != null;
    }

    /// Lines that could not be written to the file.
    public static long lostLines() {
        return LogFileStream.lost();
    }
}
