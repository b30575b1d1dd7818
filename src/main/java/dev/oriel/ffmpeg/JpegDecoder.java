package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.oriel.frame.Jpeg;
import dev.oriel.frame.ProtocolException;
import dev.oriel.limits.LimitException;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/// Makes pictures of JPEGs, also at a half, a quarter or an eighth of their size. That saves little at a half and a third at a
/// quarter (`CodecBenchmark`): most of the work is reading the bits.
///
/// Threads: one at a time; the work is done in the caller's thread.
public final class JpegDecoder implements AutoCloseable {
    /// Of planes and of what FFmpeg keeps beside them; a progressive picture is kept whole in coefficients until its last pass.
    private static final int BYTES_PER_PIXEL = 3;
    private static final int PROGRESSIVE_BYTES_PER_PIXEL = 9;
    /// Passes over a picture of the largest size that are worth its sender's bytes.
    private static final int MOST_PASSES = 20;

    /// libavcodec/avcodec.h: FF_IDCT_AUTO and FF_IDCT_XVID. The latter takes a tenth less of the whole where it has vector instructions.
    private static final int IDCT = System.getProperty("os.arch").equals("amd64") ? 14 : 0;

    private final PictureLimits limits;
    private final MemoryBudget.Reservation memory;
    private final AVPacket packet;
    private final Codec codec = new Codec();
    private final int recognizedErrors;
    private int lowres;

    /// @param limits what a picture may cost
    public JpegDecoder(PictureLimits limits) throws IOException {
        this(limits, 0);
    }

    private JpegDecoder(PictureLimits limits, int recognizedErrors) throws IOException {
        this.limits = limits;
        this.recognizedErrors = recognizedErrors;
        memory = limits.memory().open();
        Libraries.codecs();
        Libraries.fit(limits);
        packet = AvError.allocated(av_packet_alloc());
    }

    /// A decoder that refuses every picture of which a part is missing; the others show what there is.
    public static JpegDecoder ofWholePictures(PictureLimits limits) throws IOException {
        return new JpegDecoder(limits, AV_EF_EXPLODE);
    }

    /// The picture in its full size.
    public Picture decode(ByteBuf jpeg) throws IOException {
        return decode(jpeg, 0);
    }

    /// The picture in the readable bytes of `jpeg`, which stays the caller's, indexes and all. The caller closes the picture.
    ///
    /// @param lowres how often to halve the size, 0 to 3
    /// @throws ProtocolException when that is no JPEG, or one that cannot be decoded
    /// @throws LimitException    when it is too large, or would take too much to decode
    public Picture decode(ByteBuf jpeg, int lowres) throws IOException {
        return decode(jpeg, Jpeg.scan(jpeg), lowres);
    }

    /// The same for a caller that has scanned the picture.
    ///
    /// @param scan what [Jpeg#scan] says of those bytes
    public Picture decode(ByteBuf jpeg, Jpeg scan, int lowres) throws IOException {
        admit(scan, lowres);
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
            Deinterlacer.progressive(frame);
            return new Picture(frame, Presentation.PLAIN.of(frame).within(limits, frame.width(), frame.height()));
        } catch (IOException | RuntimeException e) {
            av_frame_free(frame);
            throw e;
        } finally {
            av_packet_unref(packet);
        }
    }

    private void admit(Jpeg picture, int lowres) throws LimitException {
        int width = picture.widthPixels();
        int height = picture.heightPixels();
        limits.check(width, height);
        if (picture.pixels() * picture.passes() > (long) MOST_PASSES * limits.mostPixels().getAsInt()) {
            throw new LimitException("its pictures of " + width + "x" + height + " in " + picture.passes()
                    + " passes take longer to decode than limits.pixels allows");
        }
        long bytes = picture.progressive()
                ? picture.pixels() * PROGRESSIVE_BYTES_PER_PIXEL
                : (picture.pixels() * BYTES_PER_PIXEL) >> (2 * lowres);
        if (bytes > memory.bytes() || bytes < memory.bytes() / 4) {
            limits.reserve(memory, width, height, bytes);
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
                made -> made.lowres(wanted).idct_algo(IDCT).err_recognition(recognizedErrors).thread_count(1));
    }

    @Override
    public void close() {
        codec.close();
        av_packet_free(packet);
        memory.close();
    }
}
