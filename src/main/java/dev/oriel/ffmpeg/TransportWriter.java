package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avformat.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.oriel.frame.Packet;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/// Puts the packets of one video stream into MPEG-TS, each into whole packets of its own.
///
/// Threads: one at a time.
final class TransportWriter implements AutoCloseable {
    private static final int TICKS_PER_SECOND = 90_000;
    private static final long NONE = Long.MIN_VALUE;

    private final AVFormatContext context;
    private long firstMicros = NONE;
    private long lastTicks = NONE;
    private boolean headerWritten;

    TransportWriter(AVCodecContext codec) throws IOException {
        context = new AVFormatContext(null);
        AvError.check(avformat_alloc_output_context2(context, null, "mpegts", null));
        try {
            var stream = AvError.allocated(avformat_new_stream(context, null));
            AvError.check(avcodec_parameters_from_context(stream.codecpar(), codec));
            stream.time_base(av_make_q(1, TICKS_PER_SECOND));
            // Nothing is held back to be sorted in: there is one stream, and it is live.
            context.max_delay(0).flush_packets(1);
            // With its length known, a picture is complete for a player with its last packet, not with the next picture.
            AvError.check(av_opt_set(context.priv_data(), "omit_video_pes_length", "0", 0));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /// The packets, in a buffer that is the caller's.
    ByteBuf write(AVPacket packet, long atMicros) throws IOException {
        boolean key = (packet.flags() & AV_PKT_FLAG_KEY) != 0;
        var output = new AVIOContext(null);
        AvError.check(avio_open_dyn_buf(output));
        context.pb(output);
        int code = writeHeader();
        if (code >= 0 && key) {
            code = av_opt_set(context.priv_data(), "mpegts_flags", "+resend_headers", 0);
        }
        if (code >= 0) {
            long ticks = ticks(atMicros);
            packet.stream_index(0).pts(ticks).dts(ticks).duration(0);
            code = av_write_frame(context, packet);
        }
        var bytes = new BytePointer();
        int length = avio_close_dyn_buf(output, bytes);
        context.pb((AVIOContext) null);
        try {
            AvError.check(code);
            return Packet.buffer(length).writeBytes(Address.bytes(bytes, length));
        } finally {
            av_free(bytes);
        }
    }

    private int writeHeader() {
        if (headerWritten) {
            return 0;
        }
        headerWritten = true;
        return avformat_write_header(context, (@Nullable AVDictionary) null);
    }

    /// A decoder needs them to rise.
    private long ticks(long atMicros) {
        if (firstMicros == NONE) {
            firstMicros = atMicros;
        }
        lastTicks = Math.max((atMicros - firstMicros) * TICKS_PER_SECOND / 1_000_000, lastTicks == NONE ? 0 : lastTicks + 1);
        return lastTicks;
    }

    @Override
    public void close() {
        // Without a trailer there is nothing to write it to; what the muxer holds is freed with it.
        avformat_free_context(context);
    }
}
