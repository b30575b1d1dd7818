package dev.oriel.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameMaskTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 7, 8, 9, 100, 125 - FrameHeader.LENGTH, 126 - FrameHeader.LENGTH, 126, 40_000,
        0xffff - FrameHeader.LENGTH, 70_000})
    void serverReadsWhatTheFrameHeld(int jpegBytes) {
        var jpeg = new byte[jpegBytes];
        new Random(jpegBytes).nextBytes(jpeg);
        var frame = Packet.of(Packet.buffer(jpegBytes).writeBytes(jpeg),
                new FrameHeader(FrameHeader.JPEG, 7, 42, 1_000_000, 640, 480, 5));

        var messages = read(masked(frame, 0x12345678, 0x9abcdef0));

        var plain = frame.message();
        assertThat(messages).hasSize(2);
        assertThat(messages.get(1)).isEqualTo(ByteBufUtil.getBytes(plain));
        assertThat(messages.get(0)).hasSize(FrameHeader.LENGTH).startsWith((byte) FrameHeader.ANNOUNCEMENT);
        plain.release();
        frame.release();
    }

    @Test
    void eachFrameHasItsOwnMask() {
        var frame = Packet.of(Packet.buffer(200).writeZero(200),
                new FrameHeader(FrameHeader.JPEG, 7, 42, 1_000_000, 640, 480, 5));
        var masked = masked(frame, 0x01020304, 0x05060708);

        assertThat(masked.getUnsignedByte(1)).isEqualTo((short) (0x80 | FrameHeader.LENGTH));
        assertThat(masked.getInt(2)).isEqualTo(0x01020304);
        int second = 6 + FrameHeader.LENGTH;
        assertThat(masked.getUnsignedByte(second + 1)).isEqualTo((short) (0x80 | 126));
        assertThat(masked.getInt(second + 4)).isEqualTo(0x05060708);
        assertThat(masked.readableBytes()).isEqualTo(frame.announcedBytes() + FrameMask.extraBytes(2));
        masked.release();
        frame.release();
    }

    private static ByteBuf masked(Packet frame, Integer... masks) {
        Iterator<Integer> next = List.of(masks).iterator();
        var plain = frame.announcedWebSocketFrames();
        var masked = Unpooled.directBuffer();
        FrameMask.copy(plain, masked, next::next);
        plain.release();
        return masked;
    }

    /// As a server does, which refuses frames without a mask.
    private static List<byte[]> read(ByteBuf bytes) {
        var server = new EmbeddedChannel(new WebSocket13FrameDecoder(true, false, 1 << 20));
        server.writeInbound(bytes);
        var messages = new ArrayList<byte[]>();
        for (BinaryWebSocketFrame message = server.readInbound(); message != null; message = server.readInbound()) {
            messages.add(ByteBufUtil.getBytes(message.content()));
            message.release();
        }
        server.finishAndReleaseAll();
        return messages;
    }
}
