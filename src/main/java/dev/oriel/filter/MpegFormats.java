package dev.oriel.filter;

import dev.oriel.ffmpeg.MpegFormat;
import dev.oriel.hub.Camera;

/// Which MPEG-1 a camera's pictures become.
final class MpegFormats {
    /// Where nobody asks for another size: what players decode in time.
    private static final int MOST_WIDTH = 1920;
    private static final int MOST_HEIGHT = 1080;
    private static final double USUAL_FPS = 30;
    private static final int MOST_HALVINGS = 3;

    private MpegFormats() {
    }

    static MpegFormat of(Camera camera, int widthPixels, int heightPixels, double fps) {
        var settings = camera.mpeg();
        var wanted = settings.size();
        if (wanted != null) {
            return new MpegFormat(wanted.width(), wanted.height(), fps, settings.bitsPerSecond());
        }
        double shrink = Math.min(1, Math.min((double) MOST_WIDTH / widthPixels, (double) MOST_HEIGHT / heightPixels));
        return new MpegFormat(even(widthPixels * shrink), even(heightPixels * shrink), fps, settings.bitsPerSecond());
    }

    /// The widest that a picture of the stream can be.
    static int widestPixels(Camera camera) {
        var wanted = camera.mpeg().size();
        return wanted == null ? MOST_WIDTH : wanted.width();
    }

    /// Frames per second that the camera is to give, as far as anybody says.
    static double fps(Camera camera) {
        var source = camera.sourceFps();
        var limit = camera.settings().fps();
        double fps = source == null ? USUAL_FPS : source;
        return limit == null ? fps : Math.min(fps, limit);
    }

    private static int even(double pixels) {
        return Math.max(16, (int) Math.round(pixels) / 2 * 2);
    }

    /// How often a JPEG's size can be halved while it is decoded and still be no smaller than what becomes of it.
    static int halvings(int sourceWidthPixels, int widthPixels) {
        int halvings = 0;
        while (halvings < MOST_HALVINGS && sourceWidthPixels >> (halvings + 1) >= widthPixels) {
            halvings++;
        }
        return halvings;
    }
}
