package dev.oriel.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.frame.Codec;
import dev.oriel.frame.Packet;
import dev.oriel.hub.Track;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsmpegSessionTest {
    /// A sequence header of 160x90, and two pictures.
    private static final String KEY_FRAME = "000001b30a005a";
    private static final String[] OTHERS = {"0000010000570001", "0000010000970002"};

    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final Track stream = new Track("door", 0, Codec.MPEG_TS, new Clocks(() -> 0, System::nanoTime));

    private void publish(String hex, boolean keyFrame) {
        stream.publish(Packet.buffer(hex.length() / 2).writeBytes(ByteBufUtil.decodeHexDump(hex)), keyFrame);
    }

    private List<String> written() {
        var all = new ArrayList<String>();
        for (Object message = channel.readOutbound(); message != null; message = channel.readOutbound()) {
            var bytes = message instanceof ByteBufHolder holder ? holder.content() : (ByteBuf) message;
            all.add(ByteBufUtil.hexDump(bytes));
            bytes.release();
        }
        return all;
    }

    @Test
    void theHeaderIsFollowedByTheKeyFrameThoughMoreIsThereAlready() {
        publish(KEY_FRAME, true);
        publish(OTHERS[0], false);
        publish(OTHERS[1], false);
        var session = new JsmpegSession(new Outlet(channel.pipeline().lastContext()), stream, () -> Optional.of(stream), true,
                new Patience(Duration.ofSeconds(10), Duration.ofMinutes(10),
                        new MemoryBudget(() -> Long.MAX_VALUE, System::nanoTime), System::nanoTime),
                () -> {});
        session.start();
        var written = written();
        assertThat(written).hasSize(4);
        assertThat(written.get(0)).isEqualTo(ByteBufUtil.hexDump("jsmp".getBytes(StandardCharsets.US_ASCII)) + "00a0005a");
        assertThat(written.get(1)).endsWith(KEY_FRAME);
        assertThat(written.get(2)).endsWith(OTHERS[0]);
        assertThat(written.get(3)).endsWith(OTHERS[1]);
        session.close();
        stream.forget();
    }
}
