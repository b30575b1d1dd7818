package dev.oriel.ffmpeg;

import io.netty.buffer.ByteBuf;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import javax.imageio.ImageIO;

/// Test pictures, and a decoder that is not ours to look at what comes out.
public final class Pictures {
    public static final int RED = 0xe02020;
    public static final int GREEN = 0x20c020;
    public static final int BLUE = 0x2020e0;
    public static final int WHITE = 0xf0f0f0;

    private Pictures() {
    }

    /// Quarters: red top left, green top right, blue bottom left, white bottom right.
    public static Picture quarters(Arena arena, int width, int height) {
        var pixels = arena.allocate((long) width * height * 3);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int colour = y < height / 2 ? (x < width / 2 ? RED : GREEN) : (x < width / 2 ? BLUE : WHITE);
                setRgb(pixels, (long) (y * width + x) * 3, colour);
            }
        }
        return Picture.wrap(PixelFormat.RGB24, pixels, width, height, width * 3);
    }

    private static void setRgb(MemorySegment pixels, long at, int colour) {
        pixels.set(ValueLayout.JAVA_BYTE, at, (byte) (colour >> 16));
        pixels.set(ValueLayout.JAVA_BYTE, at + 1, (byte) (colour >> 8));
        pixels.set(ValueLayout.JAVA_BYTE, at + 2, (byte) colour);
    }

    public static ByteBuf quartersJpeg(int width, int height) throws IOException {
        try (var arena = Arena.ofConfined(); var picture = quarters(arena, width, height); var encoder = new JpegEncoder()) {
            return encoder.encode(picture, 90);
        }
    }

    /// Coarse noise over the quarters: about as many bytes as a camera's picture of that size.
    public static ByteBuf detailedJpeg(int width, int height, int contrast) throws IOException {
        var random = new java.util.Random(3);
        try (var arena = Arena.ofConfined(); var encoder = new JpegEncoder()) {
            var pixels = arena.allocate((long) width * height * 3);
            for (int y = 0; y < height; y += 4) {
                for (int x = 0; x < width; x += 4) {
                    int colour = 0x404040 + 0x010101 * random.nextInt(contrast);
                    for (int i = 0; i < 16; i++) {
                        if (y + i / 4 < height && x + i % 4 < width) {
                            setRgb(pixels, ((long) (y + i / 4) * width + x + i % 4) * 3, colour);
                        }
                    }
                }
            }
            try (var picture = Picture.wrap(PixelFormat.RGB24, pixels, width, height, width * 3)) {
                return encoder.encode(picture, 80);
            }
        }
    }

    /// Decoded by the JDK; the buffer stays the caller's.
    public static BufferedImage image(ByteBuf jpeg) throws IOException {
        var raw = raw(jpeg);
        if (raw.getRaster().getNumBands() > 1) {
            return raw;
        }
        // The desktop library takes gray for linear light, and would brighten it.
        var image = new BufferedImage(raw.getWidth(), raw.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < raw.getHeight(); y++) {
            for (int x = 0; x < raw.getWidth(); x++) {
                image.setRGB(x, y, 0x010101 * raw.getRaster().getSample(x, y, 0));
            }
        }
        return image;
    }

    /// The picture with the components that it has in the JPEG.
    public static BufferedImage raw(ByteBuf jpeg) throws IOException {
        var bytes = new byte[jpeg.readableBytes()];
        jpeg.getBytes(jpeg.readerIndex(), bytes);
        return Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(bytes)), "not an image");
    }

    /// The names of the four quarters' colours, row by row: `red green blue white` for [#quarters].
    public static String corners(ByteBuf jpeg) throws IOException {
        var image = image(jpeg);
        int x = image.getWidth() / 4;
        int y = image.getHeight() / 4;
        return name(image.getRGB(x, y)) + " " + name(image.getRGB(3 * x, y)) + " " + name(image.getRGB(x, 3 * y)) + " "
                + name(image.getRGB(3 * x, 3 * y));
    }

    private static String name(int rgb) {
        if (close(rgb, RED)) {
            return "red";
        } else if (close(rgb, GREEN)) {
            return "green";
        } else if (close(rgb, BLUE)) {
            return "blue";
        } else if (close(rgb, WHITE)) {
            return "white";
        }
        return Integer.toHexString(rgb & 0xffffff);
    }

    private static boolean close(int rgb, int wanted) {
        for (int shift = 0; shift <= 16; shift += 8) {
            if (Math.abs(((rgb >> shift) & 255) - ((wanted >> shift) & 255)) > 12) {
                return false;
            }
        }
        return true;
    }
}
