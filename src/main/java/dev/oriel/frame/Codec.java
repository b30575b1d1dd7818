package dev.oriel.frame;

/// The form in which a track carries its pictures.
public enum Codec {
    /// Pictures of their own, each with the header of the `oriel.v1` protocol.
    JPEG(FrameHeader.JPEG, FrameHeader.JPEG, Integer.MAX_VALUE, 0, 0),
    /// MPEG-1 video in MPEG-TS, in whole packets, as jsmpeg players take it.
    MPEG_TS(FrameHeader.UNSENT, FrameHeader.UNSENT, 512 * 1024 / TransportStream.PACKET_BYTES * TransportStream.PACKET_BYTES,
            2 * 1024 * 1024, Integer.MAX_VALUE),
    /// MPEG-1 video alone.
    MPEG_1(FrameHeader.UNSENT, FrameHeader.UNSENT, 512 * 1024, 2 * 1024 * 1024, Integer.MAX_VALUE),
    /// H.264 in access units of Annex B, each with the header of the `oriel.v1` protocol.
    H264(FrameHeader.H264_KEY_FRAME, FrameHeader.H264_DELTA, Integer.MAX_VALUE, 16 * 1024 * 1024, 20);

    private final int keyFrameKind;
    private final int deltaKind;
    private final int mostBytes;
    private final int mostKeptBytes;
    private final int mostKeptSeconds;

    Codec(int keyFrameKind, int deltaKind, int mostBytes, int mostKeptBytes, int mostKeptSeconds) {
        this.keyFrameKind = keyFrameKind;
        this.deltaKind = deltaKind;
        this.mostBytes = mostBytes;
        this.mostKeptBytes = mostKeptBytes;
        this.mostKeptSeconds = mostKeptSeconds;
    }

    /// The kind in the headers of its packets.
    public int kind(boolean isKeyFrame) {
        return isKeyFrame ? keyFrameKind : deltaKind;
    }

    /// True when its packets go out with their headers.
    public boolean hasHeader() {
        return keyFrameKind != FrameHeader.UNSENT;
    }

    /// True when every packet is a key frame, so that each can be shown without the others.
    public boolean isOfKeyFrames() {
        return mostKeptBytes == 0;
    }

    /// The most bytes of one packet; longer content is published in several.
    public int mostBytes() {
        return mostBytes;
    }

    /// The most bytes from a key frame on that a track keeps, unless one packet alone is more.
    public int mostKeptBytes() {
        return mostKeptBytes;
    }

    /// The most seconds from a key frame on that a track keeps.
    public int mostKeptSeconds() {
        return mostKeptSeconds;
    }
}
