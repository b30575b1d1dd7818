package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.oriel.frame.DecodedPicture;
import dev.oriel.frame.Orientation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/// An uncompressed picture in native memory.
///
/// Threads: one at a time. Ownership: whoever made it closes it; a picture that was decoded or transformed owns its memory, a
/// wrapped one does not.
public final class Picture implements DecodedPicture {
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

    /// A picture that a packet carries, as one of its own for the caller, who closes it.
    public static Picture of(DecodedPicture carried) throws IOException {
        return (Picture) carried.share();
    }

    /// The picture as FFmpeg sees it; stays this picture's.
    AVFrame frame() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        return frame;
    }

    /// Another picture of the same pixels, or of a copy where they are not FFmpeg's. The caller closes both.
    ///
    /// Threads: any, also while others read this picture.
    @Override
    public Picture share() throws IOException {
        var shared = AvError.allocated(av_frame_alloc());
        try {
            AvError.check(av_frame_ref(shared, frame()));
            return new Picture(shared, presentation);
        } catch (IOException | RuntimeException e) {
            av_frame_free(shared);
            throw e;
        }
    }

    /// A part of this picture, over the same pixels. The caller closes both.
    ///
    /// @param left even, as `top`: colours lie in steps of two pixels
    /// @throws IllegalArgumentException when it does not lie in the picture
    public Picture crop(int left, int top, int widthPixels, int heightPixels) throws IOException {
        if (left < 0 || top < 0 || widthPixels < 1 || heightPixels < 1 || left + widthPixels > width()
                || top + heightPixels > height()) {
            throw new IllegalArgumentException(widthPixels + "x" + heightPixels + " at " + left + "," + top + " of " + this);
        }
        var part = share();
        try {
            var cut = part.frame();
            cut.crop_left(left).crop_top(top).crop_right((long) width() - left - widthPixels)
                    .crop_bottom((long) height() - top - heightPixels);
            AvError.check(av_frame_apply_cropping(cut, AV_FRAME_CROP_UNALIGNED));
            return part;
        } catch (IOException | RuntimeException e) {
            part.close();
            throw e;
        }
    }

    @Override
    public long bytes() {
        return Math.max(0, av_image_get_buffer_size(frame().format(), width(), height(), 1));
    }

    /// True when the pixels are as [#planes] needs them.
    public boolean isPlanar() {
        int format = frame().format();
        return format == AV_PIX_FMT_YUVJ420P || (format == AV_PIX_FMT_YUV420P && frame().color_range() == AVCOL_RANGE_JPEG);
    }

    /// The pixels, to be changed where they lie; pixels that another picture shares are copied first.
    ///
    /// @return valid until this picture is closed
    /// @throws IllegalStateException when the picture is not planar 4:2:0 of full range
    public Planes planes() throws IOException {
        if (!isPlanar()) {
            throw new IllegalStateException("pixel format " + frame().format());
        }
        AvError.check(av_frame_make_writable(frame()));
        return new Planes(plane(frame(), 0, width(), height()), plane(frame(), 1, (width() + 1) / 2, (height() + 1) / 2),
                plane(frame(), 2, (width() + 1) / 2, (height() + 1) / 2));
    }

    static Plane plane(AVFrame frame, int index, int columns, int rows) {
        int stride = frame.linesize(index);
        var bytes = MemorySegment.ofAddress(frame.data(index).address()).reinterpret((long) stride * (rows - 1) + columns);
        return new Plane(bytes, columns, rows, stride);
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
