package dev.oriel.source;

import dev.oriel.ffmpeg.JpegDecoder;
import dev.oriel.ffmpeg.JpegEncoder;
import dev.oriel.ffmpeg.Picture;
import dev.oriel.ffmpeg.Shape;
import dev.oriel.ffmpeg.Transform;
import dev.oriel.frame.Jpeg;
import dev.oriel.frame.Orientation;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.Size;
import dev.oriel.limits.PictureLimits;
import dev.oriel.transcode.FilterChain;
import dev.oriel.transcode.FilterMoment;
import dev.oriel.transcode.FilterPipeline;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Turns pictures into JPEGs as a camera's settings say; each codec is made when the first picture needs it.
///
/// Threads: one at a time.
final class PictureShaper implements AutoCloseable {

    /// A picture as it is to be shown, but for its size.
    ///
    /// @param picture closed with this, unless it is the one that was shaped
    /// @param made    true when it is another one than that
    record Shaped(Picture picture, boolean made, int widthPixels, int heightPixels) implements AutoCloseable {
        private static Shaped of(Picture made) {
            return new Shaped(made, true, made.width(), made.height());
        }

        @Override
        public void close() {
            if (made) {
                picture.close();
            }
        }
    }

    private final String camera;
    private final PictureLimits limits;
    /// For what turns and encodes: each half as much uncounted as a decoder.
    private final PictureLimits beside;
    private @Nullable JpegDecoder decoder;
    private @Nullable JpegEncoder encoder;
    private @Nullable Transform transform;
    /// Of a part that is shown as large as the whole.
    private @Nullable Transform scale;
    private @Nullable FilterPipeline pipeline;
    private String pipelineText = "";

    /// @param camera its name, for filters that write it
    /// @param limits what a picture may cost
    PictureShaper(String camera, PictureLimits limits) {
        this.camera = camera;
        this.limits = limits;
        beside = limits.ordinarily(limits.ordinaryBytes() / 2);
    }

    /// True when a JPEG is not to stay as it is.
    ///
    /// @param size what to scale to, before the rotation; null for no scaling
    static boolean shapes(CameraSettings settings, @Nullable Size size, Look look, Jpeg picture) {
        var upright = size == null ? new Size(picture.widthPixels(), picture.heightPixels()) : size;
        return !settings.filter().isBlank() || !look.isWhole()
                || !shape(settings, picture.orientation(), upright).keeps(picture.widthPixels(), picture.heightPixels());
    }

    /// The caller closes the picture.
    Picture decode(ByteBuf jpeg) throws IOException {
        if (decoder == null) {
            decoder = new JpegDecoder(limits);
        }
        return decoder.decode(jpeg);
    }

    /// The JPEG of a shaped picture.
    ByteBuf encode(Shaped shaped, int quality) throws IOException {
        if (encoder == null) {
            encoder = new JpegEncoder(beside);
        }
        return encoder.encode(shaped.picture, quality, shaped.widthPixels, shaped.heightPixels);
    }

    /// The picture as the settings say; it stays the caller's.
    ///
    /// @throws ShapingException when the settings' filter is none, or cannot be had
    Shaped shape(Picture picture, CameraSettings settings, @Nullable Size size, Look look, long capturedAtMicros)
            throws IOException {
        if (!look.isWhole()) {
            return shapePart(picture, settings, size, look, capturedAtMicros);
        }
        var shape = shape(settings, picture.orientation(), size == null ? upright(picture) : size);
        limits.check(shape.widthPixels(), shape.heightPixels());
        if (!settings.filter().isBlank()) {
            var filters = pipeline(settings.filter());
            var upright = shape.keeps(picture.width(), picture.height()) ? picture.share() : transform(shape).apply(picture);
            return Shaped.of(filters.apply(upright, new FilterMoment(camera, settings.title(), capturedAtMicros)));
        }
        closePipeline();
        return shape.chain().isEmpty()
                ? new Shaped(picture, false, shape.widthPixels(), shape.heightPixels())
                : Shaped.of(transform(shape).apply(picture));
    }

