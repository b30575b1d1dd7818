package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.filter.Renditions;
import dev.oriel.frame.Packet;
import dev.oriel.hub.Hub;
import dev.oriel.hub.VisibleCameras;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import dev.oriel.view.LiveMessages;
import dev.oriel.view.LiveSession;
import dev.oriel.view.Outlet;
import dev.oriel.view.Patience;
import dev.oriel.view.PullSession;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Viewers that fall silent, with a patience shorter than the real one's ten seconds and ten minutes.
class StalledViewerTest {
    private static final Duration DEMAND_ENDS_AFTER = Duration.ofMillis(1300);
    private static final Patience SHORT = new Patience(DEMAND_ENDS_AFTER, Duration.ofMillis(2100),
            new MemoryBudget(() -> Long.MAX_VALUE, System::nanoTime), System::nanoTime);
    /// With this one nobody is given up while a test lasts.
    private static final Patience LONG = new Patience(DEMAND_ENDS_AFTER, Duration.ofMinutes(10),
            new MemoryBudget(() -> Long.MAX_VALUE, System::nanoTime), System::nanoTime);

    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final Renditions renditions = new Renditions(FakeCamera.CLOCKS, PictureLimits.usual());
    private final Hub hub = new Hub(FakeCamera.CLOCKS);
    private final FakeCamera door = new FakeCamera(hub, "door", new NumberedJpegs(320, 180, 0));
    private final AtomicInteger givenUp = new AtomicInteger();

    @AfterEach
    void close() {
        door.close();
        channel.finishAndReleaseAll();
        assertThat(door.track().subscriptions()).isZero();
        assertThat(BufferLeaks.found()).isEmpty();
    }

    private Outlet outlet() {
        ChannelHandlerContext context = channel.pipeline().firstContext();
        return new Outlet(context);
    }

