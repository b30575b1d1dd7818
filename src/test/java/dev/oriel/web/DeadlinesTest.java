package dev.oriel.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private final ChannelInboundHandlerAdapter nothing = new ChannelInboundHandlerAdapter();
    private final EmbeddedChannel channel = new EmbeddedChannel(nothing);
    private final Deadlines deadlines = begin();

    private Deadlines begin() {
        channel.freezeTime();
        ChannelHandlerContext context = channel.pipeline().context(nothing);
        return new Deadlines(context);
    }

    private boolean isOpenAfter(long amount, TimeUnit unit) {
        channel.advanceTimeBy(amount, unit);
        channel.runPendingTasks();
        return channel.isOpen();
    }

    @Test
    void aBodyOfTwoHoursIsNotCutOnceItIsKnownToBeEndless() {
        deadlines.requestBegins(true);
        deadlines.bodyIsEndless();
        assertThat(isOpenAfter(2, TimeUnit.HOURS)).isTrue();
        deadlines.requestEnds();
        assertThat(isOpenAfter(61, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void anyOtherBodyIsCutAfterTenSeconds() {
        deadlines.requestBegins(true);
        assertThat(isOpenAfter(9, TimeUnit.SECONDS)).isTrue();
        assertThat(isOpenAfter(2, TimeUnit.SECONDS)).isFalse();
    }
}
