package dev.oriel.transcode;

import dev.oriel.ffmpeg.JpegDecoder;
import dev.oriel.ffmpeg.JpegEncoder;
import dev.oriel.ffmpeg.Picture;
import dev.oriel.ffmpeg.Shape;
import dev.oriel.ffmpeg.Transform;
import dev.oriel.frame.Jpeg;
import dev.oriel.frame.Orientation;
import dev.oriel.frame.ProtocolException;
import dev.oriel.limits.LimitException;
import dev.oriel.limits.PictureLimits;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Makes JPEGs of JPEGs, one after another: decoded, turned upright, filtered, scaled and encoded.
///
/// Codecs are made for the first picture and kept; a filter that remembers earlier pictures starts anew when the chain changes.
///
/// Threads: one at a time; the work is done in the caller's thread. Memory: what decoding and scaling take is reserved from the
/// limits' memory before it is allocated.
///
/// Errors: a [ProtocolException] for what is no whole JPEG, a [LimitException] for a picture beyond the limits, any other
/// [IOException] where a codec or a filter fails. The next picture may do better after each of them.
public final class JpegProcessor implements AutoCloseable {
    private static final int MOST_HALVINGS = 3;
    /// Filters that treat each pixel by itself, so that a picture may as well be made smaller first.
    private static final Set<String> POINTWISE = Set.of("gray", "negate", "brightness", "contrast", "saturation", "sepia");

    private final PictureLimits limits;
    private final LongSupplier epochMicros;
    private FilterChain filters = FilterChain.NONE;
    private @Nullable FilterPipeline pipeline;
    private @Nullable JpegDecoder decoder;
    private @Nullable JpegEncoder encoder;
    private @Nullable Transform turning;

    /// @param limits      what a picture may cost, before and after
    /// @param epochMicros the clock, microseconds since 1970-01-01 UTC: filters that write the time write this
    public JpegProcessor(PictureLimits limits, LongSupplier epochMicros) {
        this.limits = limits;
        this.epochMicros = epochMicros;
    }

    /// The picture that the readable bytes of `jpeg` become.
    ///
    /// @param jpeg stays the caller's, indexes and all
    /// @return in a [dev.oriel.frame.Packet#buffer(int)] that is the caller's
    public ByteBuf process(ByteBuf jpeg, Processing processing) throws IOException {
        var scan = Jpeg.scan(jpeg);
        check(scan.widthPixels(), scan.heightPixels(), "a picture");
        if (!scan.isComplete()) {
            throw new ProtocolException("a JPEG that is cut off");
        }
        var decoded = decode(jpeg, scan, halvings(scan, processing));
        try (var filtered = filtered(upright(decoded), processing.filters())) {
            int width = processing.widthOf(filtered.width(), filtered.height());
            int height = processing.heightOf(filtered.width(), filtered.height());
            check(width, height, "an outcome");
            if (encoder == null) {
                encoder = new JpegEncoder(limits);
            }
            return encoder.encode(filtered, processing.quality(), width, height);
        }
    }

    private void check(int widthPixels, int heightPixels, String what) throws LimitException {
        if (!limits.allows(widthPixels, heightPixels)) {
            throw new LimitException(
                    what + " of " + widthPixels + "x" + heightPixels + " pixels is larger than limits.pixels allows: "
                            + limits.mostPixels().getAsInt() + " pixels");
        }
    }

    /// How often the picture may be halved while it is decoded, so that it still has the size that is asked for.
    private static int halvings(Jpeg scan, Processing processing) {
        boolean turned = scan.orientation().isQuarterTurned();
        int width = turned ? scan.heightPixels() : scan.widthPixels();
        int height = turned ? scan.widthPixels() : scan.heightPixels();
        int halvings = 0;
        if (processing.filters().stages().stream().allMatch(stage -> POINTWISE.contains(stage.name()))) {
            while (halvings < MOST_HALVINGS && width >> (halvings + 1) >= processing.widthOf(width, height)
                    && height >> (halvings + 1) >= processing.heightOf(width, height)) {
                halvings++;
            }
        }
        return halvings;
    }

    private Picture decode(ByteBuf jpeg, Jpeg scan, int halvings) throws IOException {
        if (decoder == null) {
            decoder = new JpegDecoder(limits);
        }
        return decoder.decode(jpeg, scan, halvings);
    }

    /// The picture as it is to be shown, with square pixels.
    ///
    /// @param picture closed, or what is returned
    private Picture upright(Picture picture) throws IOException {
        var orientation = picture.orientation();
        boolean square = picture.squareWidth() == picture.width() && picture.squareHeight() == picture.height();
        if (square && orientation.equals(Orientation.UPRIGHT)) {
            return picture;
        }
        try (picture) {
            var shape = Shape.upright(picture.squareWidth(), picture.squareHeight(), orientation, 0, Shape.Mirrors.NONE);
            return turning(shape).apply(picture);
        }
    }

    private Transform turning(Shape shape) throws IOException {
        if (turning != null && turning.shape().equals(shape)) {
            return turning;
        }
        if (turning != null) {
            turning.close();
            turning = null;
        }
        var made = new Transform(shape, limits);
        turning = made;
        return made;
    }

    /// @param picture closed, or what is returned
    private Picture filtered(Picture picture, FilterChain chain) throws IOException {
        if (chain.isEmpty()) {
            return picture;
        }
        try {
            return pipeline(chain).apply(picture, new FilterMoment("", "", epochMicros.getAsLong()));
        } catch (IOException | RuntimeException | Error e) {
            picture.close();
            throw e;
        }
    }

    private FilterPipeline pipeline(FilterChain chain) {
        var current = pipeline;
        if (current != null && filters.equals(chain)) {
            return current;
        }
        closePipeline();
        var made = new FilterPipeline(chain, limits);
        pipeline = made;
        filters = chain;
        return made;
    }

    private void closePipeline() {
        if (pipeline != null) {
            pipeline.close();
            pipeline = null;
        }
    }

    @Override
    public void close() {
        closePipeline();
        if (turning != null) {
            turning.close();
            turning = null;
        }
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
        if (encoder != null) {
            encoder.close();
            encoder = null;
        }
    }
}
