package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that are sent away and do not go: they send on, or read nothing of what they are told.
class RefusedConnectionTest {
    /// A machine that is busy is not a server that holds on to a client.
    private static final Duration GONE_WITHIN = Duration.ofSeconds(5);
    private static final int PING = 9;
    private static final int PONG = 10;

    private final RunningOriel oriel = RunningOriel.with("cameras.test.uri", "test:?size=64x64&fps=30");

    @AfterEach
    void close() {
        oriel.close();
    }

    /// A WebSocket that reads nothing behind the handshake and whose kernel takes next to nothing.
    private static final class Deaf implements AutoCloseable {
        final Socket socket = new Socket();
        final OutputStream out;

        Deaf(int port, String path, String... headers) throws IOException {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            out = socket.getOutputStream();
            say(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + String.join("\r\n", headers) + (headers.length == 0 ? "" : "\r\n") + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            var answer = new byte[12];
            assertThat(socket.getInputStream().readNBytes(answer, 0, 12)).isEqualTo(12);
            assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 101");
        }

        void say(byte[] bytes) throws IOException {
            out.write(bytes);
        }

        /// Says the same again and again until the server has closed.
        boolean isClosedWhileSaying(byte[] bytes, Duration within) {
            var inVain = new AtomicBoolean();
            CompletableFuture.delayedExecutor(within.toMillis(), TimeUnit.MILLISECONDS).execute(() -> {
                inVain.set(true);
                closeNow(); // a write to a server that no longer reads blocks
            });
            try {
                while (true) {
                    out.write(bytes);
                }
            } catch (IOException e) {
                return !inVain.get();
            }
        }

        private void closeNow() {
            try {
                socket.close();
            } catch (IOException e) {
                // it is closed
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static byte[] many(int opcode, int payloadBytes, int count) {
        var frame = RawConnection.frame(0x80 | opcode, 0x80, new byte[payloadBytes]);
        var all = new byte[frame.length * count];
        for (int i = 0; i < count; i++) {
            System.arraycopy(frame, 0, all, i * frame.length, frame.length);
        }
        return all;
    }

    private double connections() throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            var metric = Pattern.compile("(?m)^oriel_connections (\\S+)$").matcher(connection.answer("GET", "/metrics").body());
            assertThat(metric.find()).isTrue();
            return Double.parseDouble(metric.group(1));
        }
    }

    /// Each address that pictures come from, flooded with each kind of frame by somebody who reads nothing.
    @ParameterizedTest
    @CsvSource({"/api/cameras/test/live, oriel.v1", "/api/live, oriel.v1", "/api/cameras/test/live, ''", "/ws, ''",
        "/api/cameras/test/jsmpeg, ''"})
    @Tag("measured")
    void aFloodOfPingsFromSomebodyWhoReadsNothingIsCutOff(String path, String protocol) throws Exception {
        var header = protocol.isEmpty() ? "X: y" : "Sec-WebSocket-Protocol: " + protocol;
        try (var deaf = new Deaf(oriel.port(), path, header)) {
            assertThat(connections()).isEqualTo(1);
            assertThat(deaf.isClosedWhileSaying(many(PING, 100, 600), GONE_WITHIN.plusSeconds(2))).as("cut off").isTrue();
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> connections() == 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {PING, PONG, RawConnection.TEXT})
    void everyKindOfFrameCounts(int opcode) throws Exception {
        try (var connection = RawConnection.to(oriel.port())) {
            assertThat(connection.upgrade("/api/cameras/test/jsmpeg").status()).isEqualTo(101);
            connection.say(many(opcode, 0, 500));
            assertThat(connection.nextFrame(RawConnection.CLOSE).closeCode()).isEqualTo(4429);
        }
    }

    @Test
    void emptyFragmentsOfAMessageThatNeverEndsCount() throws Exception {
        try (var connection = RawConnection.to(oriel.port())) {
            assertThat(connection.upgrade("/api/cameras/test/live", "Sec-WebSocket-Protocol: oriel.v1").status()).isEqualTo(101);
            var flood = new byte[6 * 12_000];
            for (int i = 0; i < flood.length; i += 6) {
                flood[i + 1] = (byte) 0x80;
            }
            connection.say(RawConnection.frame(1, 0x80, new byte[0]));
            try (var _ = new Flood(connection, flood)) {
                assertThat(connection.nextFrame(RawConnection.CLOSE).closeCode()).isEqualTo(4429);
            }
        }
    }

    /// Says the same again and again until the server closes or the test is over.
    private static final class Flood implements AutoCloseable {
        private final Thread thread;

        Flood(RawConnection connection, byte[] words) {
            thread = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        connection.say(words);
                    }
                } catch (IOException e) {
                    // closed
                }
            });
        }

