package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.observe.LoggedLines;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the log says of those who were sent away: one line each, and the setting that helps.
class RefusalsLoggedTest {
    private static final String WRONG = "orielkey_BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";

    private final RunningOriel oriel = RunningOriel.with();
    private final LoggedLines log = new LoggedLines();

    RefusalsLoggedTest() {
        oriel.camera("door");
    }

    @AfterEach
    void close() {
        log.close();
        oriel.close();
    }

    private List<String> warnings() {
        return log.with("WARN");
    }

    private int asked(String method, String path, String... headers) throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            return connection.answer(method, path, headers).status();
        }
    }

    @Test
    void aForeignOriginIsSaidOnceWithTheSetting() throws IOException {
        for (int i = 0; i < 3; i++) {
            try (var connection = RawConnection.to(oriel.port())) {
                assertThat(connection.upgrade("/websocket", "Origin: https://cam.example.org").status()).isEqualTo(403);
            }
        }
        assertThat(log.with("WARN", "https://cam.example.org")).hasSize(1);
        assertThat(warnings().getFirst()).contains("server.origins", "this machine");
        try (var connection = RawConnection.to(oriel.port())) {
            connection.upgrade("/websocket", "Origin: https://other.example.org");
        }
        assertThat(warnings()).hasSize(2);
    }

    @Test
    void aWrongHostIsSaidOnceWithTheSetting() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(asked("GET", "/", "Host: door.example.org:8080")).isEqualTo(421);
        }
        assertThat(log.with("WARN", "door.example.org")).hasSize(1);
        assertThat(warnings().getFirst()).contains("server.origins");
    }

    @Test
    void aHandshakeWithoutHostIsSaidOnce() throws IOException {
        for (int i = 0; i < 3; i++) {
            try (var connection = RawConnection.to(oriel.port())) {
                connection.say("GET /websocket HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
                assertThat(connection.answer(true).status()).isEqualTo(400);
            }
        }
        assertThat(log.with("WARN", "Host")).hasSize(1);
    }

    @Test
    void aWrongKeyIsSaidOnceAndNeverShown() throws IOException {
        for (int i = 0; i < 2; i++) { // five would have to wait
            assertThat(asked("POST", "/api/cameras/roof/ingest", "Authorization: Bearer " + WRONG, "Content-Length: 0"))
                    .isEqualTo(401);
            assertThat(asked("POST", "/ingest/" + WRONG + "/roof", "Content-Length: 0")).isEqualTo(401);
        }
        assertThat(warnings()).hasSize(1);
        assertThat(warnings().getFirst()).contains("oriel key").doesNotContain(WRONG.substring(9));
    }

    @Test
    void aMissingKeyIsSaidOnceWithTheHeaderThatShowsAProxy() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(asked("POST", "/api/cameras/roof/ingest", "X-Forwarded-For: 10.0.0.1", "Content-Length: 0"))
                    .isEqualTo(401);
        }
        assertThat(warnings()).hasSize(1);
        assertThat(warnings().getFirst()).contains("oriel key add", "X-Forwarded-For");
    }

    @Test
    void aForeignPagesPictureIsSaidOnce() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(asked("GET", "/api/cameras/door/snapshot.jpg", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Dest: image",
                    "Referer: https://page.example/")).isEqualTo(403);
        }
        assertThat(log.with("WARN", "https://page.example")).hasSize(1);
        assertThat(warnings().getFirst()).contains("server.embed");
    }

    @Test
    void whatIsSaidIsOneLineOfPlainText() throws IOException {
        asked("GET", "/", "Host: " + "x".repeat(250) + ".example");
        try (var connection = RawConnection.to(oriel.port())) {
            connection.upgrade("/websocket", "Origin: http://a\u001b[31m\u0085b.example/" + "y".repeat(5000));
        }
        assertThat(warnings()).isNotEmpty().allSatisfy(line -> assertThat(line).matches("[\\x20-\\x7e…]{1,700}"));
    }

    @Test
    void aFloodOfDifferentOriginsDoesNotFillTheLog() throws IOException {
        for (int i = 0; i < 300; i++) {
            try (var connection = RawConnection.to(oriel.port())) {
                connection.upgrade("/websocket", "Origin: https://site-" + i + ".example.org");
            }
        }
        assertThat(warnings()).hasSizeBetween(2, 102);
        assertThat(warnings().getLast()).contains("no further");
    }

    @Test
    void anotherKindOfCamerasNameIsSaidOnceWithWhatHelps() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(asked("POST", "/api/cameras/door/ingest", "Content-Length: 0")).isEqualTo(409);
        }
        assertThat(warnings()).singleElement().asString().contains("name-taken", "publish:");
    }

    @Test
    void aSecondPublisherIsSaidOnceWithTheSetting() throws Exception {
        oriel.change("ingest.second", "refuse");
        try (var first = RawConnection.to(oriel.port())) {
            first.ask("POST", "/api/cameras/roof/ingest", "Content-Length: 50000000");
            first.say(Publishing.recorded("160x120", 25, Publishing.MPEG1));
            await().until(() -> new Publishing(oriel).isKnown("roof"));
            for (int i = 0; i < 3; i++) {
                assertThat(asked("POST", "/api/cameras/roof/ingest", "Content-Length: 0")).isEqualTo(409);
            }
        }
        assertThat(warnings()).singleElement().asString().contains("other-publisher", "ingest.second");
    }

    @Test
    void whatIsNotUnderstoodIsSaidOnceAlsoUnderANameThatNobodyHas() throws IOException {
        for (int i = 0; i < 3; i++) {
            try (var connection = RawConnection.to(oriel.port())) {
                connection.ask("POST", "/api/cameras/roof/ingest", "Content-Length: 3000");
                connection.say(new byte[3000]);
                assertThat(connection.answer(true).status()).isEqualTo(415);
            }
        }
        assertThat(warnings()).singleElement().asString().contains("roof", "was refused");
    }

    @Test
    void aHandshakeWhoseUpgradeAProxyDroppedIsSaidOnceWithWhatItNeeds() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(asked("GET", "/api/cameras/door/live", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo(426);
        }
        assertThat(warnings()).singleElement().asString().contains("upgrade-required", "proxy_set_header Upgrade");
    }

    @Test
    void aWebSocketAddressThatSomebodyOpensInABrowserIsNotSaid() throws IOException {
        assertThat(asked("GET", "/api/cameras/door/live")).isEqualTo(426);
        assertThat(warnings()).isEmpty();
    }

    private int closeCode(byte[] frames) throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            assertThat(connection.upgrade("/api/cameras/door/live").status()).isEqualTo(101);
            connection.say(frames);
            return connection.nextFrame(RawConnection.CLOSE).closeCode();
        }
    }

    @Test
    void aWebSocketThatIsClosedForWhatItSaidIsSaidOnceForEachCode() throws IOException {
        var flood = RawConnection.frame(0x81, 0x80, new byte[0]);
        var messages = new byte[flood.length * 6000];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = flood[i % flood.length];
        }
        for (int i = 0; i < 3; i++) {
            assertThat(closeCode(RawConnection.frame(0x82, 0x80, new byte[3]))).isEqualTo(1003);
            assertThat(closeCode(RawConnection.frame(0x81, 0x80, new byte[65 * 1024]))).isEqualTo(1009);
            assertThat(closeCode(messages)).isEqualTo(4429);
        }
        assertThat(warnings()).hasSize(3);
        assertThat(log.with("WARN", "this machine", "1003")).hasSize(1);
        assertThat(log.with("WARN", "this machine", "1009")).hasSize(1);
        assertThat(log.with("WARN", "this machine", "4429", "5000 a second")).hasSize(1);
    }

    @Test
    void aCameraThatGoesIsNoRefusal() throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            assertThat(connection.upgrade("/api/cameras/nobody/live").status()).isEqualTo(101);
            assertThat(connection.nextFrame(RawConnection.CLOSE).closeCode()).isEqualTo(4404);
        }
        assertThat(warnings()).isEmpty();
    }
}
