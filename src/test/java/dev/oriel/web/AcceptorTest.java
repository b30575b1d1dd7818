package dev.oriel.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AcceptorTest {
    private int most = 100;
    private final ConnectionLimit limit = new ConnectionLimit(() -> most);
    private final Acceptor acceptor = new Acceptor(limit, new AddressLimit(() -> 1000, address -> false), System::nanoTime);
    private final EmbeddedChannel listening = new EmbeddedChannel(acceptor);

    AcceptorTest() {
        listening.freezeTime();
    }

    @AfterEach
    void close() {
        acceptor.close();
        listening.finishAndReleaseAll();
    }

    private EmbeddedChannel come() {
        var connection = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        listening.pipeline().fireChannelRead(connection);
        return connection;
    }

    private static boolean mayAskEverything(EmbeddedChannel connection) {
        return connection.isOpen() && !connection.hasAttr(Acceptor.HEALTH_ONLY);
    }

    private void failToAccept() {
        listening.pipeline().fireExceptionCaught(new IOException("accept(..) failed: Too many open files"));
    }

    private void passes(int millis) {
        listening.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        listening.runScheduledPendingTasks();
    }

    @Test
    void aFailureWhileNobodyIsConnectedEndsWhenTheSystemHasFiles() {
        failToAccept();
        assertThat(listening.config().isAutoRead()).isFalse();
        assertThat(mayAskEverything(come())).as("for now").isFalse();
        passes(200);
        assertThat(listening.config().isAutoRead()).isTrue();
        assertThat(limit.isShrunk()).isFalse();
        assertThat(mayAskEverything(come())).isTrue();
    }

    @Test
    void aFailureEndsAlsoWhereNobodyOfThoseThatAreThereLeaves() {
        assertThat(mayAskEverything(come())).isTrue();
        failToAccept();
        failToAccept();
        passes(200);
        assertThat(mayAskEverything(come())).isTrue();
        assertThat(limit.count()).isEqualTo(2);
        failToAccept();
        passes(200);
        assertThat(mayAskEverything(come())).as("after another failure").isTrue();
    }

    @Test
    void eachConnectionGivesItsOwnPlaceBack() {
        most = 1;
        var one = come();
        var two = come();
        assertThat(two.hasAttr(Acceptor.HEALTH_ONLY)).isTrue();
        one.close();
        assertThat(mayAskEverything(come())).isTrue();
        two.close();
        assertThat(limit.count()).isEqualTo(1);
    }
}