    /// As [#shape], of a part of the picture: cut out of all that the camera gives, and shown as large as the whole picture is.
    private Shaped shapePart(Picture picture, CameraSettings settings, @Nullable Size size, Look look, long capturedAtMicros)
            throws IOException {
        var full = shape(settings, picture.orientation(), upright(picture));
        var shown = shape(settings, picture.orientation(), size == null ? upright(picture) : size);
        boolean onItsSide = shown.rotateDegrees() % 180 != 0;
        int width = onItsSide ? shown.heightPixels() : shown.widthPixels();
        int height = onItsSide ? shown.widthPixels() : shown.heightPixels();
        var part = part(picture, full, look);
        if (settings.filter().isBlank()) {
            closePipeline();
            return new Shaped(part, true, width, height);
        }
        try (part; var scaled = scale(width, height).apply(part)) {
            return Shaped.of(pipeline(settings.filter()).apply(scaled,
                    new FilterMoment(camera, settings.title(), capturedAtMicros)));
        }
    }

    private Picture part(Picture picture, Shape full, Look look) throws IOException {
        try (var turned = full.keeps(picture.width(), picture.height()) ? picture.share() : transform(full).apply(picture)) {
            var window = look.of(turned.width(), turned.height());
            return turned.crop(window.left(), window.top(), window.width(), window.height());
        }
    }

    private Transform scale(int widthPixels, int heightPixels) throws IOException {
        var wanted = new Shape(widthPixels, heightPixels, 0, false, false, "");
        var current = scale;
        if (current == null || !current.shape().equals(wanted)) {
            if (current != null) {
                current.close();
            }
            current = new Transform(wanted, beside);
            scale = current;
        }
        return current;
    }

    /// The share of the last picture that a filter saw moving; NaN where none looks.
    double motionRatio() {
        return pipeline == null ? Double.NaN : pipeline.motionRatio();
    }

    private FilterPipeline pipeline(String chain) {
        var current = pipeline;
        if (current == null || !pipelineText.equals(chain)) {
            closePipeline();
            current = opened(chain);
            pipeline = current;
            pipelineText = chain;
        }
        return current;
    }

    private FilterPipeline opened(String chain) {
        try {
            return new FilterPipeline(FilterChain.parse(chain), beside);
        } catch (RuntimeException | LinkageError e) { // also of a filter that is not Oriel's own
            throw new ShapingException(new IOException("filter: " + e.getMessage(), e));
        }
    }

    /// No picture passes a filter any more.
    void withoutFilters() {
        closePipeline();
    }

    private void closePipeline() {
        if (pipeline != null) {
            pipeline.close();
            pipeline = null;
        }
    }

    private Transform transform(Shape shape) throws IOException {
        if (transform == null || !transform.shape().equals(shape)) {
            closeTransform();
            transform = new Transform(shape, beside);
        }
        return transform;
    }

    private static Size upright(Picture picture) {
        return picture.orientation().isQuarterTurned()
                ? new Size(picture.squareHeight(), picture.squareWidth())
                : new Size(picture.squareWidth(), picture.squareHeight());
    }

    /// What the picture says of itself, then the settings' rotation and mirroring.
    ///
    /// @param upright the size to be scaled to, as it is before the settings' rotation
    private static Shape shape(CameraSettings settings, Orientation orientation, Size upright) {
        var flip = settings.flip();
        boolean turned = orientation.isQuarterTurned();
        return Shape.upright(turned ? upright.height() : upright.width(), turned ? upright.width() : upright.height(),
                orientation,
                settings.rotate(), new Shape.Mirrors(flip == Flip.H || flip == Flip.HV, flip == Flip.V || flip == Flip.HV));
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
        closePipeline();
        if (scale != null) {
            scale.close();
        }
        if (decoder != null) {
            decoder.close();
        }
        if (encoder != null) {
            encoder.close();
        }
    }
}
