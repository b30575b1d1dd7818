package dev.oriel.view;

/// How many frames per second a viewer's device manages to show, from what it says that it showed and what it got.
///
/// A device that keeps up has no limit. One that lags twice in a row is sent a little more than it showed, and a little more each time
/// that it then keeps up, until the limit is above all that it could get.
///
/// Threads: one at a time.
final class DeviceLimit {
    private static final double LAGS = 0.8;
    private static final double ROOM = 1.1;
    private static final double EASED = 1.25;
    private static final double LEAST_FPS = 1;

    private double fps = Double.POSITIVE_INFINITY;
    private int lagging;
    private long received;
    private long sinceNanos = Long.MIN_VALUE;

    /// Frames per second that it is worth to send, infinity for no limit.
    double fps() {
        return fps;
    }

    /// A frame was acknowledged.
    void received() {
        received++;
    }

    /// The device says what it showed since it last did.
    void painted(double paintedFps, long nowNanos) {
        double seconds = sinceNanos == Long.MIN_VALUE ? 0 : (nowNanos - sinceNanos) / 1e9;
        double receivedFps = seconds > 0 ? received / seconds : 0;
        sinceNanos = nowNanos;
        received = 0;
        if (seconds < 0.5 || seconds > 5 || receivedFps < 2) {
            lagging = 0;
            return;
        }
        // One frame a second is on its way at any time.
        boolean lags = paintedFps < LAGS * receivedFps && receivedFps - paintedFps > 1.5;
        lagging = lags ? lagging + 1 : 0;
        if (lagging >= 2) {
            fps = Math.max(LEAST_FPS, paintedFps * ROOM);
        } else if (!lags && fps < Double.POSITIVE_INFINITY) {
            fps = fps * EASED > 2 * receivedFps || fps > 120 ? Double.POSITIVE_INFINITY : fps * EASED;
        }
    }
}
