package dev.oriel.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import dev.oriel.time.SystemClocks;
import java.util.Arrays;
import java.util.Locale;

/// The form of a line of the log.
public enum LogFormat {
    /// Time, level and message, for people.
    TEXT {
        @Override
        Encoder<ILoggingEvent> encoder(Context context, String pattern) {
            var layout = new MaskingLayout();
            layout.setContext(context);
            layout.setPattern(pattern);
            layout.start();
            var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
            encoder.setContext(context);
            encoder.setLayout(layout);
            encoder.start();
            return encoder;
        }

        @Override
        String missing(long lines) {
            return missingWords(lines) + "\n";
        }
    },
    /// A JSON object, for programs that collect logs.
    JSON {
        @Override
        Encoder<ILoggingEvent> encoder(Context context, String pattern) {
            var encoder = new JsonLineEncoder();
            encoder.setContext(context);
            encoder.start();
            return encoder;
        }

        @Override
        String missing(long lines) {
            return JsonLineEncoder.line(SystemClocks.INSTANTS.millis(), missingWords(lines));
        }
    };

    /// @throws IllegalArgumentException for any other word than `text` and `json`
    public static LogFormat parse(String word) {
        return Arrays.stream(values()).filter(format -> format.name().toLowerCase(Locale.ROOT).equals(word)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(word));
    }

    /// A running encoder.
    ///
    /// @param pattern of a line of text
    abstract Encoder<ILoggingEvent> encoder(Context context, String pattern);

    /// The line that stands in place of lines which could not be written.
    abstract String missing(long lines);

    private static String missingWords(long lines) {
        return lines + " lines of the log are missing here: they could not be written";
    }
}
