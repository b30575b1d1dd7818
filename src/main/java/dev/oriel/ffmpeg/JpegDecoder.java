package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.oriel.frame.ProtocolException;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/// Makes pictures of JPEGs, also at a half, a quarter or an eighth of their size. That saves little at a half and a third at a
/// quarter (`CodecBenchmark`): most of the work is reading the bits.
///
/// Threads: one at a time; the work is done in the caller's thread.
public final class JpegDecoder implements AutoCloseable {
    /// More is no camera but an attack on the memory.
    static final long MOST_PIXELS = 128L * 1024 * 1024;

    private final AVPacket packet;
    private final Codec codec = new Codec();
    private int lowres;

    public JpegDecoder() throws IOException {
        Libraries.codecs();
        packet = AvError.allocated(av_packet_alloc());
    }

    /// The picture in its full size.
    public Picture decode(ByteBuf jpeg) throws IOException {
        return decode(jpeg, 0);
    }

    /// The picture in the readable bytes of `jpeg`, which stays the caller's, indexes and all. The caller closes the picture.
    ///
    /// @param lowres how often to halve the size, 0 to 3
    /// @throws ProtocolException when that is no JPEG, or one that cannot be decoded
    public Picture decode(ByteBuf jpeg, int lowres) throws IOException {
        var opened = opened(lowres);
        // FFmpeg reads some bytes past the end, which only memory of its own allows; the copy is a thousandth of the work.
        AvError.check(av_new_packet(packet, jpeg.readableBytes()));
        var frame = AvError.allocated(av_frame_alloc());
        try {
            jpeg.getBytes(jpeg.readerIndex(), Address.bytes(packet.data(), packet.size()));
            int code = avcodec_send_packet(opened, packet);
            if (code >= 0) {
                code = avcodec_receive_frame(opened, frame);
            }
            if (code < 0) {
                avcodec_flush_buffers(opened);
                throw new ProtocolException("not a JPEG that can be decoded");
            }
            return new Picture(frame);
        } catch (IOException | RuntimeException e) {
            av_frame_free(frame);
            throw e;
        } finally {
            av_packet_unref(packet);
        }
    }

    private AVCodecContext opened(int wanted) throws IOException {
        if (wanted < 0 || wanted > 3) {
            throw new IllegalArgumentException("lowres " + wanted);
        }
        var current = codec.context();
        if (current != null && lowres == wanted) {
            return current;
        }
        lowres = wanted;
        return codec.open(avcodec_find_decoder(AV_CODEC_ID_MJPEG),
                made -> made.lowres(wanted).max_pixels(MOST_PIXELS).thread_count(1));
    }

    @Override
    public void close() {
        codec.close();
        av_packet_free(packet);
    }
}
