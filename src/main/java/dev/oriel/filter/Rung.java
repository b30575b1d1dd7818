package dev.oriel.filter;

import dev.oriel.hub.DemandLevel;
import java.util.Comparator;
import java.util.List;

/// One step of a camera's ladder of renditions: how wide its pictures are, and how finely they are encoded. The height follows.
///
/// Ordered from the smallest and coarsest up to [#SOURCE].
///
/// @param widthPixels 1 to 65535; where the source is narrower, its own width is taken
/// @param quality     JPEG quality, 1 to 100
public record Rung(int widthPixels, int quality) implements Comparable<Rung> {

    /// Stands for the source's own width, whatever that is.
    static final int SOURCE_WIDTH = 0xffff;
    /// The pictures as they come from the camera, byte for byte.
    public static final Rung SOURCE = new Rung(SOURCE_WIDTH, 100);

    /// The widths of the ladder below the source's own, widest first.
    public static final List<Integer> WIDTHS = List.of(1920, 1280, 854, 640, 426);
    /// The qualities below the camera's own, finest first.
    public static final List<Integer> QUALITIES = List.of(60, 40);

    private static final Comparator<Rung> ORDER = Comparator.comparingInt(Rung::widthPixels).thenComparingInt(Rung::quality);

    public Rung {
        if (widthPixels < 1 || widthPixels > 0xffff || quality < 1 || quality > 100) {
            throw new IllegalArgumentException("width " + widthPixels + ", quality " + quality);
        }
    }

    /// True where nothing is encoded.
    public boolean isSource() {
        return equals(SOURCE);
    }

    /// What serves a viewer that never takes another rung.
    ///
    /// @param maxFps frames per second at most, 0 for as many as there are
    public DemandLevel level(double maxFps) {
        return DemandLevel.of(isSource() ? 0 : widthPixels, maxFps);
    }

    /// The narrowest width of the ladder that is not below `widthPixels`, or the source's own where only that is as wide.
    public static int widthFor(int widthPixels, int sourceWidthPixels) {
        int narrowest = sourceWidthPixels;
        for (int width : WIDTHS) {
            if (width >= widthPixels) {
                narrowest = Math.min(narrowest, width);
            }
        }
        return narrowest;
    }

    /// The width of the pictures that this rung makes of a source's.
    public int widthOf(int sourceWidthPixels) {
        return Math.min(widthPixels, sourceWidthPixels);
    }

    /// Their height: the aspect's, as an even number.
    public int heightOf(int sourceWidthPixels, int sourceHeightPixels) {
        if (widthPixels >= sourceWidthPixels) {
            return sourceHeightPixels;
        }
        return Math.max(2, 2 * Math.round(sourceHeightPixels * (float) widthPixels / sourceWidthPixels / 2));
    }

    @Override
    public int compareTo(Rung other) {
        return ORDER.compare(this, other);
    }
}
