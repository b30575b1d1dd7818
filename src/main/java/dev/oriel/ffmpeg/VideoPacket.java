package dev.oriel.ffmpeg;

import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.jspecify.annotations.Nullable;

/// A packet of a video as its container gives it, before it is decoded. Valid for the time of the call that it is given with.
///
/// Threads: the one that it is given to.
public final class VideoPacket {
    private final AVPacket packet;
    private final @Nullable AnnexB converter;
    private final long decodeMicros;
    private final long showMicros;

    /// @param converter null for what is no H.264 that is shown as it is
    VideoPacket(AVPacket packet, @Nullable AnnexB converter, long decodeMicros, long showMicros) {
        this.packet = packet;
        this.converter = converter;
        this.decodeMicros = decodeMicros;
        this.showMicros = showMicros;
    }

    /// When it is decoded, in the stream's time, or [MediaInput#NO_TIME].
    public long decodeMicros() {
        return decodeMicros;
    }

    /// When its picture is shown, or [MediaInput#NO_TIME].
    public long showMicros() {
        return showMicros;
    }

    /// The position of its first byte in the input; negative where unknown.
    public long position() {
        return packet.pos();
    }

    /// The packet as browsers decode it, to be asked for once, of each packet of a stream or of none; null where it is no H.264, is broken, or
    /// is of a kind that not every browser decodes.
    public @Nullable H264Unit h264() {
        return converter == null ? null : converter.convert(packet);
    }
}
