package dev.oriel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.Packet;
import dev.oriel.frame.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.CharsetUtil;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The readers of the load's client, fed from bytes in pieces of every size.
class ReadersTest {
    private final List<String> heard = new ArrayList<>();
    private final WebSocketReader webSocket = new WebSocketReader(
            (opcode, head) -> heard.add(opcode + " " + ByteBufUtil.hexDump(head)));

    private static void feed(Body body, byte[] bytes, int pieceBytes) throws ProtocolException {
        for (int at = 0; at < bytes.length; at += pieceBytes) {
            var piece = Unpooled.wrappedBuffer(bytes, at, Math.min(pieceBytes, bytes.length - at));
            body.read(piece);
            assertThat(piece.isReadable()).isFalse();
        }
    }

    private static byte[] hex(String bytes) {
        return ByteBufUtil.decodeHexDump(bytes.replace(" ", ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 31, 1000, 200_000})
    void picturesGiveTheirHeadersWhateverThePieces(int pieceBytes) throws ProtocolException {
        var header = new FrameHeader(FrameHeader.JPEG, 3, 77, 1_700_000_000_000_000L, 1280, 720, 900);
        for (int jpegBytes : new int[]{100, 70_000}) {
            heard.clear();
            var frame = Packet.of(Packet.buffer(jpegBytes).writeZero(jpegBytes), header);
            var wire = frame.announcedWebSocketFrames();
            feed(webSocket, ByteBufUtil.getBytes(wire), pieceBytes);
            var picture = dump(header);
            assertThat(heard).containsExactly("2 00" + picture.substring(2), "2 " + picture);
            wire.release();
            frame.release();
        }
    }

    private static String dump(FrameHeader header) {
        ByteBuf bytes = Unpooled.buffer().writeZero(FrameHeader.LENGTH);
        header.set(bytes, 0);
        return ByteBufUtil.hexDump(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 187, 188, 1000})
    void picturesOfATransportStreamAreCountedWhateverThePieces(int pieceBytes) {
        var packets = Unpooled.buffer();
        packet(packets, 0x474000, "10" + "00 00b00d"); // a table
        packet(packets, 0x474100, "30" + "07500000000000000000".substring(0, 16) + "000001e0"); // a picture behind a clock
        packet(packets, 0x470100, "11" + "000001e0"); // its rest, whatever that looks like
        packet(packets, 0x474100, "12" + "000001e0"); // another
        packet(packets, 0x474101, "10" + "000001c0"); // audio
        var bytes = ByteBufUtil.getBytes(packets);
        var reader = new TransportReader(() -> heard.add("picture"));
        for (int at = 0; at < bytes.length; at += pieceBytes) {
            reader.read(Unpooled.wrappedBuffer(bytes), at, Math.min(pieceBytes, bytes.length - at));
        }
        assertThat(heard).hasSize(2);
    }

    private static void packet(ByteBuf into, int head, String rest) {
        var bytes = hex(rest);
        into.writeMedium(head).writeBytes(bytes).writeZero(185 - bytes.length);
    }

    @Test
    void aPingBetweenFragmentsLeavesTheMessageWhole() throws ProtocolException {
        feed(webSocket, hex("02 02 aabb  89 01 77  80 01 cc"), 1);
        assertThat(heard).containsExactly("9 77", "2 aabbcc");
    }

    @Test
    void emptyMessagesAreMessages() throws ProtocolException {
        feed(webSocket, hex("81 00  82 00  88 02 03e9"), 3);
        assertThat(heard).containsExactly("1 ", "2 ", "8 03e9");
    }

    @Test
    void maskedAndEndlessFramesAreRefused() {
        assertThatThrownBy(() -> webSocket.read(Unpooled.wrappedBuffer(hex("82 81")))).isInstanceOf(ProtocolException.class);
        var negative = new WebSocketReader((opcode, head) -> {});
        assertThatThrownBy(() -> negative.read(Unpooled.wrappedBuffer(hex("82 7f ffffffffffffffff"))))
                .isInstanceOf(ProtocolException.class);
    }

    // --- multipart

    private MultipartReader multipart(String boundary) {
        return new MultipartReader(boundary, (taken, grabbed) -> heard.add(taken + " " + grabbed));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(CharsetUtil.US_ASCII);
    }

    private static final String PARTS = "--b\r\nContent-Type: image/jpeg\r\nContent-Length: 6\r\nX-Timestamp: 12.345678\r\n\r\n--b\r\n1\r\n"
            + "--b\r\ncontent-length: 3\r\nX-Timestamp: 13.5\r\nX-UStreamer-Grab-Time: 7.000001\r\n\r\nabc\r\n--b\r\nContent-Length: 1\r\n\r\nx";

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 64, 1000})
    void partsGiveTheirTimesWhateverThePieces(int pieceBytes) throws ProtocolException {
        feed(multipart("b"), ascii(PARTS), pieceBytes);
        assertThat(heard).containsExactly("12345678 -1", "13500000 7000001", "-1 -1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"b", "--b"})
    void withoutLengthsTheBoundaryIsSearchedFor(String boundary) throws ProtocolException {
        feed(multipart(boundary), ascii("--b\r\nContent-Type: image/jpeg\r\n\r\nab-c---b\r\nContent-Type: x\r\n\r\nd\r\n--b\r\n"),
                3);
        assertThat(heard).containsExactly("-1 -1", "-1 -1");
    }

    @Test
    void nonsenseInAPartsHeadIsRefused() {
        assertThatThrownBy(() -> multipart("b").read(Unpooled.wrappedBuffer(ascii("--b\r\nContent-Length: x\r\n"))))
                .isInstanceOf(ProtocolException.class).hasMessageContaining("Content-Length: x");
        assertThatThrownBy(() -> multipart("b").read(Unpooled.wrappedBuffer(new byte[2000])))
                .isInstanceOf(ProtocolException.class);
    }
}
