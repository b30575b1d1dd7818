package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/// Makes MPEG-1 video in MPEG-TS of pictures, each one complete at once: no B pictures, closed groups, packets that end with the
/// picture.
///
/// Threads: one at a time; the work is done in the caller's thread.
public final class MpegEncoder implements AutoCloseable {
    /// Key frames are asked for; this only bounds the distance between them.
    private static final int MOST_PICTURES_A_GROUP = 600;

    private final MpegFormat format;
    private final Scaler scaler;
    private final AVPacket packet;
    private final AVFrame input;
    private final AVCodecContext context;
    private final TransportWriter transport;
    private long pictures;

    /// @throws IOException when FFmpeg's libraries cannot be loaded
    public MpegEncoder(MpegFormat format) throws IOException {
        this.format = format;
        Libraries.formats();
        scaler = new Scaler(AVCOL_RANGE_MPEG);
        packet = AvError.allocated(av_packet_alloc());
        input = AvError.allocated(av_frame_alloc());
        context = AvError.allocated(avcodec_alloc_context3(avcodec_find_encoder(AV_CODEC_ID_MPEG1VIDEO)));
        try {
            open();
            transport = new TransportWriter(context);
        } catch (IOException | RuntimeException e) {
            freeCodec();
            throw e;
        }
    }

    private void open() throws IOException {
        var rate = format.rate();
        context.width(format.widthPixels()).height(format.heightPixels()).pix_fmt(AV_PIX_FMT_YUV420P)
                .color_range(AVCOL_RANGE_MPEG).thread_count(1);
        context.framerate(av_make_q(rate.numerator(), rate.denominator()));
        context.time_base(av_make_q(rate.denominator(), rate.numerator()));
        context.max_b_frames(0).gop_size(MOST_PICTURES_A_GROUP);
        // Otherwise each picture would wait in the encoder for the next; for MPEG-1 it calls that unofficial.
        context.flags(context.flags() | AV_CODEC_FLAG_CLOSED_GOP | AV_CODEC_FLAG_LOW_DELAY);
        context.strict_std_compliance(FF_COMPLIANCE_UNOFFICIAL);
        // Only so does this encoder close groups; key frames stand where they are asked for anyway.
        AvError.check(av_opt_set_int(context.priv_data(), "sc_threshold", 1_000_000_000, 0));
        // The encoder counts bits by the rate that it declares, pictures may come more rarely.
        context.bit_rate((long) (format.bitsPerSecond() * Math.max(1, rate.framesPerSecond() / format.framesPerSecond())));
        AvError.check(avcodec_open2(context, context.codec(), (AVDictionary) null));
    }

    public MpegFormat format() {
        return format;
    }

    /// The next picture of the stream, scaled to its size, as whole 188-byte packets in a [dev.oriel.frame.Packet#buffer(int)] that
    /// is the caller's; a key frame has the stream's tables in front.
    ///
    /// @param keyFrame      true when a decoder shall be able to begin here
    /// @param atMicros when it was captured, on any clock that does not go back
    public ByteBuf encode(Picture picture, boolean keyFrame, long atMicros) throws IOException {
        var frame = picture.frame();
        var fitting = scaler.fits(frame, format.widthPixels(), format.heightPixels())
                ? frame
                : scaler.scale(frame, format.widthPixels(), format.heightPixels());
        AvError.check(av_frame_ref(input, fitting));
        try {
            input.format(AV_PIX_FMT_YUV420P).pts(pictures++).quality(0);
            input.pict_type(keyFrame ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE);
            AvError.check(avcodec_send_frame(context, input));
            AvError.check(avcodec_receive_packet(context, packet));
            return transport.write(packet, atMicros);
        } finally {
            av_packet_unref(packet);
            av_frame_unref(input);
        }
    }

    private void freeCodec() {
        avcodec_free_context(context);
        av_packet_free(packet);
        av_frame_free(input);
        scaler.close();
    }

    @Override
    public void close() {
        transport.close();
        freeCodec();
    }
}
