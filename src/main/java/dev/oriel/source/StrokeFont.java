package dev.oriel.source;

import java.util.HashMap;
import java.util.Map;

/// A small font of round strokes, for digits and the few words of the test picture, sharp at any size.
///
/// Each glyph is a handful of lines and arcs on a grid 6 wide and 10 high, y downward. A pixel's coverage is its distance from
/// the nearest stroke.
final class StrokeFont {
    /// Grid units from one character to the next beyond its own width, and half a stroke's width.
    private static final double SPACING = 2.4;
    private static final double HALF_STROKE = 0.62;
    private static final int GRID_HEIGHT = 10;
    private static final int ARC_STEPS = 24;

    /// `x y x y …` is a line; `@ x y rx ry from to` an arc in degrees, clockwise from the right; strokes are separated by `,`.
    private static final Map<Character, String> GLYPHS = Map.ofEntries(
            Map.entry('-', "0.8 5.2 5.2 5.2"), Map.entry('0', "@ 3 3 3 3 180 360,@ 3 7 3 3 0 180,0 3 0 7,6 3 6 7"),
            Map.entry('1', "1 2 3.5 0 3.5 10"), Map.entry('2', "@ 3 3 3 3 180 390,5.6 4.5 0 10 6 10"),
            Map.entry('3', "@ 3 2.5 2.7 2.5 200 450,@ 3 7.5 3 2.5 270 520"), Map.entry('4', "4.5 10 4.5 0 0 7 6 7"),
            Map.entry('5', "5.5 0 0.8 0 0.4 4.6,@ 2.8 6.7 3.2 3.3 220 500"),
            Map.entry('6', "4.8 0 0.6 5.4,@ 3 6.9 3 3.1 0 360"), Map.entry('7', "0 0 6 0 2.2 10"),
            Map.entry('8', "@ 3 2.4 2.5 2.4 0 360,@ 3 7.4 3 2.6 0 360"), Map.entry('9', "1.2 10 5.4 4.6,@ 3 3.1 3 3.1 0 360"),
            Map.entry(':', "0 3 0 3.1,0 7.5 0 7.6"), Map.entry('.', "0 9.6 0 9.7"), Map.entry('x', "0 4.6 4 9.2,4 4.6 0 9.2"),
            Map.entry('C', "@ 3 3 3 3 180 340,@ 3 7 3 3 20 180,0 3 0 7"), Map.entry('E', "5 0 0 0 0 10 5 10,0 4.8 4.2 4.8"),
            Map.entry('F', "5 0 0 0 0 10,0 4.8 4.2 4.8"), Map.entry('I', "0 0 0 10"), Map.entry('L', "0 0 0 10 4.6 10"),
            Map.entry('O', "@ 3 3 3 3 180 360,@ 3 7 3 3 0 180,0 3 0 7,6 3 6 7"),
            Map.entry('P', "0 10 0 0 3 0,@ 3 2.7 2.7 2.7 270 450,3 5.4 0 5.4"),
            Map.entry('R', "0 10 0 0 3 0,@ 3 2.6 2.6 2.6 270 450,3 5.2 0 5.2,2.6 5.2 5.6 10"),
            Map.entry('A', "0 10 3 0 6 10,1.2 6.6 4.8 6.6"), Map.entry('M', "0 10 0 0 3.4 6 6.8 0 6.8 10"),
            Map.entry('S', "@ 3 2.5 2.8 2.5 90 330,@ 3 7.5 3 2.5 270 510"), Map.entry('T', "0 0 6 0,3 0 3 10"),
            Map.entry('U', "0 0 0 7,6 0 6 7,@ 3 7 3 3 0 180"));

    /// One character, drawn.
    ///
    /// @param widthPixels   of the picture of the character, strokes and edges included
    /// @param advancePixels from this character's left to the next one's
    /// @param coverage      row by row, 0 to 255
    @SuppressWarnings("ArrayRecordComponent") // a picture, never compared
    record Glyph(int widthPixels, int heightPixels, double advancePixels, byte[] coverage) {}

