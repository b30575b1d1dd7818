package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.oriel.frame.AccessUnit;
import dev.oriel.frame.Packet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVBSFContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.jspecify.annotations.Nullable;

/// Makes access units of Annex B of the packets of a container, with the newest parameter sets in front of every IDR picture: a
/// container may keep them elsewhere, and some senders send them once.
///
/// Threads: one at a time.
final class AnnexB implements AutoCloseable {
    private static final int NO_PROFILE = -1;
    /// Baseline, Main, Extended and High: 4:2:0 with 8 bits, which every browser that takes H.264 decodes.
    private static final Set<Integer> PROFILES = Set.of(66, 77, 88, 100);

    private final AVStream stream;
    private final AVBSFContext filter = new AVBSFContext(null);
    private final AVPacket converted = AvError.allocated(av_packet_alloc());
    private ByteBuf parameterSets = Unpooled.EMPTY_BUFFER;
    private int profile = NO_PROFILE;

    /// @param stream of H.264
    AnnexB(AVStream stream) throws IOException {
        this.stream = stream;
        try {
            AvError.check(av_bsf_alloc(av_bsf_get_by_name("h264_mp4toannexb"), filter));
            AvError.check(avcodec_parameters_copy(filter.par_in(), stream.codecpar()));
            filter.time_base_in(stream.time_base());
            AvError.check(av_bsf_init(filter));
        } catch (IOException e) {
            close();
            throw e;
        }
        var parameters = filter.par_out();
        if (parameters.extradata_size() > 0) {
            remember(Unpooled.wrappedBuffer(Address.bytes(parameters.extradata(), parameters.extradata_size())));
        }
    }

    /// True for H.264 whose pictures are shown as they are: progressive, upright, of square pixels.
    static boolean takes(AVCodecParameters parameters, Presentation presentation) {
        return parameters.codec_id() == AV_CODEC_ID_H264 && presentation.isPlain()
                && (parameters.field_order() == AV_FIELD_UNKNOWN || parameters.field_order() == AV_FIELD_PROGRESSIVE);
    }

    private AccessUnit remember(ByteBuf unit) {
        var scan = AccessUnit.scan(unit);
        if (scan.hasParameters()) {
            profile = scan.profile();
            parameterSets = Unpooled.copiedBuffer(
                    unit.slice(scan.parameterSets(), scan.parameterSetsEnd() - scan.parameterSets()));
        }
        return scan;
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
        var scan = remember(bytes);
        if (!PROFILES.contains(profile)) {
            return null;
        }
        boolean lacksParameters = scan.isIdr() && !scan.hasParameters();
        var content = Packet.buffer(bytes.readableBytes() + (lacksParameters ? parameterSets.readableBytes() : 0));
        content.writeBytes(bytes, bytes.readerIndex(), scan.pictureStart() - bytes.readerIndex());
        if (lacksParameters) {
            content.writeBytes(parameterSets.duplicate());
        }
        content.writeBytes(bytes, scan.pictureStart(), bytes.writerIndex() - scan.pictureStart());
        return new H264Unit(content, scan.isIdr(), stream.codecpar().width(), stream.codecpar().height());
    }

    @Override
    public void close() {
        av_bsf_free(filter);
        av_packet_free(converted);
    }
}
