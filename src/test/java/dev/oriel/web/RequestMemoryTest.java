package dev.oriel.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.limits.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestMemoryTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private long mostBytes = 10_000;
    private final MemoryBudget memory = new MemoryBudget(() -> mostBytes);
    private final EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder());

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

    @Test
    void anUnfinishedHeadIsTakenFromTheBudgetUntilItIsWhole() {
        say("GET / HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(3000));
        assertThat(memory.heldBytes()).isBetween(3000L, 3100L);
        say("y".repeat(1000));
        assertThat(memory.heldBytes()).isBetween(4000L, 4100L);
        assertThat(say("\r\n\r\n")).isPositive();
        assertThat(memory.heldBytes()).isZero();
    }

    @Test
    void bodiesAreNotHeads() {
        say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
        for (int i = 0; i < 10; i++) {
            assertThat(say("z".repeat(50_000))).isPositive();
            assertThat(memory.heldBytes()).isZero();
        }
    }

    @Test
    void whereThereIsNoMemoryTheConnectionEndsAndGivesEverythingBack() {
        mostBytes = 4000;
        say("GET / HTTP/1.1\r\nX: " + "y".repeat(3000));
        assertThat(channel.isOpen()).isTrue();
        say("y".repeat(2000));
        assertThat(channel.isOpen()).isFalse();
        assertThat(memory.heldBytes()).isZero();
    }

    @Test
    void requestsThatCameAtOnceArePassedUpToALimitAndThenTheConnectionEnds() {
        assertThat(say(REQUEST.repeat(20))).isGreaterThanOrEqualTo(20);
        assertThat(say(REQUEST.repeat(5000))).isLessThan(300);
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(say(REQUEST)).isZero();
        assertThat(channel.isOpen()).as("time to read the answers").isTrue();
        channel.advanceTimeBy(2, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }
}
