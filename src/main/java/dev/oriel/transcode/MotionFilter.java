package dev.oriel.transcode;

import static dev.oriel.transcode.FilterParameter.bool;
import static dev.oriel.transcode.FilterParameter.number;

import dev.oriel.ffmpeg.Plane;
import dev.oriel.ffmpeg.Planes;
import java.util.List;

/// Highlights what moves: squares whose brightness differs from what it has been.
///
/// Each square of 16 pixels a side keeps the average of its brightness over the last pictures; pictures of another size begin anew. A
/// change of the whole picture's brightness, as of a cloud or the camera's exposure, is no motion.
final class MotionFilter implements PixelEffect {
    private static final int SQUARE = 16;
    private static final int STEP = 2;
    /// The newest picture's weight in the average.
    private static final float WEIGHT = 0.1f;
    private static final int TINT = 70;

    private final float threshold;
    private final boolean highlights;
    private int columns;
    private int rows;
    private float[] usual = {};
    private float[] now = {};
    private volatile double ratio = Double.NaN;

    private MotionFilter(FilterArguments arguments) {
        threshold = (float) (255 * arguments.number("threshold"));
        highlights = arguments.bool("highlight");
    }

    static List<PictureFilter> all() {
        return List.of(BuiltInFilter.ofPixels(
                new FilterDescription("motion", "Motion", "Highlights what moves.",
                        number("threshold", 0.005, 1, 0.04, "How much brighter or darker a place has to become."),
                        bool("highlight", true, "false measures only, and leaves the picture as it is.")),
                MotionFilter::new));
    }

    /// The share of the last picture that moved, 0 to 1; NaN before there were two. Any thread.
    double ratio() {
        return ratio;
    }

    @Override
    public void apply(Planes pixels, FilterMoment picture) {
        int across = (pixels.width() + SQUARE - 1) / SQUARE;
        int down = (pixels.height() + SQUARE - 1) / SQUARE;
        boolean begins = across != columns || down != rows;
        if (begins) {
            columns = across;
            rows = down;
            usual = new float[across * down];
            now = new float[across * down];
        }
        measure(pixels.luma());
        if (begins) {
            System.arraycopy(now, 0, usual, 0, now.length);
            return;
        }
        float drift = drift();
        int moving = 0;
        for (int i = 0; i < now.length; i++) {
            if (Math.abs(now[i] - usual[i] - drift) > threshold) {
                moving++;
                highlight(pixels, i % columns, i / columns);
            }
            usual[i] += (now[i] - usual[i]) * WEIGHT;
        }
        ratio = (double) moving / now.length;
    }

    private void measure(Plane luma) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                now[row * columns + column] = average(luma, column * SQUARE, row * SQUARE);
            }
        }
    }

    private static float average(Plane luma, int left, int top) {
        int right = Math.min(left + SQUARE, luma.width());
        int bottom = Math.min(top + SQUARE, luma.height());
        int sum = 0;
        int count = 0;
        for (int y = top; y < bottom; y += STEP) {
            for (int x = left; x < right; x += STEP) {
                sum += luma.get(x, y);
                count++;
            }
        }
        return (float) sum / count;
    }

    /// By how much most of the picture has become brighter.
    private float drift() {
        var differences = new float[now.length];
        for (int i = 0; i < now.length; i++) {
            differences[i] = now[i] - usual[i];
        }
        java.util.Arrays.sort(differences);
        return differences[differences.length / 2];
    }

    private void highlight(Planes pixels, int column, int row) {
        if (!highlights) {
            return;
        }
        tint(pixels.cr(), column, row, TINT);
        tint(pixels.cb(), column, row, -TINT / 2);
    }

    private static void tint(Plane plane, int column, int row, int by) {
        int half = SQUARE / 2;
        int right = Math.min((column + 1) * half, plane.width());
        int bottom = Math.min((row + 1) * half, plane.height());
        for (int y = row * half; y < bottom; y++) {
            for (int x = column * half; x < right; x++) {
                plane.set(x, y, Math.clamp(plane.get(x, y) + by, 0, 255));
            }
        }
    }
}
