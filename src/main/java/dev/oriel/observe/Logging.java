package dev.oriel.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the log looks: one line an event on standard error. Set up in code, because reading a file for it takes time at each start.
public final class Logging extends ContextAwareBase implements Configurator {

    /// Loggers of libraries that warn at a start of things without consequence: the machine has no network interface, and so no hardware
    /// address to make an id of, or no files for looking names up.
    private static final List<String> OF_NO_CONSEQUENCE = List.of("io.netty.util.NetUtil", "io.netty.util.NetUtilInitializations",
            "io.netty.util.internal.MacAddressUtil", "io.netty.channel.DefaultChannelId", "io.netty.resolver");

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        var layout = new MaskingLayout();
        layout.setContext(context);
        layout.setPattern("%d{HH:mm:ss.SSS} %-5level %msg%n");
        layout.start();
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(console);
        context.getLogger("dev.oriel").setLevel(Level.INFO);
        context.getLogger(Audit.NAME).setLevel(Level.INFO);
        OF_NO_CONSEQUENCE.forEach(name -> context.getLogger(name).setLevel(Level.ERROR));
        context.getLogger("org.apache.hc").setLevel(Level.OFF); // it would show logins; what it throws is told by us
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /// Masks every line once more, stack traces included: a net below the callers, each of which masks the addresses that it knows of.
    private static final class MaskingLayout extends PatternLayout {
        @Override
        public String doLayout(ILoggingEvent event) {
            return Secrets.maskLine(super.doLayout(event));
        }
    }

    /// Sets how much this program says: `error`, `warn`, `info` or `debug`.
    public static void level(String word) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger("dev.oriel").setLevel(Level.toLevel(word.toUpperCase(Locale.ROOT)));
        }
    }
}
