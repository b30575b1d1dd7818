package dev.oriel.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.limits.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestMemoryTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final int FREE = RequestMemory.FREE_BYTES;

    private long mostBytes = 1_000_000;
    private final MemoryBudget memory = new MemoryBudget(() -> mostBytes, System::nanoTime);
    private final EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder(
            new HttpDecoderConfig().setMaxHeaderSize(16 * 1024)));

    RequestMemoryTest() {
        channel.freezeTime();
        RequestMemory.watch(channel.pipeline().firstContext(), channel.pipeline().lastContext(), memory.open());
    }

    private int say(String words) {
        ByteBuf bytes = Unpooled.copiedBuffer(words, StandardCharsets.US_ASCII);
        channel.writeInbound(bytes);
        int objects = 0;
        for (Object one = channel.readInbound(); one != null; one = channel.readInbound()) {
            objects++;
            ReferenceCountUtil.release(one);
        }
        return objects;
    }

    private void answer(HttpResponseStatus status) {
        channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
        channel.releaseOutbound();
    }

    private static String fields(int count) {
        return "a:b\r\n".repeat(count);
    }

    @Test
    void anUnfinishedHeadIsTakenFromTheBudgetUntilItIsWholeAndAnswered() {
        say("GET / HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(9000));
        assertThat(memory.heldBytes()).isBetween(9000L - FREE, 9500L - FREE);
        say("y".repeat(4000));
        assertThat(memory.heldBytes()).isBetween(13_000L - FREE, 13_500L - FREE);
        assertThat(say("\r\n\r\n")).isPositive();
        assertThat(memory.heldBytes()).isBetween(13_000L - FREE, 15_000L - FREE);
        answer(HttpResponseStatus.OK);
        assertThat(memory.heldBytes()).isZero();
    }

    @Test
    void aHeadOfManyFieldsCostsWhatTheyBecomeBeforeItIsWholeAndAfter() {
        say("GET / HTTP/1.1\r\n" + fields(1000));
        assertThat(memory.heldBytes()).isGreaterThan(1000L * RequestMemory.FIELD_BYTES - FREE);
        say(fields(1000));
        assertThat(memory.heldBytes()).isGreaterThan(2000L * RequestMemory.FIELD_BYTES - FREE);
        say("\r\n");
        assertThat(memory.heldBytes()).isGreaterThan(2000L * RequestMemory.FIELD_BYTES - FREE);
        answer(HttpResponseStatus.OK);
        assertThat(memory.heldBytes()).isZero();
    }

    @Test
    void aHeadThatBeginsBehindAWholeRequestCounts() {
        say(REQUEST + "GET / HTTP/1.1\r\n" + fields(1000));
        answer(HttpResponseStatus.OK);
        assertThat(memory.heldBytes()).isGreaterThan(1000L * RequestMemory.FIELD_BYTES - FREE);
    }

    @Test
    void whatComesBehindARequestThatIsBeingAnsweredCounts() {
        var whole = "GET / HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(9000) + "\r\n\r\n";
        say(whole);
        say(whole + whole);
        assertThat(memory.heldBytes()).isBetween(27_000L - FREE, 33_000L - FREE);
        answer(HttpResponseStatus.CONTINUE);
        answer(HttpResponseStatus.OK);
        assertThat(memory.heldBytes()).isBetween(18_000L - FREE, 22_000L - FREE);
    }

    @Test
    void theHeadOfAHandshakeIsHeldAsLongAsItsConnection() {
        say("GET / HTTP/1.1\r\n" + fields(1000) + "\r\n");
        answer(HttpResponseStatus.SWITCHING_PROTOCOLS);
        RequestMemory.end(channel.pipeline().firstContext());
        assertThat(memory.heldBytes()).isGreaterThan(1000L * RequestMemory.FIELD_BYTES - FREE);
        channel.close();
        assertThat(memory.heldBytes()).isZero();
    }

    @Test
    void ordinaryRequestsTakeNothing() {
        for (int i = 0; i < 100; i++) {
            say("GET / HTTP/1.1\r\n" + "Some-Field: and its value\r\n".repeat(15) + "\r\n");
            assertThat(memory.heldBytes()).isZero();
            answer(HttpResponseStatus.OK);
        }
    }

    @Test
    void bodiesAreNotHeads() {
        say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
        for (int i = 0; i < 10; i++) {
            assertThat(say("\n".repeat(50_000))).isPositive();
            assertThat(memory.heldBytes()).isZero();
        }
    }

    @Test
    void trailersAreHeads() {
        say("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n");
        say(fields(1000));
        assertThat(memory.heldBytes()).isGreaterThan(1000L * RequestMemory.FIELD_BYTES - FREE);
    }

    @Test
    void whereThereIsNoMemoryTheConnectionEndsAndGivesEverythingBack() {
        mostBytes = 4000;
        say("GET / HTTP/1.1\r\nX: " + "y".repeat(9000));
        assertThat(channel.isOpen()).isTrue();
        say("y".repeat(4000));
        assertThat(channel.isOpen()).isFalse();
        assertThat(memory.heldBytes()).isZero();
    }

    @Test
    void requestsThatWaitForAnAnswerArePassedUpToALimitAndThenTheConnectionEnds() {
        assertThat(say(REQUEST.repeat(4))).isGreaterThanOrEqualTo(4);
        assertThat(say(REQUEST.repeat(5000))).isLessThan(20);
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(say(REQUEST)).isZero();
        assertThat(channel.isOpen()).as("time to read the answers").isTrue();
        channel.advanceTimeBy(2, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }
}
