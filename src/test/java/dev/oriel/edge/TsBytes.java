package dev.oriel.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Packets of a transport stream, byte by byte: video under 0x100, audio under 0x101, tables as FFmpeg writes them.
final class TsBytes {
    static final int VIDEO = 0x100;
    static final int AUDIO = 0x101;
    private static final int PMT = 0x1000;

    private TsBytes() {
    }

    /// A packet with a payload, the rest of which is 0xff.
    static byte[] packet(int pid, boolean starts, int... payload) {
        var packet = new byte[TsPackets.LENGTH];
        java.util.Arrays.fill(packet, (byte) 0xff);
        packet[0] = 0x47;
        packet[1] = (byte) ((starts ? 0x40 : 0) | pid >> 8);
        packet[2] = (byte) pid;
        packet[3] = 0x10;
        for (int i = 0; i < payload.length; i++) {
            packet[4 + i] = (byte) payload[i];
        }
        return packet;
    }

    static byte[] pat() {
        return packet(0, true, 0, 0x00, 0xb0, 13, 0, 1, 0xc1, 0, 0, 0, 1, 0xe0 | PMT >> 8, 0, 0, 0, 0, 0);
    }

    /// The programme: pairs of stream type and number.
    static byte[] pmt(int... streams) {
        int count = streams.length / 2;
        var payload = new int[13 + 5 * count + 4];
        int length = 9 + 5 * count + 4;
        int[] head = {0, 0x02, 0xb0, length, 0, 1, 0xc1, 0, 0, 0xe1, 0, 0xf0, 0};
        System.arraycopy(head, 0, payload, 0, head.length);
        for (int i = 0; i < count; i++) {
            int at = 13 + 5 * i;
            payload[at] = streams[2 * i];
            payload[at + 1] = 0xe0 | streams[2 * i + 1] >> 8;
            payload[at + 2] = streams[2 * i + 1] & 0xff;
            payload[at + 3] = 0xf0;
        }
        return packet(PMT, true, payload);
    }

    /// The first packet of a picture in front of which a sequence header stands, with what follows that.
    static byte[] mpegKeyFrame(int... behind) {
        int[] head = {0, 0, 1, 0xe0, 0, 0, 0x80, 0, 0, 0, 0, 1, 0xb3, 0x14, 0x00, 0xf0, 0x13, 0xff, 0xff, 0xe0, 0x18};
        var payload = java.util.Arrays.copyOf(head, head.length + behind.length);
        System.arraycopy(behind, 0, payload, head.length, behind.length);
        return packet(VIDEO, true, payload);
    }

    static byte[] mpeg1KeyFrame() {
        return mpegKeyFrame(0, 0, 1, 0xb8);
    }

    static byte[] mpegPicture() {
        return packet(VIDEO, true, 0, 0, 1, 0xe0, 0, 0, 0x80, 0, 0, 0, 0, 1, 0x00);
    }

    static byte[] rest(int pid) {
        return packet(pid, false);
    }

    static ByteBuf of(byte[]... parts) {
        return Unpooled.wrappedBuffer(parts);
    }
}
