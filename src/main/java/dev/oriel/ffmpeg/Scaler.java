package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.global.swscale.*;

import java.io.IOException;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;

/// Brings pictures to a size and to what encoders take: planar 4:2:0, of full range for JPEG, of limited range for MPEG-1.
///
/// What it has set up for one input it uses again until the input's size or format changes. Threads: one at a time.
final class Scaler implements AutoCloseable {
    private final SwsContext context;
    private final AVFrame target;
    private final int range;

    /// A scaler to full range.
    Scaler() throws IOException {
        this(AVCOL_RANGE_JPEG);
    }

    /// @param range FFmpeg's number of the range that comes out
    Scaler(int range) throws IOException {
        this.range = range;
        Libraries.codecs();
        context = AvError.allocated(sws_alloc_context());
        context.flags(SWS_BILINEAR).threads(1);
        target = AvError.allocated(av_frame_alloc());
    }

    /// True when a picture is already what [#scale] would make of it.
    boolean fits(AVFrame frame, int widthPixels, int heightPixels) {
        int has = frame.format() == AV_PIX_FMT_YUVJ420P ? AVCOL_RANGE_JPEG : frame.color_range();
        boolean planar = frame.format() == AV_PIX_FMT_YUVJ420P || frame.format() == AV_PIX_FMT_YUV420P;
        return planar && has == range && frame.width() == widthPixels && frame.height() == heightPixels;
    }

    /// The scaled picture, which stays the scaler's and is valid until the next call.
    AVFrame scale(AVFrame source, int widthPixels, int heightPixels) throws IOException {
        // Whoever got the last one may still hold it: then this one gets memory of its own.
        if (target.width() != widthPixels || target.height() != heightPixels || av_frame_is_writable(target) == 0) {
            av_frame_unref(target);
            target.width(widthPixels).height(heightPixels).format(AV_PIX_FMT_YUV420P).color_range(range);
            int code = av_frame_get_buffer(target, 0);
            if (code < 0) {
                target.width(0);
                AvError.check(code);
            }
        }
        // The matrix stays the source's: converting 709 to 601 would cost more than all the rest.
        target.colorspace(source.colorspace() == AVCOL_SPC_RGB ? AVCOL_SPC_SMPTE170M : source.colorspace());
        AvError.check(sws_scale_frame(context, target, source));
        return target;
    }

    @Override
    public void close() {
        sws_free_context(context);
        av_frame_free(target);
    }
}
