package dev.oriel.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class RtspTunnelTest {
    private static final String ANSWER = "RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n";

    private static RtspRoute route(String url) {
        return new RtspRoute(url,
                HttpAccess.of(HttpAddress.rtsp(url), TlsPolicy.usual(), () -> Duration.ofSeconds(20), _ -> {}, System::nanoTime));
    }

    private static Socket client(RtspRoute route, RtspTunnel tunnel) throws IOException {
        var place = HttpAddress.rtsp(route.through(tunnel));
        return new Socket(place.host(), place.port());
    }

    /// Answers once, and keeps all that comes.
    private static CompletableFuture<String> serve(ServerSocket listening) {
        var heard = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> {
            try (var socket = listening.accept()) {
                var first = (char) socket.getInputStream().read();
                socket.getOutputStream().write(ANSWER.getBytes(US_ASCII));
                heard.complete(first + new String(socket.getInputStream().readAllBytes(), US_ASCII));
            } catch (IOException e) {
                heard.completeExceptionally(e);
            }
        });
        return heard;
    }

    @Test
    void whatAStoppedClientSaysLastStillGoesOut() throws Exception {
        var stopped = new AtomicBoolean();
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var heard = serve(listening);
            var route = route("rtsp://me:secret@127.0.0.1:" + listening.getLocalPort() + "/a?b=c");
            var tunnel = route.open(stopped::get);
            assertThat(route.through(tunnel)).matches("rtsp://me:secret@127\\.0\\.0\\.1:\\d+/a\\?b=c");
            try (var client = client(route, tunnel)) {
                client.getOutputStream().write("OPTIONS ".getBytes(US_ASCII));
                assertThat(client.getInputStream().readNBytes(ANSWER.length())).asString(US_ASCII).isEqualTo(ANSWER);
                stopped.set(true);
                client.getOutputStream().write("TEARDOWN".getBytes(US_ASCII));
            }
            tunnel.close();
            assertThat(heard.get(30, TimeUnit.SECONDS)).isEqualTo("OPTIONS TEARDOWN");
        }
    }

    @Test
    void theEntranceIsOfTheServersVersionOfTheProtocol() throws Exception {
        try (var listening = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            var heard = serve(listening);
            var route = route("rtsp://[::1]:" + listening.getLocalPort() + "/a");
            try (var tunnel = route.open(() -> false); var client = client(route, tunnel)) {
                assertThat(route.through(tunnel)).startsWith("rtsp://[::1]:");
                client.getOutputStream().write('x');
                assertThat(client.getInputStream().readNBytes(ANSWER.length())).asString(US_ASCII).isEqualTo(ANSWER);
            }
            assertThat(heard.get(30, TimeUnit.SECONDS)).isEqualTo("x");
        }
    }

    @Test
    void aClosedTunnelLetsNobodyIn() throws Exception {
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var route = route("rtsp://127.0.0.1:" + listening.getLocalPort() + "/a");
            var tunnel = route.open(() -> false);
            tunnel.close();
            try (var late = client(route, tunnel)) { // the kernel may still take it
                late.getOutputStream().write('x');
            } catch (IOException _) {
                // Nor does it get in so.
            }
            try (var server = listening.accept()) {
                assertThat(server.getInputStream().read()).isNegative();
            }
        }
    }
}
