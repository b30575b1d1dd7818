package dev.oriel.source;

import dev.oriel.ffmpeg.JpegDecoder;
import dev.oriel.ffmpeg.JpegEncoder;
import dev.oriel.ffmpeg.Picture;
import dev.oriel.ffmpeg.Shape;
import dev.oriel.ffmpeg.Transform;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.Size;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Turns pictures into JPEGs as a camera's settings say; each codec is made when the first picture needs it.
///
/// Threads: one at a time.
final class PictureShaper implements AutoCloseable {

    /// A JPEG, the receiver's to release, and its size.
    record Shaped(ByteBuf jpeg, int widthPixels, int heightPixels) {}

    private @Nullable JpegDecoder decoder;
    private @Nullable JpegEncoder encoder;
    private @Nullable Transform transform;

    /// True when a picture of that size is not to stay as it is.
    ///
    /// @param size what to scale to, before the rotation; null for no scaling
    static boolean shapes(CameraSettings settings, @Nullable Size size, int widthPixels, int heightPixels) {
        return !shape(settings, size).keeps(widthPixels, heightPixels);
    }

    /// The caller closes the picture.
    Picture decode(ByteBuf jpeg) throws IOException {
        if (decoder == null) {
            decoder = new JpegDecoder();
        }
        return decoder.decode(jpeg);
    }

    /// A JPEG of the picture, shaped; the picture stays the caller's.
    Shaped encode(Picture picture, CameraSettings settings, @Nullable Size size) throws IOException {
        if (encoder == null) {
            encoder = new JpegEncoder();
        }
        var shape = shape(settings, size);
        if (shape.chain().isEmpty()) {
            int width = size == null ? picture.width() : size.width();
            int height = size == null ? picture.height() : size.height();
            return new Shaped(encoder.encode(picture, settings.quality(), width, height), width, height);
        }
        try (var turned = transform(shape).apply(picture)) {
            return new Shaped(encoder.encode(turned, settings.quality()), turned.width(), turned.height());
        }
    }

    private Transform transform(Shape shape) throws IOException {
        if (transform == null || !transform.shape().equals(shape)) {
            closeTransform();
            transform = new Transform(shape);
        }
        return transform;
    }

    /// The settings' filters are names, not FFmpeg's language; their chains belong in the last place of the shape.
    private static Shape shape(CameraSettings settings, @Nullable Size size) {
        var flip = settings.flip();
        return new Shape(size == null ? 0 : size.width(), size == null ? 0 : size.height(), settings.rotate(),
                flip == Flip.H || flip == Flip.HV, flip == Flip.V || flip == Flip.HV, "");
    }

    private void closeTransform() {
        if (transform != null) {
            transform.close();
            transform = null;
        }
    }

    @Override
    public void close() {
        closeTransform();
        if (decoder != null) {
            decoder.close();
        }
        if (encoder != null) {
            encoder.close();
        }
    }
}
