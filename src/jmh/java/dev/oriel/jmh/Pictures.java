package dev.oriel.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/// Pictures with as much detail as a room has.
final class Pictures {
    private Pictures() {
    }

    /// A JPEG of colour gradients and noise, in direct memory that is the caller's.
    static ByteBuf jpeg(int widthPixels, int heightPixels) {
        var image = new BufferedImage(widthPixels, heightPixels, BufferedImage.TYPE_INT_RGB);
        var random = new SplittableRandom(1);
        for (int y = 0; y < heightPixels; y++) {
            for (int x = 0; x < widthPixels; x++) {
                int noise = random.nextInt(24);
                image.setRGB(x, y, (x * 200 / widthPixels + noise) << 16 | (y * 200 / heightPixels + noise) << 8 | (x * y >> 8 & 0xff));
            }
        }
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "jpeg", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Unpooled.directBuffer(bytes.size()).writeBytes(bytes.toByteArray());
    }
}
