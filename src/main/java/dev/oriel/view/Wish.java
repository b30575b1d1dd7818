package dev.oriel.view;

import dev.oriel.hub.DemandLevel;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a viewer wants to see one camera.
///
/// @param widthPixels  device pixels that the picture may fill, 0 for unknown
/// @param heightPixels device pixels that the picture may fill, 0 for unknown
/// @param maxFps       frames per second at most, 0 for as many as there are
/// @param isSelected   true where this camera comes before the others of the connection
record Wish(int widthPixels, int heightPixels, Mode mode, double maxFps, boolean isSelected) {

    /// What is given up where the bandwidth does not carry everything.
    enum Mode {
        /// Frames first, then size.
        AUTO(5),
        /// Frames alone.
        SHARP(0),
        /// Size first.
        SMOOTH(15);

        /// Frames per second that are kept as long as there is size to give up.
        final double floorFps;

        Mode(double floorFps) {
            this.floorFps = floorFps;
        }

        static Mode of(@Nullable String word) {
            for (var mode : values()) {
                if (mode.name().toLowerCase(Locale.ROOT).equals(word)) {
                    return mode;
                }
            }
            return AUTO;
        }
    }

    /// What counts until the viewer says something.
    static final Wish DEFAULT = new Wish(0, 0, Mode.AUTO, 0, false);

    private static final int MOST_PIXELS = 0xffff;

    /// Reads `view`, or one camera of `watch`: what is missing is as by default.
    ///
    /// @throws ClassCastException when a field has another type
    static Wish of(JsonObject message) {
        return new Wish(pixels(message, "width"), pixels(message, "height"), Mode.of(message.getString("mode")),
                Math.clamp(number(message, "maxFps"), 0, 1000), "selected".equals(message.getString("priority")));
    }

    /// The same for a camera that comes before the others, or does not.
    Wish selected(boolean selected) {
        return new Wish(widthPixels, heightPixels, mode, maxFps, selected);
    }

    private static int pixels(JsonObject message, String field) {
        return (int) Math.clamp(Math.ceil(number(message, field)), 0, MOST_PIXELS);
    }

    private static double number(JsonObject message, String field) {
        return message.getValue(field) instanceof Number number && Double.isFinite(number.doubleValue())
                ? number.doubleValue()
                : refused(message, field);
    }

    private static double refused(JsonObject message, String field) {
        if (message.getValue(field) != null) {
            throw new ClassCastException(field);
        }
        return 0;
    }

    /// The width that a picture of that size fills in the viewer's box, never more than it has.
    int filledWidth(int pictureWidth, int pictureHeight) {
        if (widthPixels == 0 || heightPixels == 0) {
            return pictureWidth;
        }
        double scale = Math.min(1, Math.min((double) widthPixels / pictureWidth, (double) heightPixels / pictureHeight));
        return (int) Math.ceil(pictureWidth * scale - 1e-6);
    }

    /// What serves a viewer that wishes this.
    ///
    /// @param aspect width over height of the pictures, 0 while unknown: a tall box is not filled in its width by a flat picture, and
    ///               the other way round
    DemandLevel level(double aspect) {
        double byHeight = aspect > 0 && heightPixels > 0 ? Math.ceil(heightPixels * aspect - 1e-6) : MOST_PIXELS;
        double width = widthPixels > 0 && heightPixels > 0 ? Math.min(widthPixels, Math.max(1, byHeight)) : 0;
        return DemandLevel.of((int) width, maxFps);
    }
}
