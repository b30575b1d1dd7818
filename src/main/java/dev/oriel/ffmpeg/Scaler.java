package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.global.swscale.*;

import java.io.IOException;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;

/// Brings pictures to a size and to what encoders take: planar 4:2:0, of full range for JPEG, of limited range for MPEG-1, with
/// the colours of BT.601, which neither JPEG nor MPEG-1 can say otherwise (JFIF 1.02; ISO 11172-2, 2.4.3.2).
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
        return planar && has == range && matrix(frame) == frame.colorspace() && frame.width() == widthPixels
                && frame.height() == heightPixels;
    }

    /// BT.601 by whichever of its names; what does not say what it is counts as that.
    private static int matrix(AVFrame source) {
        int has = source.colorspace();
        boolean fits = has == AVCOL_SPC_BT470BG || has == AVCOL_SPC_SMPTE170M || has == AVCOL_SPC_UNSPECIFIED;
        return fits ? has : AVCOL_SPC_SMPTE170M;
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
        Deinterlacer.progressive(source);
        target.colorspace(matrix(source));
        AvError.check(sws_scale_frame(context, target, source));
        return target;
    }

    @Override
    public void close() {
        sws_free_context(context);
        av_frame_free(target);
    }
}
