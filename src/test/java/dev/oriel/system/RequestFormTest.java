package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Heads of requests that two programs may read in two ways.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestFormTest {
    private final RunningOriel oriel = RunningOriel.with();

    RequestFormTest() {
        oriel.camera("door");
    }

    @AfterAll
    void close() {
        oriel.close();
    }

    private RawConnection.Answer said(String head) throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            connection.say(head.replace("PORT", Integer.toString(oriel.port())).replace("\n", "\r\n") + "\r\n\r\n");
            return connection.answer(true);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /api/cameras HTTP/1.1", "GET /api/cameras HTTP/1.1\nHost: localhost\nHost: localhost",
        "GET /api/cameras HTTP/1.1\nHost: localhost\nhost: evil.example",
        "GET /api/cameras HTTP/1.0\nHost: localhost\nHost: evil.example",
        "GET /api/cameras HTTP/1.1\nHost: local host", "GET /api/cameras HTTP/1.1\nHost: localhost, evil.example",
        "GET /api/cameras HTTP/1.1\nHost: user@localhost", "GET /api/cameras HTTP/1.1\nHost: localhost/x",
        "GET /api/cameras HTTP/1.1\nHost: local\u0001host", "GET /api/cameras HTTP/1.1\nHost: localhost\n evil.example",
        "PATCH /api/cameras/door/settings HTTP/1.1\nHost: localhost:PORT\nOrigin: http://localhost:PORT\nOrigin: http://evil",
        "GET /api/cameras HTTP/1.1\nHost: localhost\nOrigin: http://localhost\nOrigin: http://localhost",
        "GET /api/cameras HTTP/1.1\nHost: localhost\nAuthorization: Bearer a\nAuthorization: Bearer b",
        "GET http://evil.example/api/cameras HTTP/1.1\nHost: localhost", "GET http:///api/cameras HTTP/1.1\nHost: localhost",
        "GET ftp://localhost/api/cameras HTTP/1.1\nHost: localhost", "GET api/cameras HTTP/1.1\nHost: localhost",
        "CONNECT localhost:80 HTTP/1.1\nHost: localhost:80", "GET * HTTP/1.1\nHost: localhost",
        "GET /api/cameras\u001b[2J HTTP/1.1\nHost: localhost", "GET /api/cam\u0000eras HTTP/1.1\nHost: localhost",
        "GET /api/cameras?a=\u007f HTTP/1.1\nHost: localhost"})
    void aHeadThatTwoProgramsMayReadInTwoWaysIs400(String head) throws IOException {
        assertThat(said(head).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 8", "Upgrade: h2c",
        "Origin: http://127.0.0.1"})
    void aHandshakeThatSaysOneThingTwiceIs400(String again) throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            var own = "Origin: http://127.0.0.1:" + oriel.port();
            assertThat(connection.upgrade("/api/cameras/door/live", own, again).status()).isEqualTo(400);
        }
    }

    /// RFC 6455, section 4.1: a client may name its subprotocols in several lines.
    @Test
    void subprotocolsMayStandInSeveralLines() throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            var head = connection.upgrade("/api/live", "Sec-WebSocket-Protocol: other", "Sec-WebSocket-Protocol: oriel.v1");
            assertThat(head.status()).isEqualTo(101);
            assertThat(head.header("Sec-WebSocket-Protocol")).isEqualTo("oriel.v1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /api/cameras HTTP/1.0", "GET /api/cameras HTTP/1.0\nHost: localhost",
        "GET http://localhost:PORT/api/cameras HTTP/1.1\nHost: LOCALHOST:PORT",
        "GET /api/cameras HTTP/1.1\nHost: [::1]:8080", "GET /api/cameras?title=t\u00fcr HTTP/1.1\nHost: localhost"})
    void whatCanBeReadInOneWayIsAnswered(String head) throws IOException {
        assertThat(said(head).status()).isEqualTo(200);
    }

    @Test
    void aRefusedHeadEndsTheConnectionWhereItsBodyMayFollow() throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            connection.say("POST /api/cameras HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n");
            assertThat(connection.answer(true).status()).isEqualTo(400);
            assertThat(connection.closesWithin(3000)).isTrue();
        }
    }

    @Test
    void moreThanAHundredFieldsAre431() throws IOException {
        assertThat(said("GET /api/cameras HTTP/1.1\nHost: localhost" + "\na:b".repeat(99)).status()).isEqualTo(200);
        assertThat(said("GET /api/cameras HTTP/1.1\nHost: localhost" + "\na:b".repeat(100)).status()).isEqualTo(431);
        assertThat(said("GET /api/cameras HTTP/1.1\nHost: localhost" + "\na:b".repeat(3000)).body()).contains("too-many-fields");
    }
}
