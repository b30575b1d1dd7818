package dev.oriel.source;

/// Where things of a larger picture lie on the screen, which looks at a part of it.
///
/// The larger picture has the screen's size in its middle, and goes on to all sides.
///
/// Threads: one at a time.
final class MovedPlane {
    private final int width;
    private final int height;
    private Look look = Look.WHOLE;

    MovedPlane(int widthPixels, int heightPixels) {
        width = widthPixels;
        height = heightPixels;
    }

    /// @return false when it is looked there already
    boolean look(Look next) {
        boolean other = !next.equals(look);
        look = next;
        return other;
    }

    /// True while the middle is looked at, as a whole.
    boolean isMiddle() {
        var pose = look.pose();
        return pose.pan() == 0 && pose.tilt() == 0 && pose.zoom() == 1;
    }

    double zoom() {
        return look.pose().zoom();
    }

    private double pixelsPerDegree() {
        return width / look.fieldOfView();
    }

    private double middleX() {
        return width / 2.0 + look.pose().pan() * pixelsPerDegree();
    }

    private double middleY() {
        return height / 2.0 - look.pose().tilt() * pixelsPerDegree();
    }

    double worldX(int x) {
        return (x - width / 2.0) / zoom() + middleX();
    }

    double worldY(int y) {
        return (y - height / 2.0) / zoom() + middleY();
    }

    /// @param across true for a place from left to right, false for one from top to bottom
    double screen(double world, boolean across) {
        return across ? (world - middleX()) * zoom() + width / 2.0 : (world - middleY()) * zoom() + height / 2.0;
    }

    int screenX(double world) {
        return even(screen(world, true));
    }

    int screenY(double world) {
        return even(screen(world, false));
    }

    int screenXOf(double degrees) {
        return screenX(width / 2.0 + degrees * pixelsPerDegree());
    }

    int screenYOf(double degrees) {
        return screenY(height / 2.0 - degrees * pixelsPerDegree());
    }

    /// Colours lie in steps of two pixels.
    private int even(double pixels) {
        return isMiddle() ? (int) Math.round(pixels) : (int) Math.round(pixels / 2) * 2;
    }
}
