package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.oriel.frame.Packet;
import dev.oriel.frame.ParameterSets;
import dev.oriel.frame.SequenceParameters;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVBSFContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.jspecify.annotations.Nullable;

/// Makes access units of Annex B of the packets of a container, with the newest parameter sets in front of every IDR picture: a
/// container may keep them elsewhere, and some senders send them once.
///
/// Threads: one at a time.
final class AnnexB implements AutoCloseable {
    /// Baseline, Main, Extended and High: with 4:2:0 and 8 bits, every browser that takes H.264 decodes them.
    private static final Set<Integer> PROFILES = Set.of(66, 77, 88, 100);
    private static final int MOST_A_SIDE = 16_384;

    private final AVBSFContext filter = new AVBSFContext(null);
    private final AVPacket converted = AvError.allocated(av_packet_alloc());
    private final ParameterSets sets = new ParameterSets();

    /// @param stream of H.264
    AnnexB(AVStream stream) throws IOException {
        boolean done = false;
        try {
            AvError.check(av_bsf_alloc(av_bsf_get_by_name("h264_mp4toannexb"), filter));
            AvError.check(avcodec_parameters_copy(filter.par_in(), stream.codecpar()));
            filter.time_base_in(stream.time_base());
            AvError.check(av_bsf_init(filter));
            var parameters = filter.par_out();
            if (parameters.extradata_size() > 0) {
                sets.read(Unpooled.wrappedBuffer(Address.bytes(parameters.extradata(), parameters.extradata_size())));
            }
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    /// A converter for a stream, or null where it is no H.264, where its container has its pictures turned or stretched, or where its head
    /// cannot be understood.
    static @Nullable AnnexB of(AVStream stream, Presentation presentation) {
        if (stream.codecpar().codec_id() != AV_CODEC_ID_H264 || !presentation.isPlain()) {
            return null;
        }
        try {
            return new AnnexB(stream);
        } catch (IOException e) {
            return null; // a decoder may make more of it
        }
    }

    /// Converts a packet, which stays the caller's.
    ///
    /// @return null for one that is broken, and where the stream is none that every browser decodes
    @Nullable
    H264Unit convert(AVPacket packet) {
        var given = AvError.allocated(av_packet_clone(packet));
        try {
            if (av_bsf_send_packet(filter, given) < 0) {
                return null;
            }
        } finally {
            av_packet_free(given);
        }
        if (av_bsf_receive_packet(filter, converted) < 0) {
            return null;
        }
        try {
            return unit(Unpooled.wrappedBuffer(Address.bytes(converted.data(), converted.size())));
        } finally {
            av_packet_unref(converted);
        }
    }

    private @Nullable H264Unit unit(ByteBuf bytes) {
        var unit = sets.read(bytes);
        var said = sets.sequence();
        if (said == null || !isShown(said)) {
            return null;
        }
        var content = Packet.buffer(bytes.readableBytes() + (unit.isIdr() ? sets.bytesFor(unit) : 0));
        if (unit.isIdr()) {
            sets.write(bytes, unit, content);
        } else {
            content.writeBytes(bytes);
        }
        return new H264Unit(content, unit.isIdr(), said.widthPixels(), said.heightPixels());
    }

    /// True where every browser shows the pictures as they are: progressive, of square pixels, 4:2:0 with 8 bits.
    private static boolean isShown(SequenceParameters said) {
        return PROFILES.contains(said.profile()) && said.chroma() == 1 && said.bitDepth() == 8 && said.isProgressive()
                && Presentation.isSquare(said.pixelAspect()) && said.isWhole() && isSize(said.widthPixels())
                && isSize(said.heightPixels());
    }

    private static boolean isSize(int pixels) {
        return pixels >= 1 && pixels <= MOST_A_SIDE;
    }

    @Override
    public void close() {
        av_bsf_free(filter);
        av_packet_free(converted);
    }
}
