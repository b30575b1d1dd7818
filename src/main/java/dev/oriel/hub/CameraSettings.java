package dev.oriel.hub;

import java.util.Set;
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

    /// The quality that Oriel encodes with where nobody says otherwise.
    public static final int DEFAULT_QUALITY = 80;

    private static final int LEAST_A_SIDE = 16;
    private static final int MOST_A_SIDE = 16_384;

    public CameraSettings {
        if (title.length() > 100 || title.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a title has at most 100 characters, none of them a control character");
        }
        if (size != null && !mayBeAskedFor(size)) {
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

    private static boolean mayBeAskedFor(Size size) {
        return Math.min(size.width(), size.height()) >= LEAST_A_SIDE && Math.max(size.width(), size.height()) <= MOST_A_SIDE;
    }

    /// A size that a source may be asked for.
    ///
    /// @throws IllegalArgumentException with words for a user when `text` is none
    public static Size parseSize(String text) {
        var size = Size.parse(text);
        if (!mayBeAskedFor(size)) {
            throw new IllegalArgumentException(size + " is not between 16x16 and 16384x16384");
        }
        return size;
    }

    /// A camera of that title, and everything else left to its source.
    public static CameraSettings titled(String title) {
        return new CameraSettings(title, null, null, DEFAULT_QUALITY, 0, Flip.NONE, "");
    }

    /// The names of the settings, each of which may be locked ([#locked]).
    public static final Set<String> LOCKABLE = Set.of("title", "size", "fps", "quality", "rotate", "flip", "filter");

    /// These settings with those of `names` as `configured` has them.
    public CameraSettings locked(CameraSettings configured, Set<String> names) {
        return new CameraSettings(names.contains("title") ? configured.title : title,
                names.contains("size") ? configured.size : size,
                names.contains("fps") ? configured.fps : fps, names.contains("quality") ? configured.quality : quality,
                names.contains("rotate") ? configured.rotate : rotate, names.contains("flip") ? configured.flip : flip,
                names.contains("filter") ? configured.filter : filter);
    }

    /// These settings with another filter chain.
    public CameraSettings filtered(String chain) {
        return new CameraSettings(title, size, fps, quality, rotate, flip, chain);
    }

    /// True when pictures must be decoded and encoded again, whatever the source gives.
    public boolean reshapes() {
        return rotate != 0 || flip != Flip.NONE || !filter.isBlank();
    }
}
