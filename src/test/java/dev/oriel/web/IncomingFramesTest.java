package dev.oriel.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.limits.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncomingFramesTest {
    private static final int FINAL = 0x80;
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;

    private final List<String> taken = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private long mostBytes = 1 << 20;
    private final MemoryBudget memory = new MemoryBudget(() -> mostBytes, System::nanoTime);
    private long nowNanos;
    private final IncomingFrames frames = new IncomingFrames(memory.open(), () -> nowNanos, complaints::add);
    private final EmbeddedChannel channel = new EmbeddedChannel(frames,
            new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder().expectMaskedFrames(true).build()));

    IncomingFramesTest() {
        frames.allow(1000);
        frames.onAcknowledgement(bytes -> taken.add(ByteBufUtil.hexDump(bytes)));
        channel.freezeTime();
    }

    private static byte[] bytes(int length, int first) {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (first + 37 * i);
        }
        return bytes;
    }

    private static void frame(ByteBuf out, int firstByte, byte[] payload) {
        out.writeByte(firstByte);
        if (payload.length < 126) {
            out.writeByte(0x80 | payload.length);
        } else {
            out.writeByte(0x80 | 126).writeShort(payload.length);
        }
        int mask = 0x1f2e3d4c + payload.length;
        out.writeInt(mask);
        for (int i = 0; i < payload.length; i++) {
            out.writeByte(payload[i] ^ (mask >>> (24 - 8 * (i % 4))));
        }
    }

    private List<String> passed() {
        var all = new ArrayList<String>();
        for (WebSocketFrame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
            all.add(frame.getClass().getSimpleName() + " " + frame.isFinalFragment() + " "
                    + ByteBufUtil.hexDump(frame.content()));
            frame.release();
        }
        return all;
    }

    private static String hex(byte[] bytes) {
        return ByteBufUtil.hexDump(bytes);
    }

    @Test
    void severalInOnePieceAreAllTakenAndNothingPasses() {
        var in = Unpooled.buffer();
        frame(in, FINAL | BINARY, bytes(5, 1));
        frame(in, FINAL | BINARY, bytes(9, 2));
        frame(in, FINAL | BINARY, bytes(5, 3));
        channel.writeInbound(in);
        assertThat(taken).containsExactly(hex(bytes(5, 1)), hex(bytes(9, 2)), hex(bytes(5, 3)));
        assertThat(passed()).isEmpty();
        assertThat(in.refCnt()).isZero();
    }

    @Test
    void otherMessagesPassAndWhatComesAfterThemIsTaken() {
        var in = Unpooled.buffer();
        frame(in, FINAL | TEXT, "{\"type\":\"pause\"}".getBytes(StandardCharsets.UTF_8));
        channel.writeInbound(in);
        in = Unpooled.buffer();
        frame(in, FINAL | BINARY, bytes(5, 1));
        frame(in, FINAL | BINARY, bytes(6, 4));
        channel.writeInbound(in);
        in = Unpooled.buffer();
        frame(in, FINAL | BINARY, bytes(9, 7));
        channel.writeInbound(in);
        assertThat(taken).containsExactly(hex(bytes(5, 1)), hex(bytes(9, 7)));
        assertThat(passed()).hasSize(2).last().asString().endsWith(hex(bytes(6, 4)));
    }

    @Test
    void fiveBytesInTheMidstOfAnotherMessagesFragmentsAreNotTaken() {
        var in = Unpooled.buffer();
        frame(in, TEXT, "ab".getBytes(StandardCharsets.UTF_8));
        channel.writeInbound(in);
        in = Unpooled.buffer();
        frame(in, FINAL | PING, bytes(5, 1));
        frame(in, FINAL | CONTINUATION, bytes(5, 65));
        frame(in, FINAL | BINARY, bytes(300, 9));
        channel.writeInbound(in);
        assertThat(taken).isEmpty();
        assertThat(passed()).hasSize(4);
        in = Unpooled.buffer();
        frame(in, FINAL | BINARY, bytes(5, 2));
        channel.writeInbound(in);
        assertThat(taken).containsExactly(hex(bytes(5, 2)));
    }

    @Test
    void afterTheClientsCloseNothingIsTaken() {
        var in = Unpooled.buffer();
        frame(in, FINAL | CLOSE, new byte[]{3, (byte) 0xe8});
        frame(in, FINAL | BINARY, bytes(5, 1));
        channel.writeInbound(in);
        in = Unpooled.buffer();
        frame(in, FINAL | BINARY, bytes(5, 2));
        channel.writeInbound(in);
        assertThat(taken).isEmpty();
        assertThat(passed()).hasSize(1);
    }

    /// Bytes that look like an acknowledgement, inside a message that comes in parts.
    @Test
    void payloadIsNeverTakenForAMessage() {
        var inner = Unpooled.buffer();
        frame(inner, FINAL | BINARY, bytes(5, 1));
        var payload = ByteBufUtil.getBytes(inner);
        var in = Unpooled.buffer();
        in.writeByte(FINAL | BINARY).writeByte(0x80 | payload.length).writeInt(0).writeBytes(payload);
        channel.writeInbound(in.readRetainedSlice(6));
        channel.writeInbound(in);
        assertThat(taken).isEmpty();
        assertThat(passed()).hasSize(1).first().asString().endsWith(hex(payload));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyMessageArrivesOnceHoweverTheBytesAreCut(long seed) {
        var random = new Random(seed);
        var wire = Unpooled.buffer();
        var sent = new ArrayList<String>();
        for (int i = 0; i < 500; i++) {
            int length = switch (random.nextInt(6)) {
                case 0 -> random.nextInt(200);
                case 1 -> 9;
                default -> 5;
            };
            var payload = bytes(length, random.nextInt(256));
            frame(wire, FINAL | BINARY, payload);
            sent.add(hex(payload));
        }
        var all = new ArrayList<String>();
        while (wire.isReadable()) {
            int length = Math.min(wire.readableBytes(), 1 + random.nextInt(random.nextBoolean() ? 12 : 120));
            channel.writeInbound(Unpooled.copiedBuffer(wire.readSlice(length)));
            all.addAll(taken);
            taken.clear();
            for (BinaryWebSocketFrame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
                all.add(ByteBufUtil.hexDump(frame.content()));
                frame.release();
            }
        }
        assertThat(all).containsExactlyInAnyOrderElementsOf(sent);
    }

    private void write(int count, int firstByte, int payloadBytes) {
        for (int i = 0; i < count; i++) {
            var in = Unpooled.buffer();
            frame(in, firstByte, new byte[payloadBytes]);
            channel.writeInbound(in);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {FINAL | TEXT, FINAL | BINARY, FINAL | PING, FINAL | 10})
    void everyKindOfFrameCounts(int firstByte) {
        write(1000, firstByte, 5);
        assertThat(complaints).isEmpty();
        write(1, firstByte, 5);
        assertThat(complaints).singleElement().asString().contains("too many messages", "a second");
        nowNanos += 2_000_000_000L;
        write(900, firstByte, 5);
        assertThat(complaints).as("in the next second").hasSize(1);
        passed();
    }

    @Test
    void fragmentsCountAndLongFramesCountForSeveral() {
        write(1, TEXT, 0);
        write(500, CONTINUATION, 0);
        write(7, CONTINUATION, 60 * 1024);
        passed();
        assertThat(complaints).isEmpty();
        write(2, CONTINUATION, 60 * 1024);
        passed();
        assertThat(complaints).last().asString().contains("too many messages");
    }

    @Test
    void anUnfinishedMessageIsTakenFromTheBudgetAndGivenBack() {
        mostBytes = 100_000;
        var in = Unpooled.buffer();
        frame(in, FINAL | TEXT, new byte[40_000]);
        channel.writeInbound(in.readRetainedSlice(20));
        assertThat(memory.heldBytes()).as("as much as its head announces").isEqualTo(40_000);
        channel.writeInbound(in);
        assertThat(memory.heldBytes()).isZero();
        write(1, TEXT, 30_000);
        write(1, CONTINUATION, 30_000);
        assertThat(memory.heldBytes()).isEqualTo(60_000);
        write(1, FINAL | CONTINUATION, 1);
        assertThat(memory.heldBytes()).isZero();
        assertThat(complaints).isEmpty();
        write(1, TEXT, 60_000);
        write(1, CONTINUATION, 60_000);
        assertThat(complaints).singleElement().asString().contains("no memory", "limits.memory");
        passed();
        channel.close();
        channel.runPendingTasks();
        assertThat(memory.heldBytes()).isZero();
    }

    @Test
    void aRefusedClientIsHeardNoMoreAndIsGoneInTime() {
        frames.refuse(channel.pipeline().firstContext());
        write(10, FINAL | BINARY, 5);
        write(10, FINAL | TEXT, 50);
        assertThat(taken).isEmpty();
        assertThat(passed()).isEmpty();
        assertThat(channel.config().isAutoRead()).isTrue();
        write(2, FINAL | TEXT, 60_000);
        assertThat(channel.config().isAutoRead()).as("read on").isFalse();
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).as("time to read what it was told").isTrue();
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aClientThatIsRefusedInTheMidstOfALongMessageMaySendItsRest() {
        frames.allowBytes(60_000);
        channel.writeInbound(Unpooled.buffer().writeByte(FINAL | BINARY).writeByte(0x80 | 126).writeShort(60_000).writeInt(0));
        frames.refuse(channel.pipeline().firstContext());
        for (int i = 0; i < 5; i++) {
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[1000]));
            pass(IncomingFrames.CLOSED_WITHIN);
            assertThat(channel.isOpen()).isTrue();
        }
        pass(IncomingFrames.CLOSED_WITHIN);
        assertThat(channel.isOpen()).isFalse(); // it has sent nothing more
    }

    @Test
    void howeverLongItGoesOnItIsGoneInTime() {
        frames.allowBytes(60_000);
        channel.writeInbound(Unpooled.buffer().writeByte(FINAL | BINARY).writeByte(0x80 | 126).writeShort(60_000).writeInt(0));
        frames.refuse(channel.pipeline().firstContext());
        var passed = Duration.ZERO;
        while (channel.isOpen()) {
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[10]));
            pass(IncomingFrames.CLOSED_WITHIN);
            passed = passed.plus(IncomingFrames.CLOSED_WITHIN);
        }
        assertThat(passed).isLessThan(IncomingFrames.HEARD_OUT_WITHIN.plus(IncomingFrames.CLOSED_WITHIN.multipliedBy(2)));
    }

    @Test
    void aRefusedClientThatBeginsAnotherMessageIsNotHeardOut() {
        frames.allowBytes(60_000);
        channel.writeInbound(Unpooled.buffer().writeByte(FINAL | BINARY).writeByte(0x80 | 10).writeInt(0));
        frames.refuse(channel.pipeline().firstContext());
        var more = Unpooled.buffer().writeBytes(new byte[10]);
        frame(more, FINAL | BINARY, bytes(50, 1));
        channel.writeInbound(more);
        pass(IncomingFrames.CLOSED_WITHIN);
        assertThat(channel.isOpen()).isFalse();
    }

    private void pass(Duration time) {
        nowNanos += time.toNanos();
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void aRefusedClientThatAgreesIsGoneAtOnce() {
        frames.refuse(channel.pipeline().firstContext());
        write(1, FINAL | CLOSE, 2);
        channel.runPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whoSaysCloseIsGoneInTimeWhoeverAnswers() {
        write(1, FINAL | CLOSE, 0);
        assertThat(passed()).hasSize(1);
        channel.advanceTimeBy(2, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }
}
