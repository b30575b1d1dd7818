package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.ffmpeg.avcodec.AVCodec;

/// The decoders that an input may use, by FFmpeg's names. FFmpeg has some hundred more, for formats that no camera has and that few
/// people test.
///
/// @param names as `avcodec_get_name` says them
record Decoders(Set<String> names) {
    /// What cameras, encoders and browsers send.
    static final Decoders OF_THE_NETWORK = new Decoders(
            Set.of("h264", "hevc", "mjpeg", "mpeg1video", "mpeg2video", "mpeg4", "h263",
                    "vp8", "vp9", "av1"));
    /// What the operator's own files may be besides.
    static final Decoders OF_FILES = OF_THE_NETWORK.and(Set.of("apng", "dnxhd", "dvvideo", "ffv1", "flv1", "gif", "huffyuv",
            "msmpeg4v2", "msmpeg4v3", "png", "prores", "rawvideo", "theora", "vc1", "wmv1", "wmv2", "wmv3"));

    Decoders {
        names = Set.copyOf(names);
    }

    private Decoders and(Set<String> further) {
        var all = new TreeSet<>(names);
        all.addAll(further);
        return new Decoders(all);
    }

    /// The decoder of a codec.
    ///
    /// @throws IOException when it is none of these, or not in this build of FFmpeg
    AVCodec find(int codecId) throws IOException {
        var name = avcodec_get_name(codecId).getString();
        var codec = names.contains(name) ? avcodec_find_decoder(codecId) : null;
        if (codec == null) {
            throw new IOException("no decoder for " + VideoFormat.named(name));
        }
        return codec;
    }
}
