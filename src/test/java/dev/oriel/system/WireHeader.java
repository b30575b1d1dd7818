package dev.oriel.system;

import java.nio.ByteBuffer;

/// The 24 bytes in front of a picture, read as the protocol's table has them and by nothing of Oriel's own.
record WireHeader(int kind, int camera, int length, long sequence, long capturedAtMicros, int width, int height,
        long publishedAfterMicros) {

    static WireHeader read(byte[] message) {
        var in = ByteBuffer.wrap(message);
        return new WireHeader(in.get() & 0xff, in.get() & 0xff, in.getShort() & 0xffff, in.getInt() & 0xffff_ffffL, in.getLong(),
                in.getShort() & 0xffff, in.getShort() & 0xffff, in.getInt() & 0xffff_ffffL);
    }

    /// The acknowledgement of this picture: 5 bytes.
    byte[] acknowledgement() {
        return ByteBuffer.allocate(5).put((byte) camera).putInt((int) sequence).array();
    }

    /// The acknowledgement with the time between the arrivals of announcement and picture: 9 bytes.
    byte[] acknowledgement(int dispersionMicros) {
        return ByteBuffer.allocate(9).put((byte) camera).putInt((int) sequence).putInt(dispersionMicros).array();
    }
}