    private final double scale;
    private final Map<Character, Glyph> drawn = new HashMap<>();

    /// @param heightPixels of a digit without the strokes' width
    StrokeFont(double heightPixels) {
        this.scale = heightPixels / GRID_HEIGHT;
    }

    /// Pixels around the grid that the strokes' width takes.
    int marginPixels() {
        return (int) Math.ceil(HALF_STROKE * scale + 1);
    }

    double widthPixels(String text) {
        return text.chars().mapToDouble(c -> advance((char) c)).sum() - SPACING * scale;
    }

    Glyph glyph(char character) {
        return drawn.computeIfAbsent(character, this::draw);
    }

    private double advance(char character) {
        return (width(character) + SPACING) * scale;
    }

    /// Digits are as wide as each other, so that a running clock doesn't tremble.
    private static double width(char character) {
        if (Character.isDigit(character)) {
            return 6;
        }
        double width = character == ' ' ? 1.5 : 0;
        for (String stroke : GLYPHS.getOrDefault(character, "").split(",")) {
            double[] points = points(stroke);
            for (int i = 0; i < points.length; i += 2) {
                width = Math.max(width, points[i]);
            }
        }
        return width;
    }

    private Glyph draw(char character) {
        int margin = marginPixels();
        int width = (int) Math.ceil(width(character) * scale) + 2 * margin;
        int height = (int) Math.ceil(GRID_HEIGHT * scale) + 2 * margin;
        byte[] coverage = new byte[width * height];
        String strokes = GLYPHS.get(character);
        if (strokes != null) {
            for (String stroke : strokes.split(",")) {
                double[] points = points(stroke);
                for (int i = 0; i + 3 < points.length; i += 2) {
                    line(coverage, width, points[i] * scale + margin, points[i + 1] * scale + margin,
                            points[i + 2] * scale + margin, points[i + 3] * scale + margin);
                }
            }
        }
        return new Glyph(width, height, advance(character), coverage);
    }

    private static double[] points(String stroke) {
        if (stroke.isBlank()) {
            return new double[0];
        }
        String[] words = stroke.strip().split(" ");
        boolean arc = words[0].equals("@");
        double[] numbers = new double[words.length - (arc ? 1 : 0)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Double.parseDouble(words[i + (arc ? 1 : 0)]);
        }
        return arc ? arc(numbers) : numbers;
    }

    private static double[] arc(double[] arc) {
        double[] points = new double[2 * (ARC_STEPS + 1)];
        for (int i = 0; i <= ARC_STEPS; i++) {
            double angle = Math.toRadians(arc[4] + (arc[5] - arc[4]) * i / ARC_STEPS);
            points[2 * i] = arc[0] + arc[2] * Math.cos(angle);
            points[2 * i + 1] = arc[1] + arc[3] * Math.sin(angle);
        }
        return points;
    }

    private void line(byte[] coverage, int width, double x1, double y1, double x2, double y2) {
        double radius = Math.max(HALF_STROKE * scale, 0.6);
        int height = coverage.length / width;
        double dx = x2 - x1;
        double dy = y2 - y1;
        double square = Math.max(dx * dx + dy * dy, 1e-9);
        int left = (int) Math.max(0, Math.min(x1, x2) - radius - 1);
        int right = (int) Math.min(width - 1, Math.max(x1, x2) + radius + 1);
        int top = (int) Math.max(0, Math.min(y1, y2) - radius - 1);
        int bottom = (int) Math.min(height - 1, Math.max(y1, y2) + radius + 1);
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                double along = Math.clamp(((x + 0.5 - x1) * dx + (y + 0.5 - y1) * dy) / square, 0, 1);
                double distance = Math.hypot(x + 0.5 - x1 - along * dx, y + 0.5 - y1 - along * dy);
                int covered = (int) (255 * Math.clamp(radius + 0.5 - distance, 0, 1));
                int at = y * width + x;
                coverage[at] = (byte) Math.max(coverage[at] & 0xff, covered);
            }
        }
    }
}
