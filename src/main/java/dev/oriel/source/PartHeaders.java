package dev.oriel.source;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// What stands in front of one part of a `multipart/x-mixed-replace` body, as far as it matters for the picture in it.
///
/// @param bytes           the length that it says the picture has, or 0 where it says none
/// @param timestampMicros when it says that the picture was captured, microseconds since 1970-01-01 UTC, where it says so
record PartHeaders(int bytes, OptionalLong timestampMicros) {
    /// No headers are longer.
    static final int MOST_BYTES = 8 * 1024;
    /// Of a picture without headers.
    static final PartHeaders NONE = new PartHeaders(0, OptionalLong.empty());

    private static final long LONGEST_AGE_MICROS = 60_000_000;
    private static final int MOST_SECONDS_LENGTH = 32;
    private static final Pattern LINE_END = Pattern.compile("\r?\n");
    private static final Pattern LENGTH = Pattern.compile("\\d{1,8}");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,12}(\\.\\d+)?");

    /// Reads header lines; a line that is none is passed over.
    static PartHeaders of(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        int bytes = 0;
        var timestamp = OptionalLong.empty();
        for (var line : LINE_END.split(text)) {
            int colon = line.indexOf(':');
            var value = line.substring(colon + 1).strip();
            switch (colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT)) {
                case "content-length" -> bytes = length(value);
                case "x-timestamp" -> timestamp = micros(value);
                default -> {
                }
            }
        }
        return new PartHeaders(bytes, timestamp);
    }

    /// When the picture was captured: what the headers say where that can be, which is not after its arrival and at most a minute
    /// before. So the ages of several machines in a row add up, and a wrong clock does no harm beyond that.
    long capturedAtMicros(long arrivedAtMicros) {
        long said = timestampMicros.orElse(arrivedAtMicros);
        return said > arrivedAtMicros || said < arrivedAtMicros - LONGEST_AGE_MICROS ? arrivedAtMicros : said;
    }

    private static int length(String value) {
        return LENGTH.matcher(value).matches() ? Math.min(Integer.parseInt(value), JpegSplitter.MOST_BYTES) : 0;
    }

    /// Seconds with a fraction.
    private static OptionalLong micros(String value) {
        if (value.length() > MOST_SECONDS_LENGTH || !SECONDS.matcher(value).matches()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(new java.math.BigDecimal(value).movePointRight(6).longValue());
    }
}
