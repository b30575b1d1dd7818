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

    private static final long BEGAN_NANOS = 7_000_000_000_000L;

    private long nanos = BEGAN_NANOS;
    private final TsWrapper wrapper = new TsWrapper(() -> nanos);
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

    /// The time of the newest picture and the length that its header says, in the last packet with a header of the video.
    private long[] newest() {
        for (int at = output.writerIndex() - TsPackets.LENGTH; at >= 0; at -= TsPackets.LENGTH) {
            if (output.getUnsignedShort(at + 1) == 0x4100) {
                int pes = at + 4 + ((output.getByte(at + 3) & 0x20) == 0 ? 0 : 1 + output.getUnsignedByte(at + 4));
                int time = pes + 9;
                assertThat(output.getByte(time) & 0xf1).isEqualTo(0x21);
                assertThat(output.getByte(time + 2) & output.getByte(time + 4) & 1).as("markers").isOne();
                return new long[]{(output.getByte(time) & 0x0eL) << 29 | (output.getUnsignedShort(time + 1) & 0xfffeL) << 14
                        | output.getUnsignedShort(time + 3) >> 1,
                    output.getUnsignedShort(pes + 4)};
            }
        }
        throw new AssertionError("no picture");
    }

    private void feed(byte[] video) {
        wrapper.feed(Unpooled.wrappedBuffer(video), output);
    }

    /// Ticks of 90 kHz, as far as whole nanoseconds tell.
    @Test
    void aPictureHasTheTimeSinceTheBeginning() {
        feed(picture(10));
        for (long ticks : new long[]{1, 0x5555, 0xaaaa_aaaaL, 0x1_5555_5555L, 0x1_ffff_ffffL}) {
            nanos = BEGAN_NANOS + ticks * 11_111;
            feed(picture(10));
            assertThat(newest()[0]).isEqualTo(ticks);
        }
    }

    @Test
    void timesRiseAlsoWhereTheClockDoesNot() {
        feed(picture(10));
        for (int i = 1; i < 4; i++) {
            feed(picture(10));
            assertThat(newest()[0]).isEqualTo(i);
        }
    }

    @Test
    void aPicturesLengthIsSaidWhereItCanBe() {
        feed(picture(100));
        feed(picture(0xffff - 8 - 4));
        assertThat(newest()[1]).isEqualTo(104 + 8);
        feed(picture(0xffff - 8 - 3));
        assertThat(newest()[1]).as("the most").isEqualTo(0xffff);
        feed(picture(1));
        assertThat(newest()[1]).as("too long to say").isZero();
    }

    @Test
    void packetsAreCountedTheirTablesToo() {
        feed(stream(10, 10, 10, 10, 10, 10, 10, 10));
        int[] next = new int[0x1fff];
        for (int at = 0; at < output.writerIndex(); at += TsPackets.LENGTH) {
            int pid = output.getUnsignedShort(at + 1) & 0x1fff;
            assertThat(output.getByte(at + 3) & 15).as("of %s", pid).isEqualTo(next[pid]++);
        }
        assertThat(next[0]).isEqualTo(3);
    }

    @Test
    void aGroupBeginsItsPictureToo() {
        var group = ByteBufUtil.decodeHexDump("000001b8" + "00080000");
        feed(picture(10));
        feed(group);
        assertThat(output.writerIndex()).as("the picture before it ends").isEqualTo(TsPackets.LENGTH);
    }
}
