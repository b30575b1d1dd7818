package dev.oriel.source;

import dev.oriel.source.Yuv420.Colour;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/// The test picture: a clock and the frame's number over a quiet ground, colour bars and a grey ramp below, and two things that
/// move: a light that sweeps over the whole height, where a torn picture shows a step, and a disc on a curve.
///
/// It is the middle of a larger picture that can be looked around in, with a net of lines, ten degrees apart, and their numbers. The clock
/// and the light stay where they are on the screen.
///
/// What stands still is drawn once, and anew when it is looked elsewhere; a frame is a copy of that and the few things that change.
///
/// Threads: one at a time. Ownership: the memory is the arena's.
final class TestPicture {
    private static final int[] BARS = {0xd6d9de, 0xd9b64a, 0x4fb3bf, 0x57a773, 0xa96bb0, 0xd0605e, 0x4a6fb5};
    private static final Colour GROUND = Colour.rgb(0x1d2733);
    private static final Colour DISC = Colour.rgb(0xf2994a);
    private static final Colour NET = Colour.rgb(0x46607a);
    private static final int NET_DEGREES = 180;
    private static final int NET_STEP = 10;
    private static final int NUMBER_STEP = 30;
    private static final int LINE_PIXELS = 2;
    private static final int GROUND_TOP_Y = 32;
    private static final int GROUND_BOTTOM_Y = 60;
    private static final int BRIGHT = 232;
    private static final int SOFT = 205;
    private static final int DIM = 150;
    private static final int SWEEP_LIGHT = 56;
    private static final double SWEEP_MICROS = 4_000_000;
    private static final double ROUND_MICROS = 7_000_000;
    /// Below this, letters cannot be read, and none are drawn.
    private static final double LEAST_TEXT_PIXELS = 6;
    private static final String CLOCK = "00:00:00.000";

    private final Yuv420 ground;
    private final Yuv420 frame;
    private final StrokeFont clockFont;
    private final StrokeFont wordFont;
    private final int[] sweep;
    private final int barsTop;
    private final String corner;
    private final MovedPlane plane;

    /// @param rate what stands in the corner: `30 FPS`
    TestPicture(int widthPixels, int heightPixels, String rate, Arena arena) {
        ground = new Yuv420(widthPixels, heightPixels, arena);
        frame = new Yuv420(widthPixels, heightPixels, arena);
        double room = Math.min(widthPixels, heightPixels * 16 / 9.0);
        double clockPixels = room * (room < 400 ? 0.9 : 0.66) / new StrokeFont(1).widthPixels(CLOCK);
        clockFont = new StrokeFont(clockPixels);
        wordFont = new StrokeFont(Math.max(clockPixels * 0.36, Math.min(clockPixels, 11)));
        barsTop = heightPixels - (int) (heightPixels * 0.22);
        sweep = sweep(Math.max(4, widthPixels / 14));
        corner = widthPixels + "x" + heightPixels + "  " + rate;
        plane = new MovedPlane(widthPixels, heightPixels);
        drawGround();
    }

    /// Looks somewhere else from the next frame on.
    void look(Look look) {
        if (plane.look(look)) {
            drawGround();
        }
    }

    MemorySegment memory() {
        return frame.memory();
    }

    int strideBytes() {
        return frame.strideBytes();
    }

    /// Draws one frame into [#memory].
    void draw(long number, long epochMicros) {
        frame.copy(ground);
        int width = frame.width();
        double sweepAt = Math.floorMod(epochMicros, (long) SWEEP_MICROS) / SWEEP_MICROS;
        frame.brightenColumns((int) (sweepAt * (width + sweep.length)) - sweep.length, sweep, frame.height());
        double angle = Math.floorMod(epochMicros, (long) ROUND_MICROS) / ROUND_MICROS * 2 * Math.PI;
        double radius = Math.min(width, frame.height()) / 36.0;
        frame.disc(plane.screen(width * (0.5 + 0.42 * Math.sin(angle)), true),
                plane.screen(barsTop * (0.5 + 0.3 * Math.sin(2 * angle)), false), radius * plane.zoom(), DISC);
        double middle = barsTop * 0.47;
        double clockPixels = clockFont.glyph('0').heightPixels() - 2 * clockFont.marginPixels();
        print(frame, clockFont, clock(epochMicros), centred(clockFont, CLOCK), middle - clockPixels / 2, BRIGHT);
        String words = words(number);
        print(frame, wordFont, words, centred(wordFont, words), middle + clockPixels * 0.5 + wordHeight() * 1.1, SOFT);
    }

