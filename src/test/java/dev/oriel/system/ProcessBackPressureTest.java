package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A client of `/api/process` that sends and does not read.
class ProcessBackPressureTest {
    /// What kernels buffer on both ways, and what the server reads ahead, generously.
    private static final long MOST_TAKEN_BYTES = 64L << 20;
    private static final long TRIED_BYTES = 256L << 20;
    private static final Duration STUCK = Duration.ofSeconds(5);

    @Test
    void aClientThatDoesNotReadIsHeldBackAndOthersGoOn() throws Exception {
        var large = NumberedJpegs.textured(1280, 720).picture(1);
        try (var oriel = RunningOriel.with();
                var silent = opened(oriel.port());
                var other = Viewer.connect(oriel.ws("/api/process"))) {
            long taken = sendUntilStuck(silent, frame(large));
            assertThat(taken).isLessThan(MOST_TAKEN_BYTES);
            other.say(ProcessTest.picture(64, 48, Color.RED));
            assertThat(other.next().picture()).isNotEmpty();
        }
    }

    private static SocketChannel opened(int port) throws IOException {
        var channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        var request = "GET /api/process HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        var answer = ByteBuffer.allocate(12);
        while (answer.hasRemaining() && channel.read(answer) >= 0) {
            // the status comes in one piece or several
        }
        assertThat(new String(answer.array(), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 101");
        channel.configureBlocking(false);
        return channel;
    }

    /// One binary message, masked with zeros.
    private static byte[] frame(byte[] picture) {
        return ByteBuffer.allocate(14 + picture.length).put((byte) 0x82).put((byte) (0x80 | 127)).putLong(picture.length)
                .putInt(0)
                .put(picture).array();
    }

    private static long sendUntilStuck(SocketChannel channel, byte[] frame) throws IOException {
        long taken = 0;
        var rest = ByteBuffer.wrap(frame);
        try (var selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_WRITE);
            while (taken < TRIED_BYTES && selector.select(STUCK.toMillis()) > 0) {
                selector.selectedKeys().clear();
                taken += channel.write(rest);
                if (!rest.hasRemaining()) {
                    rest.clear();
                }
            }
        }
        return taken;
    }
}
