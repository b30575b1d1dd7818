package dev.oriel.system;

import static dev.oriel.system.TestAccounts.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.Oriel;
import dev.oriel.auth.Role;
import dev.oriel.auth.Session;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;

/// Two servers of one bus: a login at one is a login at both.
class SharedSessionsTest {
    @TempDir
    Path data = Path.of("");

    private Fleet fleet;
    private Oriel one;
    private Oriel other;
    private Visitor here;
    private Visitor there;

    @BeforeEach
    void start() throws Exception {
        new TestAccounts(data.resolve("state0")).add("ann", Role.ADMIN);
        new TestAccounts(data.resolve("state1")).add("boss", Role.ADMIN).add("ann", Role.VIEWER);
        fleet = new Fleet(data);
        one = fleet.server();
        other = fleet.server();
        here = new Visitor(one.port());
        there = new Visitor(other.port());
        await().until(() -> here.logIn("ann", PASSWORD).statusCode() == 303);
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
        fleet.close();
    }

    private int asked(Visitor visitor) throws Exception {
        return visitor.get("/api/session", "Cookie", here.cookie()).statusCode();
    }

    @Test
    void aLoginCountsAtBothAndItsRoleIsEachServersOwn() throws Exception {
        assertThat(there.get("/api/session", "Cookie", here.cookie()).body()).contains("\"user\":\"ann\"", "\"role\":\"viewer\"");
        assertThat(here.get("/api/session").body()).contains("\"role\":\"admin\"");
        assertThat(fleet.redis().text(Command.KEYS, "oriel:session:*")).doesNotContain(here.cookie().split("=")[1]);
        assertThat(data.resolve("state0/sessions.json")).doesNotExist();
    }

    @Test
    void aSessionIsNoneOnceItsAccountIsGoneFromTheBus() throws Exception {
        var cookie = here.cookie();
        assertThat(asked(there)).isEqualTo(200);
        var key = "oriel:session:" + Session.hash(cookie.split("=")[1]);
        here.ask("POST", "/logout", "");
        var now = Instant.now().toString();
        fleet.redis().ask(Command.HSET, key, "created", now, "seen", now); // as a server does that has not heard of the end
        for (var server : List.of(here, there)) {
            await().until(() -> server.get("/api/session", "Cookie", cookie).statusCode() == 401);
        }
    }

    @Test
    void aLogoutEndsItAtBothWithinTwoSeconds() throws Exception {
        var cookie = here.cookie();
        assertThat(asked(there)).isEqualTo(200);
        try (var live = RawConnection.to(other.port())) {
            assertThat(live
                    .upgrade("/api/live", "Cookie: " + cookie, "Origin: " + there.origin(), "Sec-WebSocket-Protocol: oriel.v1")
                    .status()).isEqualTo(101);
            here.ask("POST", "/logout", "");
            long beganNanos = System.nanoTime();
            assertThat(live.nextFrame(RawConnection.CLOSE).closeCode()).isEqualTo(4401);
            assertThat(System.nanoTime() - beganNanos).isLessThan(4_000_000_000L);
        }
        assertThat(there.get("/api/session", "Cookie", cookie).statusCode()).isEqualTo(401);
    }

    @Test
    void withoutTheBusWhoIsThereStaysAndNobodyElseGetsIn() throws Exception {
        assertThat(asked(there)).isEqualTo(200);
        try (var late = new Visitor(one.port())) {
            await().until(() -> late.logIn("ann", PASSWORD).statusCode() == 303);
            fleet.redis().kill();
            await().untilAsserted(() -> assertThat(new Visitor(one.port()).logIn("ann", PASSWORD).statusCode()).isEqualTo(503));
            assertThat(here.get("/api/session").statusCode()).isEqualTo(200);
            assertThat(asked(there)).isEqualTo(200);
            var unseen = there.get("/api/session", "Cookie", late.cookie());
            assertThat(Visitor.code(unseen)).as("a login that this server has not seen").isEqualTo("503 no-sessions");
        }
        fleet.redis().startAgain();
    }

    @Test
    void wrongPasswordsAtOneCountAtTheOther() throws Exception {
        try (var guesser = new Visitor(one.port()); var again = new Visitor(other.port())) {
            for (int i = 0; i < 6; i++) {
                guesser.logInByJson("ann", "wrong-one");
            }
            await().untilAsserted(() -> assertThat(again.logInByJson("ann", "wrong-one").statusCode()).isEqualTo(429));
        }
    }
}
