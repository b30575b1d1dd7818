package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a client may do wrong, on purpose or not; while it does, a bystander goes on getting pictures.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileTest {
    private static final String PROTOCOL = "Sec-WebSocket-Protocol: oriel.v1";

    private final RunningOriel oriel = RunningOriel.with();
    private final FakeCamera door = oriel.camera("door").runAt(30);
    private final AtomicLong pictures = new AtomicLong();
    private final Viewer bystander = Viewer.connect(oriel.ws("/websocket"), (viewer, message) -> {
        pictures.incrementAndGet();
        viewer.say("more");
    });
    private long picturesBefore;

    HostileTest() {
        bystander.say("more");
    }

    @AfterAll
    void close() {
        bystander.close();
        oriel.close();
    }

    @BeforeEach
    void count() {
        picturesBefore = pictures.get();
    }

    @AfterEach
    void theBystanderIsServed() {
        long before = pictures.get();
        await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(10)).until(() -> pictures.get() > before + 1);
        assertThat(pictures.get()).isGreaterThan(picturesBefore);
    }

    private RawConnection connect(String path, String... headers) throws IOException {
        var connection = RawConnection.to(oriel.port());
        assertThat(connection.upgrade(path, headers).status()).isEqualTo(101);
        return connection;
    }

    private static int closeCode(RawConnection connection) throws IOException {
        return connection.nextFrame(RawConnection.CLOSE).closeCode();
    }

    @Test
    void anOversizedMessageIs1009() throws Exception {
        try (var connection = connect("/websocket")) {
            connection.frame(RawConnection.TEXT, new byte[65 * 1024]);
            assertThat(closeCode(connection)).isEqualTo(1009);
        }
    }

    @Test
    void anOversizedMessageInFragmentsIs1009() throws Exception {
        try (var connection = connect("/api/cameras/door/live", PROTOCOL)) {
            connection.say(RawConnection.frame(RawConnection.TEXT, 0x80, new byte[40_000]));
            connection.say(RawConnection.frame(0, 0x80, new byte[40_000]));
            assertThat(closeCode(connection)).isEqualTo(1009);
        }
    }

    @Test
    void aFrameThatClaimsToBeHugeIsRefusedBeforeItComes() throws Exception {
        try (var connection = connect("/websocket")) {
            connection.say(new byte[]{(byte) 0x82, (byte) 0xff, 0x7f, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0});
            assertThat(connection.closesWithin(8000)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0xf1, 0x83, 0x8f, 0x09})
    void aMalformedFrameEndsTheConnection(int firstByte) throws Exception {
        try (var connection = connect("/websocket")) {
            connection.say(RawConnection.frame(firstByte, 0x80, new byte[]{1, 2}));
            assertThat(connection.closesWithin(8000)).isTrue();
        }
    }

    @Test
    void anUnmaskedFrameEndsTheConnection() throws Exception {
        try (var connection = connect("/websocket")) {
            connection.say(RawConnection.frame(0x81, 0, "more".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            assertThat(connection.closesWithin(8000)).isTrue();
        }
    }

    @Test
    void aContinuationOfNothingEndsTheConnection() throws Exception {
        try (var connection = connect("/websocket")) {
            connection.say(RawConnection.frame(0x80, 0x80, new byte[]{1}));
            assertThat(connection.closesWithin(8000)).isTrue();
        }
    }

    @Test
    void binaryToTheSimpleWayIs1003() throws Exception {
        try (var connection = connect("/websocket")) {
            connection.frame(RawConnection.BINARY, new byte[]{1, 0, 0, 0, 1});
            assertThat(closeCode(connection)).isEqualTo(1003);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "1", "more", "{}", "{\"type\":1}", "{\"type\":\"view\",\"maxFps\":\"x\"}",
        "{\"type\":\"watch\",\"cameras\":1}", "{\"type\":\"watch\",\"cameras\":[1]}",
        "{\"type\":\"watch\",\"cameras\":null}",
        "{\"type\":\"watch\",\"cameras\":[null]}", "{\"type\":\"watch\",\"cameras\":[{\"name\":null}]}",
        "{\"type\":\"watch\",\"cameras\":[{\"name\":\"door\",\"priority\":null,\"maxFps\":null}]}",
        "{\"type\":\"view\",\"maxFps\":null}"})
    void whatIsNoMessageIs1003OrIgnored(String words) throws Exception {
        try (var connection = connect("/api/cameras/door/live", PROTOCOL)) {
            connection.text(words);
            connection.text("{\"type\":\"ping\",\"t\":\"still here\"}");
            while (true) {
                var frame = connection.nextFrame();
                if (frame.opcode == RawConnection.CLOSE) {
                    assertThat(frame.closeCode()).isEqualTo(1003);
                    return;
                }
                if (frame.opcode == RawConnection.TEXT && new String(frame.payload, java.nio.charset.StandardCharsets.UTF_8)
                        .contains("still here")) {
                    assertThat(words).as("said nothing wrong").contains("null");
                    return;
                }
            }
        }
    }

    @Test
    void deeplyNestedJsonIs1003() throws Exception {
        try (var connection = connect("/api/cameras/door/live", PROTOCOL)) {
            connection.text("{\"type\":" + "[".repeat(30_000));
            assertThat(closeCode(connection)).isEqualTo(1003);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 6, 8, 10, 24, 1000})
    void anAcknowledgementOfAnotherLengthIs1003(int length) throws Exception {
        try (var connection = connect("/api/cameras/door/live", PROTOCOL)) {
            connection.frame(RawConnection.BINARY, new byte[length]);
            assertThat(closeCode(connection)).isEqualTo(1003);
        }
    }

    @Test
    void aFloodOfMessagesIs4429() throws Exception {
        try (var connection = connect("/api/cameras/door/live", PROTOCOL)) {
            var flood = RawConnection.frame(0x81, 0x80, "{\"type\":\"x\"}".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            var all = new byte[flood.length * 6000];
            for (int i = 0; i < 6000; i++) {
                System.arraycopy(flood, 0, all, i * flood.length, flood.length);
            }
            var closed = new CountDownLatch(1);
            var flooding = Thread.ofVirtual().start(() -> sayAgainUntil(closed, connection, all));
            try {
                assertThat(closeCode(connection)).isEqualTo(4429);
            } finally {
                closed.countDown();
                flooding.join();
            }
        }
    }

    /// A server that is held up in the midst of it counts it in two seconds, and may find neither too much.
    private static void sayAgainUntil(CountDownLatch closed, RawConnection connection, byte[] words) {
        try {
            do {
                connection.say(words);
            } while (!closed.await(1500, TimeUnit.MILLISECONDS));
        } catch (IOException | InterruptedException e) {
            // the server has closed
        }
    }

    @Test
    void aHundredMegabytesOfHeaderAreNotKept() throws Exception {
        long before = memory();
        long most = 0;
        try (var connection = RawConnection.to(oriel.port())) {
            connection.say("GET / HTTP/1.1\r\nHost: localhost\r\nX: ");
            var chunk = new byte[64 * 1024];
            Arrays.fill(chunk, (byte) 'a');
            for (int i = 0; i < 1600; i++) {
                connection.say(chunk);
                most = Math.max(most, memory() - before);
            }
            assertThat(connection.answer(false).status()).isIn(400, 431);
        } catch (IOException e) {
            assertThat(e).isInstanceOfAny(SocketException.class, java.io.EOFException.class);
        }
        assertThat(most).isLessThan(8 << 20);
    }

    private static long memory() {
        return UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()
                + UnpooledByteBufAllocator.DEFAULT.metric().usedHeapMemory();
    }

    @Test
    void aHeaderThatIsTooLongIs431() throws Exception {
        try (var connection = RawConnection.to(oriel.port())) {
            assertThat(connection.answer("GET", "/", "X: " + "a".repeat(20_000)).status()).isEqualTo(431);
        }
    }

    @Test
    void anAddressThatIsTooLongIs414() throws Exception {
        try (var connection = RawConnection.to(oriel.port())) {
            assertThat(connection.answer("GET", "/" + "a".repeat(9_000)).status()).isEqualTo(414);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5\r\nContent-Length: 6", "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Content-Length: -5", "Content-Length: 5, 6", "Content-Length: x", "Transfer-Encoding: chunked, identity",
        "Content-Length : 5"})
    void aBodyOfDoubtfulLengthSmugglesNothing(String header) throws Exception {
        try (var connection = RawConnection.to(oriel.port())) {
            connection.say("PATCH /api/cameras/door/settings HTTP/1.1\r\nHost: localhost\r\n" + header
                    + "\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
            var answer = connection.answer(true);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(connection.closesWithin(5000)).as("closed, and the second request is not answered").isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 10", "Transfer-Encoding: chunked"})
    void aHandshakeWithABodyIsRefusedBeforeItComes(String header) throws Exception {
        try (var connection = RawConnection.to(oriel.port())) {
            assertThat(connection.upgrade("/api/cameras/door/live", PROTOCOL, header).status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET\r\n\r\n", "\0\0\0\0\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /\r\nHost\r\n\r\n",
        "\u0016\u0003\u0001\u0002\0\u0001\0\u0001", "SSH-2.0-x\r\n\r\n"})
    void whatIsNoHttpIsRefused(String words) throws Exception {
        try (var connection = RawConnection.to(oriel.port())) {
            connection.say(words);
            connection.say("\r\n\r\n");
            assertThat(connection.closesWithin(20_000)).isTrue();
        }
    }

    @Test
    void aRequestOfOneByteASecondIsCutOff() throws Exception {
        try (var connection = RawConnection.to(oriel.port())) {
            var slow = Thread.ofVirtual().start(() -> {
                for (var c : "GET / HTTP/1.1\r\nX: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".split("")) {
                    try {
                        connection.say(c);
                        Thread.sleep(1000);
                    } catch (IOException | InterruptedException e) {
                        return;
                    }
                }
            });
            long from = System.nanoTime();
            assertThat(connection.closesWithin(20_000)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThan(Duration.ofSeconds(5));
            slow.interrupt();
            slow.join();
        }
    }

    @Test
    void twoThousandConnectionsThatSayNothingHinderNobody() throws Exception {
        var silent = new ArrayList<RawConnection>();
        try {
            for (int i = 0; i < 2000; i++) {
                silent.add(RawConnection.to(oriel.port()));
            }
            // Before any of the silent ones is sent away, ten seconds after it came.
            await().atMost(Duration.ofSeconds(8)).untilAsserted(this::anAnswerComesSoon);
            theBystanderIsServed();
        } finally {
            for (var connection : silent) {
                connection.close();
            }
        }
    }

    private void anAnswerComesSoon() throws IOException {
        long from = System.nanoTime();
        try (var connection = RawConnection.to(oriel.port())) {
            assertThat(connection.answer("GET", "/healthz").status()).isEqualTo(200);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void whoLeavesInTheMiddleLeavesNothing() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (var connection = connect("/api/cameras/door/live", PROTOCOL)) {
                connection.nextFrame();
            }
        }
        await().until(() -> door.track().subscriptions() == 1);
    }
}
