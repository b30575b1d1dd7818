package dev.oriel.system;

import static dev.oriel.system.Visitor.PASSWORD;
import static dev.oriel.system.Visitor.code;
import static dev.oriel.system.Visitor.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.auth.AccountStore;
import dev.oriel.auth.KeyKind;
import dev.oriel.auth.KeyRequest;
import dev.oriel.auth.KeyStore;
import dev.oriel.auth.Passwords;
import dev.oriel.auth.Role;
import dev.oriel.observe.LoggedLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What programs and guests show to a locked server: keys, share links, and a name with its password.
class CredentialsTest {
    private final RunningOriel oriel = RunningOriel.with();
    private final Visitor visitor = new Visitor(oriel.port());
    private FakeCamera door;

    @BeforeEach
    void lock() throws Exception {
        door = oriel.camera("door");
        oriel.camera("yard");
        Visitor.account(oriel, "ann", Role.ADMIN);
    }

    @AfterEach
    void close() {
        visitor.close();
        oriel.close();
    }

    private KeyStore keys() {
        return new KeyStore(oriel.data(), Map.of(), InstantSource.system());
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private int asked(String... headers) throws IOException, InterruptedException {
        return visitor.get("/api/cameras", headers).statusCode();
    }

    // --- keys

    @Test
    void aViewingKeyShowsItsCamerasUntilItIsRevoked() throws Exception {
        var secret = keys().add(new KeyRequest("tv", KeyKind.VIEW, Set.of("door"), null, null));
        var bearer = "Bearer " + secret;
        assertThat(visitor.get("/api/cameras", "Authorization", bearer).body()).contains("door").doesNotContain("yard");
        assertThat(visitor.get("/api/cameras/yard", "Authorization", bearer).body())
                .isEqualTo(visitor.get("/api/cameras/none", "Authorization", bearer).body());
        assertThat(asked("Authorization", bearer + "x")).isEqualTo(401);
        keys().revoke("tv");
        assertThat(asked("Authorization", bearer)).isEqualTo(401);
    }

    @Test
    void aKeyThatHasEndedOpensNothing() throws Exception {
        var secret = keys().add(new KeyRequest("tv", KeyKind.VIEW, Set.of(), Instant.now().plusSeconds(2), null));
        assertThat(asked("Authorization", "Bearer " + secret)).isEqualTo(200);
        await().untilAsserted(() -> assertThat(asked("Authorization", "Bearer " + secret)).isIn(401, 429));
    }

    @Test
    void manyWrongKeysHaveToWaitAndGoodOnesDoNot() throws Exception {
        var good = keys().add(new KeyRequest("tv", KeyKind.VIEW, Set.of(), null, null));
        for (int i = 0; i < 5; i++) {
            assertThat(asked("Authorization", "Bearer wrong" + i)).isEqualTo(401);
        }
        await().untilAsserted(() -> {
            var refused = visitor.get("/api/cameras", "Authorization", "Bearer wrong");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(header(refused, "retry-after")).matches("[1-9]\\d*");
        });
        assertThat(asked("Authorization", "Bearer " + good)).isEqualTo(200);
    }

    // --- links

    private String link(String name, String camera, long seconds) throws IOException {
        return keys().add(new KeyRequest(name, KeyKind.SHARE, Set.of(camera), Instant.now().plusSeconds(seconds), null));
    }

    @Test
    void aShareLinkLeadsToItsCameraAndToNothingElse() throws Exception {
        var token = link("party", "door", 3600);
        var answer = visitor.get("/?share=" + token);
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(header(answer, "location")).isEqualTo("watch/door");
        assertThat(header(answer, "set-cookie"))
                .matches("oriel_share_[0-9a-f]{8}=orielkey_\\S+; Max-Age=36\\d\\d; HttpOnly; SameSite=Lax");
        assertThat(header(answer, "referrer-policy")).isEqualTo("no-referrer");
        assertThat(visitor.get("/watch/door").statusCode()).isEqualTo(200);
        assertThat(visitor.get("/api/cameras/door").statusCode()).isEqualTo(200);
        assertThat(code(visitor.get("/api/cameras/yard"))).isEqualTo("404 no-such-camera");
        assertThat(code(visitor.get("/api/cameras"))).isEqualTo("403 not-allowed");
        assertThat(code(visitor.ask("PATCH", "/api/cameras/door/settings", "{\"title\":\"x\"}"))).isEqualTo("403 not-allowed");
        visitor.forget();
        assertThat(visitor.get("/api/cameras/door?share=" + token).statusCode()).isEqualTo(200);
        assertThat(visitor.get("/api/cameras/door").statusCode()).as("for that request alone").isEqualTo(401);
    }

    @Test
    void aSessionBesideALinkIsStronger() throws Exception {
        visitor.get("/?share=" + link("party", "door", 3600));
        visitor.logIn("ann", PASSWORD);
        assertThat(visitor.get("/api/cameras").body()).contains("yard");
    }

    @Test
    void aForgedOrTamperedLinkOpensNothing() throws Exception {
        var token = link("party", "door", 3600);
        assertThat(code(visitor.get("/?share=" + token.substring(0, token.length() - 1)))).isEqualTo("401 no-such-link");
        assertThat(code(visitor.get("/?share="))).isEqualTo("401 no-such-link");
        assertThat(code(visitor.get("/?share=orielkey_" + "A".repeat(token.length() - 9)))).isEqualTo("401 no-such-link");
    }

    @Test
    void anExpiredLinkOpensNothingAndIsNeverLogged() throws Exception {
        var token = link("party", "door", 2);
        try (var log = new LoggedLines()) {
            visitor.get("/?share=" + token);
            await().untilAsserted(() -> assertThat(visitor.get("/api/cameras/door").statusCode()).isEqualTo(401));
            assertThat(code(visitor.get("/?share=" + token))).isIn("401 no-such-link", "429 too-many-attempts");
            assertThat(log.all().toString()).doesNotContain(token.substring(10));
        }
    }

    @Test
    void aStreamEndsWithItsLink() throws Exception {
        var token = link("party", "door", 3600);
        try (var live = RawConnection.to(oriel.port())) {
            assertThat(live.upgrade("/api/cameras/door/live?share=" + token, "Sec-WebSocket-Protocol: oriel.v1").status())
                    .isEqualTo(101);
            keys().revoke("party");
            assertThat(live.nextFrame(RawConnection.CLOSE).closeCode()).isEqualTo(4401);
        }
    }

    // --- Basic

    @Test
    void aNameAndItsPasswordOpenWhatTheAccountMay() throws Exception {
        door.publish();
        assertThat(asked("Authorization", basic("ann", PASSWORD))).isEqualTo(200);
        assertThat(asked("Authorization", basic("ANN", PASSWORD))).as("remembered").isEqualTo(200);
        assertThat(asked("Authorization", basic("ann", "wrong-one"))).isEqualTo(401);
        assertThat(visitor.bare("POST", "/api/keys", "{\"name\":\"a\"}", "Authorization", basic("ann", PASSWORD)).statusCode())
                .isEqualTo(200);
        assertThat(asked("Authorization", "Basic !")).isEqualTo(400);
    }

    @Test
    void aBrowserCannotBeMadeToUseIt() throws Exception {
        var authorization = basic("ann", PASSWORD);
        assertThat(visitor.ask("POST", "/api/keys", "{\"name\":\"a\"}", "Authorization", authorization).statusCode())
                .isEqualTo(401);
        assertThat(visitor.ask("DELETE", "/api/keys/a", "", "Authorization", authorization).statusCode()).isEqualTo(401);
        assertThat(visitor.bare("DELETE", "/api/keys/a", "", "Authorization", authorization).statusCode()).isEqualTo(401);
        assertThat(asked("Authorization", authorization, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Dest", "document"))
                .isEqualTo(401);
        assertThat(asked("Authorization", authorization, "Sec-Fetch-Site", "same-origin")).isEqualTo(200);
    }

    @Test
    void onlyProgramsAreAskedForIt() throws Exception {
        assertThat(header(visitor.get("/api/cameras"), "www-authenticate")).isEqualTo("Basic realm=\"Oriel\", charset=\"UTF-8\"");
        assertThat(header(visitor.get("/api/cameras", "Sec-Fetch-Mode", "cors"), "www-authenticate")).isEmpty();
        assertThat(header(visitor.get("/api/cameras", "Accept", "text/html"), "www-authenticate")).isEmpty();
        oriel.change("auth.basic", "false");
        assertThat(header(visitor.get("/api/cameras"), "www-authenticate")).isEmpty();
        assertThat(asked("Authorization", basic("ann", PASSWORD))).isEqualTo(401);
    }

    @Test
    void anotherPasswordIsNoticedThoughTheOldOneIsRemembered() throws Exception {
        assertThat(asked("Authorization", basic("ann", PASSWORD))).isEqualTo(200);
        var accounts = new AccountStore(oriel.data(), Map.of(), InstantSource.system());
        accounts.password("ann", Passwords.hash("another password"));
        oriel.lookAtData();
        assertThat(asked("Authorization", basic("ann", PASSWORD))).isEqualTo(401);
        assertThat(asked("Authorization", basic("ann", "another password"))).isEqualTo(200);
        Visitor.account(oriel, "bob", Role.ADMIN);
        accounts.remove("ann", false);
        oriel.lookAtData();
        assertThat(asked("Authorization", basic("ann", "another password"))).isEqualTo(401);
    }

    @Test
    void aWebSocketMayShowIt() throws Exception {
        try (var live = RawConnection.to(oriel.port())) {
            assertThat(live.upgrade("/api/cameras/door/live", "Authorization: " + basic("ann", PASSWORD)).status())
                    .isEqualTo(101);
            door.publish();
            live.text("more");
            assertThat(live.nextFrame(RawConnection.BINARY).payload).isEqualTo(door.picture(1));
        }
    }

    @Test
    void twoCredentialsOfOneKindAreRefused() throws Exception {
        try (var raw = RawConnection.to(oriel.port())) {
            assertThat(raw.answer("GET", "/api/cameras", "Authorization: " + basic("ann", PASSWORD),
                    "Authorization: " + basic("ann", PASSWORD)).status()).isEqualTo(400);
        }
    }
}
