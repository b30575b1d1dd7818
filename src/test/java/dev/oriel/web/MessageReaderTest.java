package dev.oriel.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {
    private static final int FINAL = 0x80;
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int MOST_BYTES = 2_000_000;
    /// Bytes that a buffer keeps free in front.
    private static final int IN_FRONT = 40;

    private final List<String> heard = new ArrayList<>();
    private final Random random = new Random(11);
    private int roomBytes = Integer.MAX_VALUE;
    private int mostAsked;
    private boolean refusesBinary;
    private MessageReader reader = reader(5000);
    private final EmbeddedChannel channel = new EmbeddedChannel(reader);

    private MessageReader reader(int messagesPerSecond) {
        return new MessageReader(new MessageReader.Receiver() {
            @Override
            public void begins(boolean isText) {
                if (!isText && refusesBinary) {
                    heard.add("refused");
                    reader.end();
                }
            }

            @Override
            public boolean hasRoom(int bytes) {
                mostAsked = Math.max(mostAsked, bytes);
                return bytes <= roomBytes;
            }

            @Override
            public ByteBuf buffer(int bytes) {
                return Unpooled.buffer(IN_FRONT + bytes).setIndex(IN_FRONT, IN_FRONT);
            }

            @Override
            public void text(String words) {
                heard.add("text " + words);
            }

            @Override
            public void binary(ByteBuf message, boolean whole) {
                heard.add((whole ? "binary " : "cut ") + ByteBufUtil.hexDump(message));
                assertThat(message.capacity() - message.writerIndex()).isLessThanOrEqualTo(IN_FRONT + MOST_BYTES);
                message.release();
            }

            @Override
            public void read() {
                // nothing is batched here
            }

            @Override
            public void broken(short code, String why) {
                heard.add("broken " + code);
            }
        }, MOST_BYTES, MessageReader.MOST_TEXT_BYTES, messagesPerSecond, System::nanoTime);
    }

    private byte[] bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private void frame(ByteBuf out, int firstByte, byte[] payload) {
        out.writeByte(firstByte);
        if (payload.length < 126) {
            out.writeByte(0x80 | payload.length);
        } else if (payload.length < 0x10000) {
            out.writeByte(0x80 | 126).writeShort(payload.length);
        } else {
            out.writeByte(0x80 | 127).writeLong(payload.length);
        }
        var mask = bytes(4);
        out.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            out.writeByte(payload[i] ^ mask[i % 4]);
        }
    }

    private static String binary(byte[] payload) {
        return "binary " + ByteBufUtil.hexDump(payload);
    }

    /// What passed on to the next handler.
    private String passed() {
        var all = Unpooled.buffer();
        for (ByteBuf piece = channel.readInbound(); piece != null; piece = channel.readInbound()) {
            all.writeBytes(piece);
            piece.release();
        }
        return ByteBufUtil.hexDump(all);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 13, 1000, 65536, Integer.MAX_VALUE})
    void messagesInAnyPartsAndFragmentsAreWhole(int piece) {
        var out = Unpooled.buffer();
        var expected = new ArrayList<String>();
        for (int length : new int[]{0, 1, 5, 125, 126, 127, 4000, piece < 7 ? 5000 : 700_000}) {
            var payload = bytes(length);
            frame(out, FINAL | BINARY, payload);
            expected.add(binary(payload));
        }
        frame(out, FINAL | TEXT, "Grüße".getBytes(StandardCharsets.UTF_8));
        expected.add("text Grüße");
        var fragments = bytes(piece < 7 ? 900 : 900_000);
        int third = fragments.length / 3;
        frame(out, BINARY, java.util.Arrays.copyOf(fragments, third));
        int pingAt = out.writerIndex();
        frame(out, FINAL | PING, bytes(9));
        var ping = ByteBufUtil.hexDump(out, pingAt, out.writerIndex() - pingAt);
        frame(out, CONTINUATION, java.util.Arrays.copyOfRange(fragments, third, 2 * third));
        frame(out, FINAL | CONTINUATION, java.util.Arrays.copyOfRange(fragments, 2 * third, fragments.length));
        expected.add(binary(fragments));
        while (out.isReadable()) {
            channel.writeInbound(out.readRetainedSlice(Math.min(piece, out.readableBytes())));
        }
        out.release();
        assertThat(heard).isEqualTo(expected);
        assertThat(passed()).isEqualTo(ping);
    }

    @Test
    void aMessageThatSaysItIsLargeHoldsNoMoreThanHasCome() {
        var head = Unpooled.buffer().writeByte(FINAL | BINARY).writeByte(0x80 | 127).writeLong(MOST_BYTES).writeInt(0);
        channel.writeInbound(head);
        assertThat(mostAsked).isLessThanOrEqualTo(256 * 1024);
        channel.writeInbound(Unpooled.buffer().writeZero(300 * 1024));
        assertThat(mostAsked).isBetween(300 * 1024, 512 * 1024);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100_000, 300_000})
    void aMessageThatThereIsNoRoomForIsNamedByItsBeginningAndTheNextOneIsHeard(int room) {
        roomBytes = room;
        var out = Unpooled.buffer();
        var large = bytes(1_000_000);
        frame(out, FINAL | BINARY, large);
        channel.writeInbound(out);
        assertThat(heard).containsExactly("cut " + ByteBufUtil.hexDump(large, 0, 32));
        roomBytes = Integer.MAX_VALUE;
        var next = Unpooled.buffer();
        frame(next, FINAL | BINARY, bytes(3));
        channel.writeInbound(next);
        assertThat(heard).hasSize(2).last().asString().startsWith("binary ");
    }

    @ParameterizedTest
    @CsvSource({"82ff00000000001e848100000000, 1009", "81fe100100000000, 1009", "82ffffffffffffffffff00000000, 1009",
        "8200, 1002",
        "808000000000, 1002", "c28000000000, 1002", "838000000000, 1002", "878000000000, 1002"})
    void whatBreaksTheRulesOfWebSocketsIsRefused(String hex, int code) {
        channel.writeInbound(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)));
        assertThat(heard).containsExactly("broken " + code);
        channel.writeInbound(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("818100000000")));
        assertThat(heard).as("nothing more is heard").hasSize(1);
    }

    @Test
    void aNewMessageInTheMidstOfAnotherIsRefusedAndSoIsOneThatGrowsTooLarge() {
        var out = Unpooled.buffer();
        frame(out, BINARY, bytes(3));
        frame(out, FINAL | BINARY, bytes(3));
        channel.writeInbound(out);
        assertThat(heard).containsExactly("broken 1002");
        heard.clear();
        reader = reader(5000);
        var another = new EmbeddedChannel(reader);
        var growing = Unpooled.buffer();
        frame(growing, BINARY, bytes(MOST_BYTES));
        frame(growing, CONTINUATION, bytes(1));
        another.writeInbound(growing);
        assertThat(heard).containsExactly("broken 1009");
    }

    @Test
    void whoeverIsRefusedAtTheBeginningOfAMessageIsNotHeardAndItsCloseStillPasses() {
        refusesBinary = true;
        var out = Unpooled.buffer();
        frame(out, FINAL | TEXT, new byte[]{'a'});
        frame(out, FINAL | BINARY, bytes(50_000));
        frame(out, FINAL | TEXT, new byte[]{'b'});
        int closeAt = out.writerIndex();
        frame(out, FINAL | CLOSE, new byte[]{3, (byte) 0xe8});
        var close = ByteBufUtil.hexDump(out, closeAt, out.writerIndex() - closeAt);
        channel.writeInbound(out);
        assertThat(heard).containsExactly("text a", "refused");
        assertThat(passed()).isEqualTo(close);
        assertThat(channel.config().isAutoRead()).isTrue();
        var more = Unpooled.buffer();
        frame(more, FINAL | BINARY, bytes(50_000));
        channel.writeInbound(more);
        assertThat(channel.config().isAutoRead()).as("enough was passed over").isFalse();
    }

    @Test
    void moreMessagesThanAreLetThroughAreRefused() {
        reader = reader(10);
        var limited = new EmbeddedChannel(reader);
        var out = Unpooled.buffer();
        for (int i = 0; i < 50; i++) {
            frame(out, FINAL | BINARY, new byte[0]);
        }
        limited.writeInbound(out);
        assertThat(heard).hasSize(11).last().isEqualTo("broken 4429");
    }
}