    private void drawGround() {
        int width = ground.width();
        int height = ground.height();
        ground.fill(0, 0, width, height, GROUND);
        for (int y = 0; y < height; y++) {
            double light = GROUND_TOP_Y + (GROUND_BOTTOM_Y - GROUND_TOP_Y) * Math.clamp(plane.worldY(y) / barsTop, 0, 1);
            for (int x = 0; x < width; x++) {
                ground.setLuma(x, y, (int) (light + dither(x, y)));
            }
        }
        if (!plane.isMiddle()) {
            drawNet();
        }
        int rampTop = barsTop + (height - barsTop) * 7 / 10;
        for (int i = 0; i < BARS.length; i++) {
            fill(even(width * i / BARS.length), barsTop, i + 1 == BARS.length ? width : even(width * (i + 1) / BARS.length),
                    rampTop,
                    Colour.rgb(BARS[i]));
        }
        fill(0, even(rampTop), width, height, Colour.grey(16));
        int left = Math.clamp(plane.screenX(0), 0, width);
        int right = Math.clamp(plane.screenX(width), 0, width);
        int bottom = Math.clamp(plane.screenY(height), 0, height);
        for (int y = Math.clamp(plane.screenY(even(rampTop)), 0, height); y < bottom; y++) {
            for (int x = left; x < right; x++) {
                ground.setLuma(x, y, (int) (16 + 219.0 * Math.clamp(plane.worldX(x) / width, 0, 1) + dither(x, y)));
            }
        }
        drawCorners();
    }

    /// Fills a rectangle of the larger picture.
    private void fill(int left, int top, int right, int bottom, Colour colour) {
        ground.fill(plane.screenX(left), plane.screenY(top), plane.screenX(right), plane.screenY(bottom), colour);
    }

    private void drawNet() {
        for (int degrees = -NET_DEGREES; degrees <= NET_DEGREES; degrees += NET_STEP) {
            int x = plane.screenXOf(degrees);
            int y = plane.screenYOf(degrees);
            ground.fill(x, 0, x + LINE_PIXELS, ground.height(), NET);
            ground.fill(0, y, ground.width(), y + LINE_PIXELS, NET);
        }
        for (int pan = -NET_DEGREES; pan <= NET_DEGREES; pan += NUMBER_STEP) {
            for (int tilt = -NET_DEGREES; tilt <= NET_DEGREES; tilt += NUMBER_STEP) {
                print(ground, wordFont, pan + " " + tilt, plane.screenXOf(pan) + wordHeight() / 2,
                        plane.screenYOf(tilt) + wordHeight() / 2, DIM);
            }
        }
    }

    private void drawCorners() {
        double edge = wordHeight() * 1.1;
        double width = ground.width();
        double needed = wordFont.widthPixels("ORIEL") + wordFont.widthPixels(corner) + 3 * edge;
        double clockTop = barsTop * 0.47 - clockFont.glyph('0').heightPixels() / 2.0;
        if (plane.isMiddle() && needed <= width && edge + wordHeight() * 1.5 <= clockTop) {
            print(ground, wordFont, "ORIEL", edge, edge, DIM);
            print(ground, wordFont, corner, width - edge - wordFont.widthPixels(corner), edge, DIM);
        }
    }

    private double wordHeight() {
        return wordFont.glyph('0').heightPixels() - 2.0 * wordFont.marginPixels();
    }

    private double centred(StrokeFont font, String text) {
        return (frame.width() - font.widthPixels(text)) / 2;
    }

    private static void print(Yuv420 on, StrokeFont font, String text, double left, double top, int brightness) {
        if (font.glyph('0').heightPixels() - 2 * font.marginPixels() < LEAST_TEXT_PIXELS) {
            return;
        }
        double x = left;
        for (int i = 0; i < text.length(); i++) {
            StrokeFont.Glyph glyph = font.glyph(text.charAt(i));
            on.print(glyph, (int) Math.round(x) - font.marginPixels(), (int) Math.round(top) - font.marginPixels(), brightness);
            x += glyph.advancePixels();
        }
    }

    static String clock(long epochMicros) {
        ZonedDateTime time = Instant.ofEpochMilli(Math.floorDiv(epochMicros, 1000)).atZone(ZoneOffset.UTC);
        return padded(time.getHour(), 2) + ":" + padded(time.getMinute(), 2) + ":" + padded(time.getSecond(), 2) + "."
                + padded(time.getNano() / 1_000_000, 3);
    }

    static String words(long number) {
        return "UTC   FRAME " + padded(number, 6);
    }

    private static String padded(long number, int digits) {
        String text = Long.toString(number);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }

    /// Light that rises towards its leading edge.
    private static int[] sweep(int widthPixels) {
        int[] light = new int[widthPixels];
        for (int i = 0; i < widthPixels; i++) {
            double along = (i + 1.0) / widthPixels;
            light[i] = (int) (SWEEP_LIGHT * along * along * along);
        }
        return light;
    }

    /// Less than one step of brightness, in a pattern of 4 by 4 pixels: gradients would show bands.
    private static double dither(int x, int y) {
        return (((x ^ y) & 1) * 8 + (y & 1) * 4 + ((x ^ y) >> 1 & 1) * 2 + (y >> 1 & 1)) / 16.0;
    }

    private static int even(int value) {
        return value & ~1;
    }
}
