package dev.oriel.hub;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How a camera's pictures become MPEG-1.
///
/// @param bitsPerSecond on average, 100_000 to 20_000_000
/// @param size          what the pictures are scaled to, or null for their own
/// @param group         how far apart key frames are
public record MpegSettings(int bitsPerSecond, @Nullable Size size, Group group) {

    /// A thousand kilobits, the pictures' own size, a key frame each second.
    public static final MpegSettings DEFAULT = new MpegSettings(1_000_000, null, Group.parse("1s"));

    private static final int LEAST_BITS = 100_000;
    private static final int MOST_BITS = 20_000_000;
    private static final int MOST_PIXELS_A_SIDE = 4094;

    public MpegSettings {
        if (bitsPerSecond < LEAST_BITS || bitsPerSecond > MOST_BITS) {
            throw new IllegalArgumentException(bitsPerSecond + " bits a second");
        }
    }

    /// A bit rate such as `800k`, `1.5M` or `1000000`.
    ///
    /// @throws IllegalArgumentException when `text` is none that is allowed
    public static int parseBitRate(String text) {
        var match = Pattern.compile("(\\d{1,8}(?:\\.\\d{1,3})?)([kM]?)").matcher(text.strip());
        if (!match.matches()) {
            throw new IllegalArgumentException(text);
        }
        double unit = switch (match.group(2)) {
            case "k" -> 1_000;
            case "M" -> 1_000_000;
            default -> 1;
        };
        return new MpegSettings((int) Math.round(Double.parseDouble(match.group(1)) * unit), null, DEFAULT.group).bitsPerSecond;
    }

    /// A size that MPEG-1 can have: even, at most 4094 pixels a side.
    ///
    /// @throws IllegalArgumentException when `text` is none
    public static Size parseSize(String text) {
        var size = (Size) CameraSetting.SIZE.parse(text);
        if (size.width() % 2 != 0 || size.height() % 2 != 0 || size.width() > MOST_PIXELS_A_SIDE
                || size.height() > MOST_PIXELS_A_SIDE) {
            throw new IllegalArgumentException(text);
        }
        return size;
    }

    /// The distance of key frames.
    ///
    /// @param pictures 1 to 600, or 0 where it is a time
    /// @param time     100 ms to 10 s, or zero where it is a number of pictures
    public record Group(int pictures, Duration time) {
        private static final Pattern FORM = Pattern.compile("(\\d{1,3})|(\\d{1,5}(?:\\.\\d{1,3})?)(ms|s)");

        /// `25` is a number of pictures, `1s` or `500ms` a time.
        ///
        /// @throws IllegalArgumentException when `text` is neither, or out of bounds
        public static Group parse(String text) {
            var match = FORM.matcher(text.strip());
            if (!match.matches()) {
                throw new IllegalArgumentException(text);
            }
            if (match.group(1) != null) {
                int pictures = Integer.parseInt(match.group(1));
                if (pictures < 1 || pictures > 600) {
                    throw new IllegalArgumentException(text);
                }
                return new Group(pictures, Duration.ZERO);
            }
            long millis = Math.round(Double.parseDouble(match.group(2)) * (match.group(3).equals("s") ? 1000 : 1));
            if (millis < 100 || millis > 10_000) {
                throw new IllegalArgumentException(text);
            }
            return new Group(0, Duration.ofMillis(millis));
        }

        /// True when a key frame is due after so many pictures and so much time since the last.
        public boolean isDue(int picturesSince, long microsSince) {
            return pictures > 0 ? picturesSince >= pictures : microsSince * 1000 >= time.toNanos();
        }
    }
}
