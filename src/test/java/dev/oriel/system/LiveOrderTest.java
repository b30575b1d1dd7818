package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.filter.Renditions;
import dev.oriel.hub.Hub;
import dev.oriel.hub.VisibleCameras;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import dev.oriel.view.LiveSession;
import dev.oriel.view.Outlet;
import dev.oriel.view.Patience;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A camera that publishes at the worst moment.
class LiveOrderTest {
    private static final Patience LONG = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(60),
            new MemoryBudget(() -> Long.MAX_VALUE, System::nanoTime), System::nanoTime);

    private final Renditions renditions = new Renditions(FakeCamera.CLOCKS, PictureLimits.usual());
    private final Hub hub = new Hub(FakeCamera.CLOCKS);
    private final FakeCamera door = new FakeCamera(hub, "door", new NumberedJpegs(320, 180, 0));

    @Test
    void aFramePublishedWhileAnotherIsBeingSentDoesNotOvertakeIt() {
        var channel = new EmbeddedChannel(new ChannelDuplexHandler() {
            @Override
            public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
                if (message instanceof TextWebSocketFrame text && text.text().contains("rendition")) {
                    door.publish();
                }
                super.write(context, message, promise);
            }
        }, new ChannelInboundHandlerAdapter());
        var around = new LiveSession.Surroundings(VisibleCameras.all(hub), renditions, "test", FakeCamera::nowMicros, LONG,
                () -> {});
        door.publish();
        var session = new LiveSession(new Outlet(channel.pipeline().lastContext()), around, door);
        channel.runPendingTasks();
        assertThat(sequences(channel)).startsWith(1L).isSorted();
        session.close();
        door.close();
        channel.finishAndReleaseAll();
    }

    private static List<Long> sequences(EmbeddedChannel channel) {
        var sequences = new ArrayList<Long>();
        for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            if (out instanceof ByteBuf frames) {
                // Behind two bytes of framing: the announcement, which carries its picture's number.
                var bytes = ByteBufUtil.getBytes(frames);
                sequences.add(WireHeader.read(Arrays.copyOfRange(bytes, 2, bytes.length)).sequence());
            }
            ReferenceCountUtil.release(out);
        }
        return sequences;
    }
}
