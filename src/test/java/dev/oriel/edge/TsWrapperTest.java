package dev.oriel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.frame.TransportStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TsWrapperTest {
    private static final byte[] SEQUENCE = ByteBufUtil.decodeHexDump("000001b3" + "14000f1300ffffe0");

    private final TsWrapper wrapper = new TsWrapper(() -> 0);
    private final ByteBuf output = Unpooled.buffer();

    @AfterEach
    void close() {
        wrapper.close();
    }

    private static byte[] picture(int bytes) {
        var all = Unpooled.buffer().writeInt(0x100).writeZero(bytes);
        for (int i = 4; i < all.writerIndex(); i++) {
            all.setByte(i, 1 + i % 250);
        }
        return ByteBufUtil.getBytes(all);
    }

    private static byte[] stream(int... pictureBytes) {
        var all = Unpooled.buffer();
        for (int i = 0; i < pictureBytes.length; i++) {
            all.writeBytes(i % 3 == 0 ? SEQUENCE : new byte[0]).writeBytes(picture(pictureBytes[i]));
        }
        return ByteBufUtil.getBytes(all);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100, 100_000})
    void whatIsWrappedUnwrapsToTheSameVideo(int pieceBytes) {
        var video = stream(10, 150, 165, 166, 167, 168, 169, 170, 171, 172, 173, 5000, 70_000, 1);
        var input = Unpooled.wrappedBuffer(video);
        while (input.isReadable()) {
            wrapper.feed(input.readSlice(Math.min(pieceBytes, input.readableBytes())), output);
        }
        assertThat(output.readableBytes() % TsPackets.LENGTH).isZero();
        var unwrapped = TransportStream.video(output, new TransportStream.Progress());
        int last = picture(1).length;
        assertThat(ByteBufUtil.getBytes(unwrapped)).isEqualTo(java.util.Arrays.copyOf(video, video.length - last));
        assertThat(wrapper.waitingBytes()).isEqualTo(last);
        unwrapped.release();
    }

    @Test
    void everySequenceHeaderIsAKeyFrameBehindTables() {
        wrapper.feed(Unpooled.wrappedBuffer(stream(10, 10, 10, 10, 10)), output);
        var program = new TsProgram();
        List<TsProgram.Packet> packets = new ArrayList<>();
        for (int at = 0; at < output.writerIndex(); at += TsPackets.LENGTH) {
            packets.add(program.read(output, at));
        }
        assertThat(packets).containsExactly(TsProgram.Packet.TABLE, TsProgram.Packet.TABLE, TsProgram.Packet.KEY_FRAME,
                TsProgram.Packet.OTHER, TsProgram.Packet.OTHER, TsProgram.Packet.TABLE, TsProgram.Packet.TABLE,
                TsProgram.Packet.KEY_FRAME);
        assertThat(program.video()).isEqualTo(TsProgram.Video.MPEG1);
    }
}
