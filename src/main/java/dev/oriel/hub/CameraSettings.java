package dev.oriel.hub;

import io.vertx.core.json.JsonObject;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What may change on a camera while it runs.
///
/// @param title   shown to people; at most 100 characters
/// @param size    what the source is asked for, 16 to 16384 pixels a side, or null for the source's own choice
/// @param fps     frames per second that the source is asked for and never exceeds, or null for the source's own
/// @param quality JPEG quality, 1 to 100, for pictures that Oriel encodes itself
/// @param rotate  degrees clockwise: 0, 90, 180 or 270
/// @param flip    mirroring, after the rotation
/// @param filter  the chain of filters that each picture passes, as text; blank for none. A text that is no chain
///                is an error of whatever applies it: the picture is never shown without it
public record CameraSettings(String title, @Nullable Size size, @Nullable Double fps, int quality, int rotate, Flip flip,
        String filter) {

    private static final int LEAST_A_SIDE = 16;
    private static final int MOST_A_SIDE = 16_384;

    public CameraSettings {
        if (title.length() > 100 || title.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a title has at most 100 characters, none of them a control character");
        }
        if (size != null && (Math.min(size.width(), size.height()) < LEAST_A_SIDE
                || Math.max(size.width(), size.height()) > MOST_A_SIDE)) {
            throw new IllegalArgumentException(size + " is not between 16x16 and 16384x16384");
        }
        if (fps != null && !(fps >= 0.1 && fps <= 240)) {
            throw new IllegalArgumentException("fps is between 0.1 and 240");
        }
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("quality is between 1 and 100");
        }
        if (rotate != 0 && rotate != 90 && rotate != 180 && rotate != 270) {
            throw new IllegalArgumentException("rotate is 0, 90, 180 or 270");
        }
    }

    /// A camera of that title, and everything else left to its source.
    public static CameraSettings titled(String title) {
        return of(setting -> setting == CameraSetting.TITLE ? title : setting.standard());
    }

    /// Settings of the values that `value` gives for each setting.
    static CameraSettings of(Function<CameraSetting, @Nullable Object> value) {
        return new CameraSettings((String) value.apply(CameraSetting.TITLE), (Size) value.apply(CameraSetting.SIZE),
                (Double) value.apply(CameraSetting.FPS), (Integer) value.apply(CameraSetting.QUALITY),
                (Integer) value.apply(CameraSetting.ROTATE), (Flip) value.apply(CameraSetting.FLIP),
                (String) value.apply(CameraSetting.FILTER));
    }

    /// These settings with another value of one.
    ///
    /// @throws IllegalArgumentException with words for a user when it is not allowed
    public CameraSettings with(CameraSetting setting, @Nullable Object value) {
        return of(each -> each == setting ? value : each.of(this));
    }

    /// All settings as JSON: the one form in which they cross HTTP, the bus and an edge's connection.
    public JsonObject json() {
        return SettingsPatch.of(this, CameraSetting.NAMES).json();
    }

    /// Settings as another process says that they are: their texts become one bounded line each.
    ///
    /// @throws IllegalArgumentException or [ClassCastException] when these are no settings
    public static CameraSettings readWhatIsSaid(JsonObject json) {
        return SettingsPatch.readWhatIsSaid(json).applyTo(titled(""));
    }

    /// True when pictures must be decoded and encoded again, whatever the source gives.
    public boolean reshapes() {
        return rotate != 0 || flip != Flip.NONE || !filter.isBlank();
    }
}