    /// Lets the event loop do what is due, and returns how many pictures went out.
    private int pictures() {
        channel.runPendingTasks();
        int pictures = 0;
        for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            pictures += out instanceof ByteBuf ? 1 : 0;
            ReferenceCountUtil.release(out);
        }
        return pictures;
    }

    @Test
    void aMuteViewerGetsWhatWasBegunAndOneProbeAndNoLongerCountsAsDemand() {
        var around = new LiveSession.Surroundings(VisibleCameras.all(hub), renditions, "test", FakeCamera::nowMicros, LONG,
                givenUp::incrementAndGet);
        var session = new LiveSession(outlet(), around, door);
        var sent = new AtomicInteger();
        assertThat(door.track().wanted()).isTrue();
        await().pollInterval(Duration.ofMillis(20)).until(() -> {
            door.publish();
            sent.addAndGet(pictures());
            return !door.track().wanted();
        });
        assertThat(sent.get()).isBetween(2, 4);
        assertThat(givenUp.get()).isZero();
        session.acknowledged(new LiveMessages.Acknowledgement(door.track().index() + 1, door.number(), -1));
        assertThat(door.track().wanted()).as("of a camera that it does not watch").isFalse();
        session.acknowledged(new LiveMessages.Acknowledgement(door.track().index(), door.number(), -1));
        assertThat(door.track().wanted()).as("once it says something").isTrue();
        session.close();
    }

    @Test
    void aViewerThatStaysMuteIsGivenUp() {
        var around = new LiveSession.Surroundings(VisibleCameras.all(hub), renditions, "test", FakeCamera::nowMicros, SHORT,
                givenUp::incrementAndGet);
        var session = new LiveSession(outlet(), around, door);
        long fromNanos = System.nanoTime();
        await().pollInterval(Duration.ofMillis(20)).until(() -> {
            door.publish();
            pictures();
            return givenUp.get() > 0;
        });
        assertThat(Duration.ofNanos(System.nanoTime() - fromNanos)).isBetween(SHORT.stalledAfter(),
                SHORT.stalledAfter().plusSeconds(8));
        session.close();
    }

    @Test
    void aPullViewerThatAsksForNothingNoLongerCountsAsDemand() {
        var session = new PullSession(outlet(), door.track(), PullSession.Encoding.BINARY, LONG, givenUp::incrementAndGet);
        session.start();
        assertThat(door.track().wanted()).isTrue();
        await().until(() -> {
            channel.runPendingTasks();
            return !door.track().wanted();
        });
        session.request();
        assertThat(door.track().wanted()).isTrue();
        session.close();
    }

    @Test
    void aPullViewerThatWaitsForALostCameraKeepsAsking() {
        var session = new PullSession(outlet(), door.track(), PullSession.Encoding.BINARY, SHORT, givenUp::incrementAndGet);
        session.start();
        session.request();
        await().during(SHORT.stalledAfter().plusSeconds(1)).atMost(Duration.ofSeconds(8)).until(() -> {
            channel.runPendingTasks();
            return door.track().wanted() && givenUp.get() == 0;
        });
        session.close();
    }

    /// A socket that takes nothing.
    private static final class Full extends ChannelOutboundHandlerAdapter {
        @Override
        public void flush(ChannelHandlerContext context) {
            // nothing leaves
        }
    }

    @Test
    void whatStalledViewersLeaveUnreadIsBoundedTogether() {
        var memory = new MemoryBudget(() -> 2L * door.picture(1).length, System::nanoTime);
        var patience = new Patience(DEMAND_ENDS_AFTER, Duration.ofMinutes(10), memory, System::nanoTime);
        var channels = new ArrayList<EmbeddedChannel>();
        var sessions = new ArrayList<PullSession>();
        for (int i = 0; i < 5; i++) {
            var one = new EmbeddedChannel(new Full(), new ChannelInboundHandlerAdapter());
            var outlet = new Outlet(one.pipeline().lastContext());
            var session = new PullSession(outlet, door.track(), PullSession.Encoding.BINARY, patience, one::close);
            session.start();
            session.request();
            sessions.add(session);
            channels.add(one);
        }
        door.publish();
        await().until(() -> {
            channels.forEach(EmbeddedChannel::runPendingTasks);
            return channels.stream().filter(EmbeddedChannel::isOpen).count() <= 2;
        });
        assertThat(channels.stream().filter(EmbeddedChannel::isOpen).count()).isPositive();
        assertThat(memory.heldBytes()).isPositive();
        sessions.forEach(PullSession::close);
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
        assertThat(memory.heldBytes()).isZero();
    }

    @Test
    void whoReadsNothingOfWhatIsSaidIsClosedThoughItAsksForNothing() {
        var one = new EmbeddedChannel(new Full(), new ChannelInboundHandlerAdapter());
        var around = new LiveSession.Surroundings(VisibleCameras.all(hub), renditions, "test", FakeCamera::nowMicros, LONG,
                givenUp::incrementAndGet);
        var session = new LiveSession(new Outlet(one.pipeline().lastContext()), around, door);
        session.camerasChanged();
        for (int i = 0; i < 20_000 && one.isOpen(); i++) {
            door.lose("cause " + i);
            one.runPendingTasks();
        }
        assertThat(one.isOpen()).isFalse();
        session.close();
        one.finishAndReleaseAll();
    }

    @Test
    void anErrorOfOneViewerEndsItsConnectionAlone() {
        var other = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        var session = new PullSession(outlet(), door.track(), PullSession.Encoding.BINARY, LONG, givenUp::incrementAndGet);
        session.start();
        new Outlet(other.pipeline().firstContext()).attempt(() -> {
            throw new OutOfMemoryError("direct memory");
        });
        assertThat(other.isOpen()).isFalse();
        session.request();
        door.publish();
        channel.runPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        assertThat(session.subscription()).isNotNull();
        session.close();
        LoggedErrors.found();
    }

    @Test
    void aFrameIsFreedWhenItsLastReaderHasIt() {
        var frame = Packet.buffer(10).writeBytes(door.picture(1));
        door.track().publish(frame, 320, 180, FakeCamera.nowMicros());
        assertThat(frame.refCnt()).isOne();
        door.track().forget();
        assertThat(frame.refCnt()).isZero();
    }
}
