package dev.oriel.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TransportStreamTest {
    private final TransportStream.Progress progress = new TransportStream.Progress();

    /// One packet, its payload behind as much stuffing as it takes.
    private static byte[] packet(int id, boolean begins, byte... payload) {
        var packet = new byte[188];
        int stuffing = 184 - payload.length;
        packet[0] = 0x47;
        packet[1] = (byte) ((begins ? 0x40 : 0) | id >> 8);
        packet[2] = (byte) id;
        packet[3] = (byte) (stuffing > 0 ? 0x30 : 0x10);
        if (stuffing > 0) {
            packet[4] = (byte) (stuffing - 1);
        }
        System.arraycopy(payload, 0, packet, 188 - payload.length, payload.length);
        return packet;
    }

    private byte[] video(byte[]... packets) {
        var buffer = Unpooled.wrappedBuffer(packets);
        var video = TransportStream.video(buffer, progress);
        try {
            return ByteBufUtil.getBytes(video);
        } finally {
            video.release();
        }
    }

    private static byte[] pes(int stream, byte... video) {
        var head = new byte[]{0, 0, 1, (byte) stream, 0, 0, (byte) 0x80, 0, 2, 77, 77};
        var all = Arrays.copyOf(head, head.length + video.length);
        System.arraycopy(video, 0, all, head.length, video.length);
        return all;
    }

    @Test
    void videoIsUnwrappedAcrossPacketsAndCalls() {
        assertThat(video(packet(256, true, pes(0xe0, (byte) 1, (byte) 2)), packet(256, false, (byte) 3))).containsExactly(1, 2,
                3);
        assertThat(video(packet(256, false, (byte) 4))).containsExactly(4);
    }

    @Test
    void soundAndTablesAreLeftOut() {
        assertThat(video(packet(0, true, (byte) 0), packet(257, true, pes(0xc0, (byte) 9)), packet(257, false, (byte) 9),
                packet(256, true, pes(0xe0, (byte) 1)))).containsExactly(1);
    }

    @Test
    void beforeTheFirstHeaderNothingIsVideo() {
        assertThat(video(packet(256, false, (byte) 3))).isEmpty();
    }

    @Test
    void garbageIsNoVideoAndHarmsNothing() {
        var random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            var bytes = new byte[188 * 3 + random.nextInt(188)];
            random.nextBytes(bytes);
            bytes[0] = bytes[188] = bytes[376] = 0x47;
            video(bytes);
        }
    }

    @Test
    void sizeStandsInTheSequenceHeader() {
        ByteBuf header = Unpooled.wrappedBuffer(new byte[]{9, 9, 0, 0, 1, (byte) 0xb3, 0x28, 0x01, (byte) 0xe0, 5});
        assertThat(TransportStream.pictureSize(header)).isEqualTo(new TransportStream.PictureSize(640, 480));
        assertThat(TransportStream.pictureSize(Unpooled.wrappedBuffer(new byte[20]))).isNull();
        assertThat(TransportStream.pictureSize(Unpooled.EMPTY_BUFFER)).isNull();
    }

    @Test
    void othersPacketsBetweenTheVideosAreLeftOut() {
        var begun = packet(256, true, pes(0xe0, (byte) 1));
        assertThat(
                video(begun, packet(257, false, (byte) 9), packet(257, true, pes(0xc0, (byte) 9)), packet(256, false, (byte) 2)))
                .containsExactly(1, 2);
    }

    @Test
    void aPacketMayBeFull() {
        var payload = new byte[184];
        Arrays.fill(payload, (byte) 7);
        assertThat(video(packet(256, true, pes(0xe0)), packet(256, false, payload))).isEqualTo(payload);
    }

    @Test
    void aPacketWithoutPayloadChangesNothing() {
        var empty = packet(256, true);
        var adaptationOnly = packet(256, false, (byte) 9);
        adaptationOnly[3] = 0x20;
        assertThat(video(packet(256, true, pes(0xe0, (byte) 1)), empty, adaptationOnly, packet(256, false, (byte) 2)))
                .containsExactly(1, 2);
    }

    @Test
    void whatBeginsAnewUnderTheVideosNumberAndIsNoneEndsIt() {
        assertThat(video(packet(256, true, pes(0xe0, (byte) 1)), packet(256, true, (byte) 9, (byte) 9),
                packet(256, false, (byte) 9)))
                .containsExactly(1);
    }

    @Test
    void aPacketMayHoldNothingButAHeaderAndNotLess() {
        var header = new byte[]{0, 0, 1, (byte) 0xe0, 0, 0, (byte) 0x80, 0, 0};
        assertThat(video(packet(256, true, Arrays.copyOf(header, 8)), packet(256, false, (byte) 1))).isEmpty();
        assertThat(video(packet(256, true, header), packet(256, false, (byte) 1))).containsExactly(1);
    }

    @Test
    void sizeMayStandAtTheVeryEnd() {
        ByteBuf header = Unpooled.wrappedBuffer(new byte[]{0, 0, 1, (byte) 0xb3, 0x28, 0x01, (byte) 0xe0});
        assertThat(TransportStream.pictureSize(header)).isEqualTo(new TransportStream.PictureSize(640, 480));
    }
}
