package dev.oriel.ffmpeg;

import java.util.Locale;

/// What a stream of video is, as far as its container says.
///
/// @param codec           as people write it: `H.264`, `MJPEG`
/// @param widthPixels     0 where not known yet
/// @param heightPixels    0 where not known yet
/// @param framesPerSecond 0 where unknown
/// @param jpeg            true when each packet is a JPEG
public record VideoFormat(String codec, int widthPixels, int heightPixels, double framesPerSecond, boolean jpeg) {

    /// The same with another size.
    public VideoFormat ofSize(int width, int height) {
        return new VideoFormat(codec, width, height, framesPerSecond, jpeg);
    }

    static String named(String codec) {
        return switch (codec) {
            case "h264" -> "H.264";
            case "hevc" -> "H.265";
            case "mpeg1video" -> "MPEG-1";
            case "mpeg2video" -> "MPEG-2";
            case "mpeg4" -> "MPEG-4";
            default -> codec.toUpperCase(Locale.ROOT);
        };
    }

    /// `H.264 1280x720 at 30 fps`, without what is unknown.
    @Override
    public String toString() {
        var text = new StringBuilder(codec);
        if (widthPixels > 0) {
            text.append(' ').append(widthPixels).append('x').append(heightPixels);
        }
        if (framesPerSecond > 0) {
            var fps = String.format(Locale.ROOT, "%.2f", framesPerSecond).replaceAll("\\.?0+$", "");
            text.append(" at ").append(fps).append(" fps");
        }
        return text.toString();
    }
}
