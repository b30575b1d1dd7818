package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/// Makes pictures of a stream's packets.
///
/// Threads: one at a time; FFmpeg may use further threads of its own meanwhile.
final class VideoDecoder implements AutoCloseable {
    private static final int MOST_THREADS = 4;
    private static final int LEAST_HD_WIDTH = 1280;
    private static final int MOST_SD_HEIGHT = 576;

    private final AVCodecContext context;
    private final AVFrame frame;

    /// @param live true to give each picture as soon as it is complete, false to work at several at a time
    VideoDecoder(AVStream stream, boolean live) throws IOException {
        var codec = avcodec_find_decoder(stream.codecpar().codec_id());
        if (codec == null) {
            throw new IOException(
                    "no decoder for " + VideoFormat.named(avcodec_get_name(stream.codecpar().codec_id()).getString()));
        }
        context = AvError.allocated(avcodec_alloc_context3(codec));
        frame = AvError.allocated(av_frame_alloc());
        try {
            AvError.check(avcodec_parameters_to_context(context, stream.codecpar()));
            context.pkt_timebase(stream.time_base());
            context.thread_count(Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS));
            // Threads that work at different frames hold each back by as many frames; slices of one frame do not.
            context.thread_type(
                    live ? AVCodecContext.FF_THREAD_SLICE : AVCodecContext.FF_THREAD_FRAME | AVCodecContext.FF_THREAD_SLICE);
            context.max_pixels(JpegDecoder.MOST_PIXELS);
            if (live) {
                context.flags(context.flags() | AV_CODEC_FLAG_LOW_DELAY);
            }
            AvError.check(avcodec_open2(context, codec, (AVDictionary) null));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /// Takes a packet, or the end of the stream as null.
    ///
    /// @return false when the packet is broken
    boolean send(@Nullable AVPacket packet) throws IOException {
        int code = avcodec_send_packet(context, packet);
        if (code == AVERROR_INVALIDDATA()) {
            return false;
        }
        return code == AVERROR_EOF() || AvError.check(code) >= 0;
    }

    /// The next picture that is complete, or null when it takes more packets. Valid until the next call.
    @Nullable
    AVFrame receive() throws IOException {
        int code = avcodec_receive_frame(context, frame);
        if (code == AvError.AGAIN || code == AVERROR_EOF() || code == AVERROR_INVALIDDATA()) {
            return null;
        }
        AvError.check(code);
        if (frame.colorspace() == AVCOL_SPC_UNSPECIFIED && isHd() && context.codec_id() != AV_CODEC_ID_MPEG1VIDEO) {
            frame.colorspace(AVCOL_SPC_BT709); // as players take what does not say; MPEG-1 knows BT.601 alone
        }
        return frame;
    }

    private boolean isHd() {
        return frame.width() >= LEAST_HD_WIDTH || frame.height() > MOST_SD_HEIGHT;
    }

    /// Forgets what it has begun, for a jump in the stream.
    void flush() {
        avcodec_flush_buffers(context);
    }

    @Override
    public void close() {
        avcodec_free_context(context);
        av_frame_free(frame);
    }
}
