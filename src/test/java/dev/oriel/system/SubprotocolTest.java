package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.testing.FreePorts;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is answered to the subprotocols that a WebSocket offers. Browsers end a connection whose offer is not taken up.
class SubprotocolTest {
    private static final String NAME = "Sec-WebSocket-Protocol";

    private final int pistreamingPort = FreePorts.next();
    private final int pagePort = FreePorts.next();
    private final int relayPort = FreePorts.next();
    private final RunningOriel oriel = RunningOriel.with("compat.pistreaming.port", Integer.toString(pistreamingPort),
            "compat.pistreaming.httpPort", Integer.toString(pagePort), "compat.jsmpeg.inPort",
            Integer.toString(FreePorts.next()), "compat.jsmpeg.outPort", Integer.toString(relayPort));

    SubprotocolTest() {
        oriel.camera("door").runAt(25);
    }

    @AfterEach
    void close() {
        oriel.close();
    }

    /// An address, and its port.
    private record Place(int port, String path) {
        RawConnection.Answer answer(String... headers) throws IOException {
            try (var raw = RawConnection.to(port)) {
                return raw.upgrade(path, headers);
            }
        }

        RawConnection.Answer offered(String offered) throws IOException {
            return answer(NAME + ": " + offered);
        }
    }

    private List<Place> players() {
        return List.of(new Place(oriel.port(), "/api/cameras/door/jsmpeg"), new Place(pistreamingPort, "/"),
                new Place(relayPort, "/"));
    }

    private List<Place> oldClients() {
        return Stream.concat(players().stream(), Stream.of(new Place(oriel.port(), "/ws"), new Place(oriel.port(), "/websocket"),
                new Place(pagePort, "/websocket"))).toList();
    }

    @Test
    void theFirstThatAnOldClientOffersIsTaken() throws Exception {
        for (var place : oldClients()) {
            for (var offered : new String[]{"null", "null, second", "  jsmpeg.v2\t,x", "x" + "y".repeat(63)}) {
                var answer = place.offered(offered);
                assertThat(answer.status()).as(place + " " + offered).isEqualTo(101);
                assertThat(answer.header(NAME)).as(place + " " + offered).isEqualTo(offered.split(",")[0].strip());
            }
            var answer = place.answer(NAME + ": first", NAME + ": second");
            assertThat(answer.header(NAME)).as(place.toString()).isEqualTo("first");
        }
    }

    @Test
    void whatIsNoTokenIsNotRepeated() throws Exception {
        for (var place : oldClients()) {
            for (var offered : new String[]{"a b", "a:b", "a\"b", ",null", "a\u00e9", "x".repeat(65), "a\u0000Set-Cookie", "a/b",
                ""}) {
                var answer = place.offered(offered);
                assertThat(answer.status()).as(place + " " + offered).isIn(101, 400);
                assertThat(answer.headers()).as(place + " " + offered).doesNotContainKeys(NAME.toLowerCase(java.util.Locale.ROOT),
                        "set-cookie");
            }
            assertThat(place.answer().headers()).doesNotContainKey(NAME.toLowerCase(java.util.Locale.ROOT));
        }
    }

    @Test
    void playersGetTheirPicturesAllTheSame() throws Exception {
        for (var place : players()) {
            try (var raw = RawConnection.to(place.port)) {
                raw.upgrade(place.path, NAME + ": null");
                assertThat(raw.nextFrame().opcode).as(place.toString()).isEqualTo(RawConnection.BINARY);
            }
        }
    }

    @Test
    void whoeverOffersOursGetsOurs() throws Exception {
        for (var path : new String[]{"/ws", "/websocket", "/api/cameras/door/live", "/api/live"}) {
            for (var offered : new String[]{"oriel.v1", "null, oriel.v1"}) {
                try (var raw = RawConnection.to(oriel.port())) {
                    assertThat(raw.upgrade(path, NAME + ": " + offered).header(NAME)).as(path).isEqualTo("oriel.v1");
                    assertThat(new String(raw.nextFrame().payload, java.nio.charset.StandardCharsets.UTF_8)).as(path)
                            .contains("hello");
                }
            }
        }
    }

    @Test
    void theFullWayIsNotAgreedUponUnderAnotherName() throws Exception {
        for (var offered : new String[]{"null", "oriel.v2", "oriel.v10"}) {
            assertThat(new Place(oriel.port(), "/api/live").offered(offered).status()).as(offered).isEqualTo(400);
            assertThat(new Place(oriel.port(), "/api/cameras/door/live").offered(offered).headers()).as(offered)
                    .doesNotContainKey(NAME.toLowerCase(java.util.Locale.ROOT));
        }
    }
}
