package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.oriel.limits.LimitException;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
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

    /// What a decoder holds besides the pictures that others refer to: the one that is given, the one that is made, and a reserve.
    private static final int FURTHER_PICTURES = 3;

    private final AVCodecContext context;
    private final AVFrame frame;
    private final PictureLimits limits;
    private final MemoryBudget.Reservation memory;
    private final References references;
    private long reservedBytes;
    private boolean failed;

    /// @param live   true to give each picture as soon as it is complete, false to work at several at a time
    /// @param codec  what decodes it
    /// @param limits what a picture may cost
    VideoDecoder(AVStream stream, AVCodec codec, boolean live, PictureLimits limits) throws IOException {
        limits.check(stream.codecpar().width(), stream.codecpar().height());
        Libraries.fit(limits);
        this.limits = limits;
        references = new References(stream.codecpar().codec_id());
        readHead(stream.codecpar());
        memory = limits.memory().open();
        context = AvError.allocated(avcodec_alloc_context3(codec));
        frame = AvError.allocated(av_frame_alloc());
        try {
            AvError.check(avcodec_parameters_to_context(context, stream.codecpar()));
            context.pkt_timebase(stream.time_base());
            context.thread_count(Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS));
            // Threads that work at different frames hold each back by as many frames; slices of one frame do not.
            context.thread_type(
                    live ? AVCodecContext.FF_THREAD_SLICE : AVCodecContext.FF_THREAD_FRAME | AVCodecContext.FF_THREAD_SLICE);
            context.max_pixels(limits.mostPixels().getAsInt());
            if (live) {
                context.flags(context.flags() | AV_CODEC_FLAG_LOW_DELAY);
            }
            AvError.check(avcodec_open2(context, codec, (AVDictionary) null));
            reserve(stream.codecpar().width(), stream.codecpar().height(), references.pictureBytes());
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void readHead(AVCodecParameters parameters) {
        if (parameters.extradata_size() > 0) {
            references.readHead(Address.bytes(parameters.extradata(), parameters.extradata_size()));
        }
    }

    /// Takes a packet, or the end of the stream as null.
    ///
    /// @return false when the packet is broken
    /// @throws LimitException when it would make the decoder hold more than there may be
    boolean send(@Nullable AVPacket packet) throws LimitException {
        if (packet != null && packet.size() > 0) {
            references.readPacket(Address.bytes(packet.data(), packet.size()));
            reserve(references.widthPixels(), references.heightPixels(), references.pictureBytes());
        }
        int code = avcodec_send_packet(context, packet);
        return code >= 0 || code == AVERROR_EOF();
    }

    /// The next picture that is complete, or null when it takes more packets. Valid until the next call.
    @Nullable
    AVFrame receive() throws LimitException {
        int code = avcodec_receive_frame(context, frame);
        if (code < 0) {
            failed = code != AvError.AGAIN && code != AVERROR_EOF();
            return null;
        }
        failed = false;
        long bytes = Math.max(0, av_image_get_buffer_size(frame.format(), frame.width(), frame.height(), 1));
        reserve(frame.width(), frame.height(), Math.max(bytes, references.pictureBytes()));
        if (frame.colorspace() == AVCOL_SPC_UNSPECIFIED && isHd() && context.codec_id() != AV_CODEC_ID_MPEG1VIDEO) {
            frame.colorspace(AVCOL_SPC_BT709); // as players take what does not say; MPEG-1 knows BT.601 alone
        }
        return frame;
    }

    /// True when the last call of [#receive] gave nothing because what was sent cannot be decoded.
    boolean failed() {
        return failed;
    }

    /// Takes what pictures of that size cost before they are made, as far as the stream tells it, and again with each picture: some codecs
    /// tell only then how many others refer to, and how many wait for their turn.
    private void reserve(int widthPixels, int heightPixels, long pictureBytes) throws LimitException {
        boolean inParallel = (context.active_thread_type() & AVCodecContext.FF_THREAD_FRAME) != 0;
        int parallel = inParallel ? context.thread_count() : 0;
        int waiting = Math.max(references.reordered(), context.has_b_frames());
        long bytes = pictureBytes * (Math.max(references.most(), waiting) + parallel + FURTHER_PICTURES);
        if (bytes != reservedBytes) {
            limits.check(widthPixels, heightPixels);
            limits.reserve(memory, widthPixels, heightPixels, bytes);
            reservedBytes = bytes;
        }
    }

    private boolean isHd() {
        return frame.width() >= LEAST_HD_WIDTH || frame.height() > MOST_SD_HEIGHT;
    }

    /// Says whether pictures that no other builds on are left out.
    void onlyReferences(boolean now) {
        context.skip_frame(now ? AVDISCARD_NONREF : AVDISCARD_DEFAULT);
    }

    /// Forgets what it has begun, for a jump in the stream.
    void flush() {
        avcodec_flush_buffers(context);
    }

    @Override
    public void close() {
        avcodec_free_context(context);
        av_frame_free(frame);
        memory.close();
    }
}
