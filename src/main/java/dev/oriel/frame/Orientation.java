package dev.oriel.frame;

/// How the pixels of a picture are to be turned before they are shown, as its file or container says: mirrored left to right first
/// where they are mirrored, then rotated.
///
/// @param mirrored      true when left and right change places first
/// @param rotateDegrees clockwise, afterwards: 0, 90, 180 or 270
public record Orientation(boolean mirrored, int rotateDegrees) {
    /// The pixels lie as they are to be shown.
    public static final Orientation UPRIGHT = new Orientation(false, 0);

    public Orientation {
        if (rotateDegrees != 0 && rotateDegrees != 90 && rotateDegrees != 180 && rotateDegrees != 270) {
            throw new IllegalArgumentException("rotated by " + rotateDegrees);
        }
    }

    /// What the number of EXIF's tag 0x0112 means; upright for a number that is none of the eight.
    ///
    /// Source: JEITA CP-3451, 4.6.4.A.
    public static Orientation ofExif(int number) {
        return switch (number) {
            case 2 -> new Orientation(true, 0);
            case 3 -> new Orientation(false, 180);
            case 4 -> new Orientation(true, 180);
            case 5 -> new Orientation(true, 270);
            case 6 -> new Orientation(false, 90);
            case 7 -> new Orientation(true, 90);
            case 8 -> new Orientation(false, 270);
            default -> UPRIGHT;
        };
    }

    /// What a display matrix means, which takes a point (x, y) to (x * a + y * c, x * b + y * d), y downward; an angle in between is
    /// taken for the nearest quarter.
    ///
    /// Source: ISO/IEC 14496-12, 6.2.2.
    public static Orientation ofMatrix(double a, double b, double c, double d) {
        if (Math.abs(a) + Math.abs(d) >= Math.abs(b) + Math.abs(c)) {
            boolean mirrored = a < 0 != d < 0;
            return new Orientation(mirrored, d < 0 ? 180 : 0);
        }
        boolean mirrored = b < 0 == c < 0;
        return new Orientation(mirrored, b < 0 == mirrored ? 90 : 270);
    }

    /// True when width and height change places.
    public boolean isQuarterTurned() {
        return rotateDegrees % 180 != 0;
    }
}
