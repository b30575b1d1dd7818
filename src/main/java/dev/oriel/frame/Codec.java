package dev.oriel.frame;

/// The form in which a track carries its pictures.
public enum Codec {
    /// Pictures of their own, each with the header of the `oriel.v1` protocol.
    JPEG(FrameHeader.JPEG, true, Integer.MAX_VALUE),
    /// MPEG-1 video in MPEG-TS, in whole packets, as jsmpeg players take it.
    MPEG_TS(FrameHeader.UNSENT, false, 512 * 1024 / TransportStream.PACKET_BYTES * TransportStream.PACKET_BYTES),
    /// MPEG-1 video alone.
    MPEG_1(FrameHeader.UNSENT, false, 512 * 1024);

    private final int kind;
    private final boolean isOfKeyFrames;
    private final int mostBytes;

    Codec(int kind, boolean isOfKeyFrames, int mostBytes) {
        this.kind = kind;
        this.isOfKeyFrames = isOfKeyFrames;
        this.mostBytes = mostBytes;
    }

    /// The kind in the headers of its packets.
    public int kind() {
        return kind;
    }

    /// True when its packets go out with their headers.
    public boolean hasHeader() {
        return kind != FrameHeader.UNSENT;
    }

    /// True when every packet is a key frame, so that each can be shown without the others.
    public boolean isOfKeyFrames() {
        return isOfKeyFrames;
    }

    /// The most bytes of one packet; longer content is published in several.
    public int mostBytes() {
        return mostBytes;
    }
}
