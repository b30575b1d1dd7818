package dev.oriel.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketTest {
    private static final FrameHeader HEADER = new FrameHeader(FrameHeader.JPEG, 3, 0xfffffffeL, 1_234_567_890_123_456L, 1280, 720,
            42);

    private static Packet frame(int jpegBytes) {
        var picture = Packet.buffer(jpegBytes);
        for (int i = 0; i < jpegBytes; i++) {
            picture.writeByte(i);
        }
        return Packet.of(picture, HEADER);
    }

    @Test
    void headerIsTwentyFourBytesBigEndian() {
        var bytes = Unpooled.buffer(24).writerIndex(24);
        HEADER.set(bytes, 0);
        assertThat(ByteBufUtil.hexDump(bytes))
                .isEqualTo("01" + "03" + "0018" + "fffffffe" + "000462d53c8abac0" + "0500" + "02d0" + "0000002a");
    }

    @Test
    void headerReadsWhatItWroteAndLeavesThePicture() throws ProtocolException {
        var frame = frame(100);
        var message = frame.message();
        assertThat(FrameHeader.read(message)).isEqualTo(HEADER);
        assertThat(message.readableBytes()).isEqualTo(100);
        message.release();
        frame.release();
    }

    @Test
    void longerHeaderOfALaterVersionIsSkipped() throws ProtocolException {
        var bytes = Unpooled.buffer().writeZero(30);
        HEADER.set(bytes, 0);
        bytes.setShort(2, 28);
        assertThat(FrameHeader.read(bytes)).isEqualTo(HEADER);
        assertThat(bytes.readableBytes()).isEqualTo(2);
    }

    @Test
    void headerThatIsCutOrLiesAboutItsLengthIsRefused() {
        assertThatThrownBy(() -> FrameHeader.read(Unpooled.buffer().writeZero(23))).isInstanceOf(ProtocolException.class);
        var tooLong = Unpooled.buffer().writeZero(24).setShort(2, 25);
        assertThatThrownBy(() -> FrameHeader.read(tooLong)).isInstanceOf(ProtocolException.class);
        var tooShort = Unpooled.buffer().writeZero(24).setShort(2, 23);
        assertThatThrownBy(() -> FrameHeader.read(tooShort)).isInstanceOf(ProtocolException.class);
    }

    /// The lengths around which RFC 6455 changes the form of the length: 65535 is the last of 16 bits, header included.
    @ParameterizedTest
    @ValueSource(ints = {102, 1000, 65535 - 24, 65536 - 24, 200_000})
    void announcedFramesAreTwoWholeWebSocketFrames(int jpegBytes) throws ProtocolException {
        var frame = frame(jpegBytes);
        var bytes = frame.announcedWebSocketFrames();
        var announcement = payload(bytes);
        assertThat(FrameHeader.read(announcement).kind()).isEqualTo(FrameHeader.ANNOUNCEMENT);
        assertThat(announcement.isReadable()).isFalse();
        var picture = payload(bytes);
        assertThat(FrameHeader.read(picture)).isEqualTo(HEADER);
        assertThat(picture.readableBytes()).isEqualTo(jpegBytes);
        assertThat(bytes.isReadable()).isFalse();
        bytes.release();
        var alone = frame.webSocketFrame();
        assertThat(payload(alone).readableBytes()).isEqualTo(24 + jpegBytes);
        assertThat(alone.isReadable()).isFalse();
        alone.release();
        frame.release();
    }

    private static ByteBuf payload(ByteBuf frames) {
        assertThat(frames.readUnsignedByte()).isEqualTo((short) 0x82);
        int length = frames.readUnsignedByte();
        if (length == 126) {
            length = frames.readUnsignedShort();
            assertThat(length).isGreaterThan(125);
        } else if (length == 127) {
            length = Math.toIntExact(frames.readLong());
            assertThat(length).isGreaterThan(65535);
        }
        return frames.readSlice(length);
    }

    @Test
    void lastReferenceFreesTheMemory() {
        var picture = Packet.buffer(10).writeZero(10);
        var frame = Packet.of(picture, HEADER);
        var jpeg = frame.content();
        frame.release();
        assertThat(picture.refCnt()).isEqualTo(1);
        jpeg.release();
        assertThat(picture.refCnt()).isZero();
    }

    private static @Nullable SharedPages pages(Packet frame) {
        SharedPages pages = null;
        for (int i = 0; i < 30; i++) {
            pages = frame.pagesForMany();
        }
        return pages;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aPictureIsSentToManyFromPagesThatAllShareUnlessItIsVerySmallOrVeryLarge() {
        for (int jpegBytes : new int[]{1000, 100_000, 600_000}) {
            var frame = frame(jpegBytes);
            assertThat(frame.pagesForMany()).isNull();
            var pages = pages(frame);
            assertThat(pages != null).isEqualTo(jpegBytes == 100_000);
            assertThat(frame.pagesForMany()).isSameAs(pages);
            frame.release();
        }
    }

    @Test
    void headerHoldsWhatItsFieldsDo() throws ProtocolException {
        for (long[] most : new long[][]{{0, 0, 0, 0, 0}, {255, 255, 0xffff_ffffL, 0xffff, 0xffff}}) {
            var header = header(most);
            var bytes = Unpooled.buffer().writeZero(30);
            header.set(bytes, 6);
            assertThat(FrameHeader.read(bytes.readerIndex(6))).isEqualTo(header);
            for (int field = 0; field < most.length; field++) {
                var wrong = most.clone();
                wrong[field] += most[0] == 0 ? -1 : 1;
                assertThatThrownBy(() -> header(wrong)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    private static FrameHeader header(long... fields) {
        return new FrameHeader((int) fields[0], (int) fields[1], fields[2], 5, (int) fields[3], (int) fields[4], 7);
    }
}
