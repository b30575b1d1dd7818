package dev.oriel.hls;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Pattern;

/// Numbers and times as playlists write them.
final class Numbers {
    /// No segment is longer.
    static final long LONGEST_MICROS = 3_600_000_000L;

    private static final long LATEST_EPOCH_MICROS = 10_000_000_000_000_000L;
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,9}(?:\\.(\\d*))?|\\.\\d+");
    /// ISO 8601, with the offset as `Z`, `+01:00` or, as FFmpeg writes it, `+0100`; or without one.
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder().append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .optionalStart().appendOffset("+HH:MM", "Z").optionalEnd()
            .optionalStart().appendOffset("+HHMM", "Z").optionalEnd()
            .optionalStart().appendOffset("+HH", "Z").optionalEnd().toFormatter(Locale.ROOT);

    private Numbers() {
    }

    /// A whole number, at least 0; 0 for what is none, and for what is out of range.
    static long whole(String text) {
        try {
            return Math.max(0, Long.parseLong(text.strip()));
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /// Seconds as microseconds, at most an hour; 0 for what is no number.
    static long micros(String seconds) {
        var text = seconds.strip();
        if (!DECIMAL.matcher(text).matches()) {
            return 0;
        }
        return Math.min(LONGEST_MICROS, Math.round(Double.parseDouble(text) * 1e6));
    }

    /// Microseconds since 1970-01-01 UTC, or [Segment#NO_TIME] for what is no time.
    static long epochMicros(String text) {
        try {
            var time = TIME.parseBest(text.strip(), OffsetDateTime::from, LocalDateTime::from);
            var instant = time instanceof OffsetDateTime at ? at.toInstant() : ((LocalDateTime) time).toInstant(ZoneOffset.UTC);
            long micros = ChronoUnit.MICROS.between(Instant.EPOCH, instant);
            return micros < 0 || micros > LATEST_EPOCH_MICROS ? Segment.NO_TIME : micros;
        } catch (DateTimeException | ArithmeticException _) {
            return Segment.NO_TIME;
        }
    }
}
