package dev.oriel.system;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import javax.imageio.ImageIO;

/// JPEGs that move, each with its number in a comment right behind its start, and of any length.
///
/// Threads: any.
final class NumberedJpegs {
    private static final int PHASES = 16;
    private static final int TILE = 5;
    private static final int COMMENT_AT = 6;
    private static final String COMMENT = "oriel-test %012d";
    private static final int DIGITS = 12;
    private static final int MOST_PADDING = 65_000;

    private final byte[][] pictures = new byte[PHASES][];
    private final int bytes;
    private final int contrast;
    final int widthPixels;
    final int heightPixels;

    /// @param bytes that each picture has at least
    NumberedJpegs(int widthPixels, int heightPixels, int bytes) {
        this(widthPixels, heightPixels, bytes, 0);
    }

    /// Pictures with something to encode everywhere, also when they are made smaller.
    static NumberedJpegs textured(int widthPixels, int heightPixels) {
        return new NumberedJpegs(widthPixels, heightPixels, 0, 60);
    }

    private NumberedJpegs(int widthPixels, int heightPixels, int bytes, int contrast) {
        this.contrast = contrast;
        this.widthPixels = widthPixels;
        this.heightPixels = heightPixels;
        this.bytes = bytes;
        for (int phase = 0; phase < PHASES; phase++) {
            pictures[phase] = draw(phase);
        }
    }

    private byte[] draw(int phase) {
        var image = new BufferedImage(widthPixels, heightPixels, BufferedImage.TYPE_INT_RGB);
        var pen = image.createGraphics();
        pen.setColor(new Color(20, 90, 130));
        pen.fillRect(0, 0, widthPixels, heightPixels);
        var random = new Random(phase);
        for (int y = 0; contrast > 0 && y < heightPixels; y += TILE) {
            for (int x = 0; x < widthPixels; x += TILE) {
                int grey = 100 + random.nextInt(contrast);
                pen.setColor(new Color(grey, grey, grey));
                pen.fillRect(x, y, TILE, TILE);
            }
        }
        pen.setColor(Color.ORANGE);
        pen.fillRect(widthPixels * phase / PHASES, 0, widthPixels / PHASES, heightPixels);
        pen.dispose();
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "jpg", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// The picture of that number.
    byte[] picture(long number) {
        var drawn = pictures[(int) (number % PHASES)];
        var comment = COMMENT.formatted(number).getBytes(StandardCharsets.US_ASCII);
        int missing = Math.max(0, bytes - drawn.length - comment.length - 4);
        var out = ByteBuffer.allocate(drawn.length + comment.length + 4 + missing + 4 * (missing / MOST_PADDING + 1));
        out.put(drawn, 0, 2);
        segment(out, comment.length).put(comment);
        while (missing > 0) {
            int now = Math.min(missing, MOST_PADDING);
            segment(out, now).put(new byte[now]);
            missing -= now;
        }
        out.put(drawn, 2, drawn.length - 2);
        var picture = new byte[out.position()];
        out.flip().get(picture);
        return picture;
    }

    private static ByteBuffer segment(ByteBuffer out, int length) {
        return out.put((byte) 0xff).put((byte) 0xfe).putShort((short) (length + 2));
    }

    /// The number in a picture, or -1 where these bytes are none of ours.
    static long number(byte[] jpeg) {
        int at = COMMENT_AT + COMMENT.indexOf('%');
        if (jpeg.length < at + DIGITS || jpeg[0] != (byte) 0xff || jpeg[1] != (byte) 0xd8 || jpeg[2] != (byte) 0xff
                || jpeg[3] != (byte) 0xfe || jpeg[jpeg.length - 2] != (byte) 0xff || jpeg[jpeg.length - 1] != (byte) 0xd9) {
            return -1;
        }
        var digits = new String(jpeg, at, DIGITS, StandardCharsets.US_ASCII);
        return digits.chars().allMatch(c -> c >= '0' && c <= '9') ? Long.parseLong(digits) : -1; // a rendition has a comment too
    }
}