        @Override
        public void close() {
            thread.interrupt(); // which closes the socket as well
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /// 60 large messages a second are few in number and much to read.
    @Test
    void theLengthOfMessagesCounts() throws Exception {
        try (var connection = RawConnection.to(oriel.port())) {
            assertThat(connection.upgrade("/api/cameras/test/live", "Sec-WebSocket-Protocol: oriel.v1").status()).isEqualTo(101);
            var large = RawConnection.frame(0x81, 0x80,
                    ("{\"type\":\"x\",\"y\":\"" + "z".repeat(60_000) + "\"}").getBytes(StandardCharsets.US_ASCII));
            try (var _ = new Flood(connection, large)) {
                assertThat(connection.nextFrame(RawConnection.CLOSE).closeCode()).isEqualTo(4429);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoIsRefusedAndStaysIsClosed(boolean sendsOn) throws Exception {
        try (var deaf = new Deaf(oriel.port(), "/api/cameras/test/live")) {
            deaf.say(RawConnection.frame(0x82, 0x80, new byte[3])); // 1003
            if (sendsOn) {
                assertThat(deaf.isClosedWhileSaying(many(RawConnection.TEXT, 1, 1000), GONE_WITHIN)).isTrue();
            } else {
                await().atMost(GONE_WITHIN).until(() -> connections() == 0);
            }
        }
    }

    @Test
    void whoSaysCloseAndReadsNothingIsClosed() throws Exception {
        try (var deaf = new Deaf(oriel.port(), "/api/cameras/test/live", "Sec-WebSocket-Protocol: oriel.v1")) {
            deaf.say(many(PING, 100, 1000)); // answers that the client does not take
            deaf.say(RawConnection.frame(0x88, 0x80, new byte[]{3, (byte) 0xe8}));
            await().atMost(GONE_WITHIN).until(() -> connections() == 0);
        }
    }

    @Test
    void anOrderlyCloseIsAnsweredAndEndsTheConnectionAtOnce() throws Exception {
        try (var connection = RawConnection.to(oriel.port())) {
            assertThat(connection.upgrade("/api/cameras/test/live").status()).isEqualTo(101);
            connection.frame(RawConnection.CLOSE, new byte[]{3, (byte) 0xe8});
            assertThat(connection.nextFrame(RawConnection.CLOSE).closeCode()).isEqualTo(1000);
            assertThat(connection.closesWithin(1500)).isTrue();
        }
        try (var connection = RawConnection.to(oriel.port())) {
            assertThat(connection.upgrade("/api/cameras/nobody/live").status()).isEqualTo(101);
            assertThat(connection.nextFrame(RawConnection.CLOSE).closeCode()).isEqualTo(4404);
            connection.frame(RawConnection.CLOSE, new byte[]{3, (byte) 0xe8});
            assertThat(connection.closesWithin(1500)).as("as soon as the client has agreed").isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"POST, /nothing", "PUT, /api/cameras", "POST, /api/cameras/test/ingest", "GET, /healthz", "PATCH, /login"})
    void aBodyThatGoesOnBehindItsAnswerIsNotReadForLong(String method, String path) throws Exception {
        try (var connection = RawConnection.to(oriel.port())) {
            connection.ask(method, path, "Content-Length: 100000000000");
            try (var _ = new Flood(connection, new byte[64 * 1024])) {
                assertThat(connection.closesWithin((int) GONE_WITHIN.toMillis())).isTrue();
            }
        }
    }

    @Test
    @Tag("measured")
    void aFloodOfRequestsOnOneConnectionIs429() throws Exception {
        try (var connection = RawConnection.to(oriel.port())) {
            var some = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(50).getBytes(StandardCharsets.US_ASCII);
            await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(1)).until(() -> isRefused(connection, some));
            assertThat(connection.closesWithin((int) GONE_WITHIN.toMillis())).isTrue();
        }
    }

    /// Asks fifty times and reads the answers.
    private static boolean isRefused(RawConnection connection, byte[] fifty) throws IOException {
        connection.say(fifty);
        for (int i = 0; i < 50; i++) {
            if (connection.answer(true).status() == 429) {
                return true;
            }
        }
        return false;
    }

    @Test
    @Tag("measured")
    void requestsThatComeByTheThousandAtOnceEndTheConnection() throws Exception {
        try (var connection = RawConnection.to(oriel.port());
                var _ = new Flood(connection, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1500)
                        .getBytes(StandardCharsets.US_ASCII))) {
            assertThat(connection.closesWithin((int) GONE_WITHIN.toMillis())).isTrue();
        }
    }

    @Test
    void requestsThatWaitBehindAnEndlessAnswerEndTheConnection() throws Exception {
        try (var connection = RawConnection.to(oriel.port())) {
            connection.say("GET /api/cameras/test/stream.mjpg HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    + "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(20));
            assertThat(connection.closesWithin((int) GONE_WITHIN.toMillis())).isTrue();
        }
    }
}
