package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.oriel.frame.Orientation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/// An uncompressed picture in native memory.
///
/// Threads: one at a time. Ownership: whoever made it closes it; a picture that was decoded or transformed owns its memory, a
/// wrapped one does not.
public final class Picture implements AutoCloseable {
    private final AVFrame frame;
    private final Presentation presentation;
    private boolean closed;

    /// Takes over `frame`, whose pixels are shown as they lie.
    Picture(AVFrame frame) {
        this(frame, Presentation.PLAIN);
    }

    /// Takes over `frame`.
    Picture(AVFrame frame, Presentation presentation) {
        this.frame = frame;
        this.presentation = presentation;
    }

    /// A picture over memory that stays the caller's and has to outlive the picture. Nothing is copied.
    ///
    /// @param data        native memory; the planes follow each other without gaps, chroma strides following from luma's
    /// @param strideBytes bytes from one row of the first plane to the next
    /// @throws IllegalArgumentException when `data` is too small for that
    /// @throws UncheckedIOException     when FFmpeg's libraries cannot be loaded
    public static Picture wrap(PixelFormat format, MemorySegment data, int widthPixels, int heightPixels, int strideBytes) {
        var layout = Layout.of(format);
        if (!data.isNative() || widthPixels < 1 || heightPixels < 1 || strideBytes < layout.rowBytes(widthPixels)
                || data.byteSize() < layout.bytes(heightPixels, strideBytes)) {
            throw new IllegalArgumentException(format + " " + widthPixels + "x" + heightPixels + " with rows of " + strideBytes
                    + " bytes in " + data.byteSize());
        }
        try {
            Libraries.codecs();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var frame = AvError.allocated(av_frame_alloc());
        frame.width(widthPixels).height(heightPixels).format(layout.avFormat());
        frame.color_range(layout.fullRange() ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG);
        frame.colorspace(layout.rgb() ? AVCOL_SPC_RGB : AVCOL_SPC_SMPTE170M);
        layout.planes(frame, data.address(), strideBytes);
        return new Picture(frame);
    }

    /// The picture as FFmpeg sees it; stays this picture's.
    AVFrame frame() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        return frame;
    }

    public int width() {
        return frame().width();
    }

    public int height() {
        return frame().height();
    }

    /// Which way up its pixels are to be shown.
    public Orientation orientation() {
        return presentation.orientation();
    }

    /// The width of its pixels once they are square, before the picture is turned.
    public int squareWidth() {
        return presentation.widthOf(width());
    }

    /// The height of its pixels once they are square, before the picture is turned.
    public int squareHeight() {
        return presentation.heightOf(height());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            av_frame_free(frame);
        }
    }

    @Override
    public String toString() {
        return closed ? "closed" : frame.width() + "x" + frame.height();
    }
}
