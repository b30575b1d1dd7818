package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.oriel.frame.Packet;
import dev.oriel.limits.LimitException;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.ShortPointer;
import org.jspecify.annotations.Nullable;

/// Makes JPEGs of pictures: baseline, 4:2:0, full range, the standard Huffman tables. A picture without colour becomes one of luma
/// alone, which takes half the work ([GrayJpegEncoder]).
///
/// The quality is the one that everybody knows from libjpeg: 50 is the quantisation tables of ITU-T T.81 annex K, 100 the finest
/// that there is. (FFmpeg's own scale would give 30 steps and a table made for MPEG-1.)
///
/// The codec and the scaler are kept until size, format or quality change. Threads: one at a time; the work is done in the
/// caller's thread.
public final class JpegEncoder implements AutoCloseable {
    private static final int NO_COLOUR = 128;
    /// Of the scaled picture and of what FFmpeg keeps beside it, as measured.
    private static final long BYTES_PER_PIXEL = 5;

    private final PictureLimits limits;
    private final MemoryBudget.Reservation memory;
    private final Scaler scaler;
    private final AVPacket packet;
    private final AVFrame input;
    private final Codec codec = new Codec();
    private int quality;
    private int reservedWidth;
    private int reservedHeight;
    private long pictures;
    private int expectedBytes = 64 * 1024;
    private @Nullable GrayJpegEncoder gray;
    private boolean triedGray;
    private MemorySegment colourless = MemorySegment.ofArray(new byte[0]);

    /// An encoder under the limits of [PictureLimits#usual].
    public JpegEncoder() throws IOException {
        this(PictureLimits.usual());
    }

    /// @param limits what a picture may cost
    public JpegEncoder(PictureLimits limits) throws IOException {
        this.limits = limits;
        memory = limits.memory().open();
        scaler = new Scaler();
        packet = AvError.allocated(av_packet_alloc());
        input = AvError.allocated(av_frame_alloc());
    }

    /// A JPEG of the picture in its own size, in a [Packet#buffer(int)] that is the caller's.
    ///
    /// @param quality 1 to 100
    public ByteBuf encode(Picture picture, int quality) throws IOException {
        return encode(picture, quality, picture.width(), picture.height());
    }

    /// A JPEG of the picture scaled to that size.
    public ByteBuf encode(Picture picture, int quality, int widthPixels, int heightPixels) throws IOException {
        var frame = picture.frame();
        reserve(widthPixels, heightPixels);
        var fitting = scaler.fits(frame, widthPixels, heightPixels) ? frame : scaler.scale(frame, widthPixels, heightPixels);
        var gray = gray();
        if (gray != null && isGray(fitting)) {
            return gray.encode(Picture.plane(fitting, 0, widthPixels, heightPixels), quality);
        }
        var opened = opened(widthPixels, heightPixels, quality);
        AvError.check(av_frame_ref(input, fitting));
        try {
            input.format(AV_PIX_FMT_YUV420P).color_range(AVCOL_RANGE_JPEG).pts(pictures++).pict_type(AV_PICTURE_TYPE_I);
            input.quality(opened.global_quality());
            AvError.check(avcodec_send_frame(opened, input));
            AvError.check(avcodec_receive_packet(opened, packet));
            var jpeg = Packet.buffer(Math.max(expectedBytes, packet.size()));
            jpeg.writeBytes(Address.bytes(packet.data(), packet.size()));
            expectedBytes = packet.size() + packet.size() / 8;
            return jpeg;
        } finally {
            av_packet_unref(packet);
            av_frame_unref(input);
        }
    }

    private void reserve(int widthPixels, int heightPixels) throws LimitException {
        if (widthPixels != reservedWidth || heightPixels != reservedHeight) {
            limits.reserve(memory, widthPixels, heightPixels, BYTES_PER_PIXEL * widthPixels * heightPixels);
            reservedWidth = widthPixels;
            reservedHeight = heightPixels;
        }
    }

    private @Nullable GrayJpegEncoder gray() {
        if (!triedGray) {
            triedGray = true;
            gray = GrayJpegEncoder.ofThisMachine();
        }
        return gray;
    }

    /// True when nothing in the picture has a colour; in most pictures the first row that has one is not far.
    private boolean isGray(AVFrame frame) {
        int columns = (frame.width() + 1) / 2;
        int rows = (frame.height() + 1) / 2;
        if (colourless.byteSize() < columns) {
            colourless = MemorySegment.ofArray(new byte[columns]).fill((byte) NO_COLOUR);
        }
        return isColourless(Picture.plane(frame, 1, columns, rows)) && isColourless(Picture.plane(frame, 2, columns, rows));
    }

    private boolean isColourless(Plane plane) {
        for (int row = 0; row < plane.height(); row++) {
            long at = (long) row * plane.strideBytes();
            if (MemorySegment.mismatch(plane.bytes(), at, at + plane.width(), colourless, 0, plane.width()) >= 0) {
                return false;
            }
        }
        return true;
    }

    private AVCodecContext opened(int widthPixels, int heightPixels, int wanted) throws IOException {
        var current = codec.context();
        if (current != null && current.width() == widthPixels && current.height() == heightPixels && quality == wanted) {
            return current;
        }
        quality = wanted;
        return codec.open(avcodec_find_encoder(AV_CODEC_ID_MJPEG), made -> prepare(made, widthPixels, heightPixels, wanted));
    }

    private static void prepare(AVCodecContext opened, int widthPixels, int heightPixels, int wanted) {
        opened.width(widthPixels).height(heightPixels).pix_fmt(AV_PIX_FMT_YUV420P).color_range(AVCOL_RANGE_JPEG);
        opened.time_base(av_make_q(1, 1000)).thread_count(1);
        // Quantiser 8 means "the tables as they are".
        opened.flags(opened.flags() | AV_CODEC_FLAG_QSCALE).global_quality(8 * FF_QP2LAMBDA).qmin(1);
        opened.intra_matrix(matrix(QuantizationTables.LUMINANCE, wanted));
        opened.chroma_intra_matrix(matrix(QuantizationTables.CHROMINANCE, wanted));
        // One pass over the picture: at quality 80 a fifth less work, for files that are a sixth larger.
        av_opt_set(opened.priv_data(), "huffman", "default", 0);
    }

    /// In memory of FFmpeg's allocator, since the codec context frees it.
    private static ShortPointer matrix(int[] table, int quality) {
        var matrix = new ShortPointer(AvError.allocated(av_malloc(table.length * 2L)));
        for (int i = 0; i < table.length; i++) {
            matrix.put(i, (short) QuantizationTables.scaled(table[i], quality));
        }
        return matrix;
    }

    @Override
    public void close() {
        if (gray != null) {
            gray.close();
        }
        memory.close();
        codec.close();
        av_packet_free(packet);
        av_frame_free(input);
        scaler.close();
    }
}
