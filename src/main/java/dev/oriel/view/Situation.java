package dev.oriel.view;

import dev.oriel.filter.Rung;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// What the choice of a rung depends on, for one camera of one viewer.
///
/// @param sourceFps      measured, frames per second; 0 while unknown
/// @param bytes          how many bytes a picture of a rung has, measured or estimated
/// @param finest         the camera's own quality, for the rungs that are encoded best
/// @param floorFps       frames per second that are kept as long as there is size to give up
/// @param bytesPerSecond this camera's share of the bandwidth; 0 while unknown, infinity without limit
/// @param deviceFps      what the viewer's device can show; infinity without limit
/// @param path           the rungs from the one that the screen needs down to the smallest: the order in which they are given up
record Situation(int sourceWidth, int sourceHeight, double sourceFps, ToDoubleFunction<Rung> bytes, int finest, Wish wish,
        double floorFps, double bytesPerSecond, double deviceFps, List<Rung> path) {

    /// A step down that saves less than this part is none.
    private static final double WORTH_IT = 0.85;

    /// With the path that follows from the rest.
    Situation(int sourceWidth, int sourceHeight, double sourceFps, ToDoubleFunction<Rung> bytes, int finest, Wish wish,
            double floorFps,
            double bytesPerSecond, double deviceFps) {
        this(sourceWidth, sourceHeight, sourceFps, bytes, finest, wish, floorFps, bytesPerSecond, deviceFps,
                path(sourceWidth, Rung.widthFor(wish.filledWidth(sourceWidth, sourceHeight), sourceWidth), bytes, finest, wish));
    }

    /// The same with another share.
    Situation with(double share) {
        return new Situation(sourceWidth, sourceHeight, sourceFps, bytes, finest, wish, floorFps, share, deviceFps, path);
    }

    /// The frame rate that there is to have: the source's, or what the viewer or its device limits it to.
    double fullFps() {
        double fps = sourceFps > 0 ? sourceFps : 30;
        return Math.min(wish.maxFps() > 0 ? Math.min(fps, wish.maxFps()) : fps, deviceFps);
    }

    /// The frame rate below which size is given up.
    double heldFps() {
        return Math.min(floorFps, fullFps());
    }

    /// True when the share carries a rung at the held rate.
    boolean carries(Rung rung, double margin) {
        return bytesPerSecond <= 0 || bytes.applyAsDouble(rung) * heldFps() * margin <= bytesPerSecond;
    }

    /// At each width quality goes before size: from 80 to 60 saves a third, to 40 a half, which is nearly as much as the next width
    /// (about a half), and edges and letters stay where they are. A width that was given up is not taken at the finest quality again:
    /// that would be no smaller than the step before it.
    private static List<Rung> path(int sourceWidth, int width, ToDoubleFunction<Rung> bytes, int finest, Wish wish) {
        var path = new ArrayList<Rung>();
        path.add(width >= sourceWidth ? Rung.SOURCE : new Rung(width, finest));
        if (wish.mode() == Wish.Mode.SHARP) {
            return path;
        }
        add(path, width, bytes, finest);
        for (int smaller : Rung.WIDTHS) {
            if (smaller < width) {
                add(path, smaller, bytes, finest);
            }
        }
        return path;
    }

    private static void add(List<Rung> path, int width, ToDoubleFunction<Rung> bytes, int finest) {
        double last = bytes.applyAsDouble(path.getLast());
        for (int quality : Rung.QUALITIES) {
            if (quality < finest) {
                var rung = new Rung(width, quality);
                double size = bytes.applyAsDouble(rung);
                if (size <= WORTH_IT * last) {
                    path.add(rung);
                    last = size;
                }
            }
        }
    }
}
