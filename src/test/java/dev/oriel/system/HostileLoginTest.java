package dev.oriel.system;

import static dev.oriel.system.Visitor.PASSWORD;
import static dev.oriel.system.Visitor.code;
import static dev.oriel.system.Visitor.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.auth.Role;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What foreign pages, proxies' clients and guessers try on a locked server.
class HostileLoginTest {
    private final RunningOriel oriel = RunningOriel.with();
    private final Visitor visitor = new Visitor(oriel.port());

    @BeforeEach
    void lock() throws Exception {
        oriel.camera("door");
        Visitor.account(oriel, "ann", Role.ADMIN);
        Visitor.account(oriel, "vera", Role.VIEWER, "none");
    }

    @AfterEach
    void close() {
        visitor.close();
        oriel.close();
    }

    private int upgraded(String... headers) throws Exception {
        try (var live = RawConnection.to(oriel.port())) {
            return live.upgrade("/api/cameras/door/live", headers).status();
        }
    }

    @Test
    void aForeignOriginWithACookieIsRefused() throws Exception {
        visitor.logIn("ann", PASSWORD);
        for (var origin : List.of("https://evil.example", "null", "http://127.0.0.1.evil.example:" + oriel.port())) {
            assertThat(code(visitor.bare("PATCH", "/api/cameras/door/settings", "{\"title\":\"x\"}", "Origin", origin)))
                    .isEqualTo("403 foreign-origin");
            assertThat(upgraded("Cookie: " + visitor.cookie(), "Origin: " + origin)).isEqualTo(403);
        }
    }

    @Test
    void aPageOfAnotherPortOfThisHostIsRefused() throws Exception {
        visitor.logIn("ann", PASSWORD);
        var origin = "http://127.0.0.1:" + (oriel.port() % 65535 + 1);
        assertThat(code(visitor.bare("POST", "/api/keys", "{\"name\":\"a\"}", "Origin", origin))).isEqualTo("403 foreign-origin");
        assertThat(code(visitor.bare("POST", "/logout", "", "Origin", origin))).isEqualTo("403 foreign-origin");
        assertThat(upgraded("Cookie: " + visitor.cookie(), "Origin: " + origin)).isEqualTo(403);
        assertThat(upgraded("Cookie: " + visitor.cookie(), "Origin: " + visitor.origin())).isEqualTo(101);
    }

    @Test
    void aSessionThatEndsWhileABodyComesChangesNothing() throws Exception {
        visitor.logIn("ann", PASSWORD);
        var body = "{\"name\":\"evil\",\"role\":\"admin\",\"password\":\"correct horse battery\"}";
        for (var request : List.of("POST /api/users", "PATCH /api/users/vera", "POST /api/keys")) {
            visitor.logIn("ann", PASSWORD);
            try (var connection = RawConnection.to(oriel.port())) {
                connection.ask(request.split(" ")[0], request.split(" ")[1], "Host: 127.0.0.1", "Cookie: " + visitor.cookie(),
                        "Sec-Fetch-Site: same-origin", "Content-Length: " + body.length());
                connection.say(body.substring(0, 5).getBytes(StandardCharsets.US_ASCII));
                await().until(() -> visitor.ask("POST", "/logout", "").statusCode() == 303);
                connection.say(body.substring(5).getBytes(StandardCharsets.US_ASCII));
                assertThat(connection.answer(true).status()).as(request).isEqualTo(401);
            }
        }
    }

    @Test
    void aCookieNeedsToSayWhichPageUsesIt() throws Exception {
        visitor.logIn("ann", PASSWORD);
        assertThat(code(visitor.bare("POST", "/api/keys", "{\"name\":\"a\"}"))).isEqualTo("403 foreign-origin");
        assertThat(code(visitor.bare("POST", "/api/keys", "{\"name\":\"a\"}", "Sec-Fetch-Site", "same-site")))
                .isEqualTo("403 foreign-origin");
        assertThat(upgraded("Cookie: " + visitor.cookie())).isEqualTo(403);
        assertThat(visitor.bare("POST", "/api/keys", "{\"name\":\"a\"}", "Sec-Fetch-Site", "same-origin").statusCode())
                .isEqualTo(200);
        oriel.change("server.origins", "https://home.example.org");
        assertThat(upgraded("Cookie: " + visitor.cookie(), "Origin: https://home.example.org")).isEqualTo(101);
    }

    @Test
    void aCrossSiteFormNeitherLogsInNorOut() throws Exception {
        var form = new String[]{"Content-Type", "application/x-www-form-urlencoded", "Origin", "https://evil.example",
            "Sec-Fetch-Site", "cross-site"};
        var login = visitor.bare("POST", "/login", "username=ann&password=correct+horse+battery", form);
        assertThat(login.statusCode()).isEqualTo(403);
        assertThat(header(login, "set-cookie")).isEmpty();
        visitor.logIn("ann", PASSWORD);
        assertThat(visitor.bare("POST", "/logout", "", form).statusCode()).isEqualTo(403);
        assertThat(visitor.bare("POST", "/logout", "").statusCode()).as("without a word of its page").isEqualTo(403);
        assertThat(visitor.get("/api/session").statusCode()).isEqualTo(200);
    }

    @Test
    void aGuessedNameOfACameraTellsNothing() throws Exception {
        visitor.logIn("vera", PASSWORD);
        for (var path : List.of("", "/snapshot.jpg", "/settings", "/stream.mjpg")) {
            var seen = visitor.get("/api/cameras/door" + path);
            var guessed = visitor.get("/api/cameras/nothing" + path);
            assertThat(seen.statusCode()).as(path).isEqualTo(404);
            assertThat(seen.body()).as(path).isEqualTo(guessed.body());
            assertThat(seen.headers().map().keySet()).isEqualTo(guessed.headers().map().keySet());
        }
    }

    @Test
    void noPathLeadsOutOfThePages() throws Exception {
        Files.writeString(oriel.data().resolve("secret.txt"), "secret");
        for (var path : List.of("/.env", "/oriel-data/accounts.json", "/accounts.json", "/assets/..%2f..%2faccounts.json",
                "/assets/%2e%2e/login.html", "/../accounts.json", "/assets/../../accounts.json", "/login/../api/cameras",
                "//api/cameras",
                "/API/CAMERAS", "/api/cameras/", "/api/cameras;x", "/%61pi/cameras/..", "/login%00", "/login/", "/assets/.env")) {
            try (var raw = RawConnection.to(oriel.port())) {
                var answer = raw.answer("GET", path);
                assertThat(answer.status()).as(path).isIn(400, 401, 404);
                assertThat(answer.body()).as(path).doesNotContain("hash", "argon2", "secret");
            }
        }
    }

    @Test
    void nobodySmugglesAnAddressThroughTheProxy() throws Exception {
        oriel.change("server.trustedProxies", "127.0.0.1", "log.level", "info");
        for (var smuggled : List.<String[]>of(new String[]{"X-Forwarded-For: 10.9.9.9", "X-Forwarded-For: 192.0.2.1"},
                new String[]{"X_Forwarded_For: 10.9.9.9", "X-Forwarded-For: 192.0.2.1"},
                new String[]{"X-Forwarded-For: 10.9.9.9, 192.0.2.1"})) {
            for (int i = 0; i < 3; i++) {
                try (var raw = RawConnection.to(oriel.port())) {
                    raw.answer("GET", "/api/cameras",
                            Stream.concat(Stream.of(smuggled), Stream.of("Authorization: Bearer wrong")).toArray(String[]::new));
                }
            }
        }
        try (var raw = RawConnection.to(oriel.port())) {
            assertThat(raw.answer("GET", "/api/cameras", "X-Forwarded-For: 192.0.2.1", "Authorization: Bearer wrong").status())
                    .as("all counted for the address that the proxy saw").isEqualTo(429);
        }
        try (var raw = RawConnection.to(oriel.port())) {
            assertThat(raw.answer("GET", "/api/cameras", "X-Forwarded-For: 10.9.9.9", "Authorization: Bearer wrong").status())
                    .isEqualTo(401);
        }
    }

    @Test
    void aBodyOfTwoLengthsIsNoRequest() throws Exception {
        try (var raw = RawConnection.to(oriel.port())) {
            raw.say("POST /login HTTP/1.1\r\nHost: 127.0.0.1:" + oriel.port()
                    + "\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/cameras HTTP/1.1\r\n\r\n");
            assertThat(raw.answer(true).status()).isEqualTo(400);
            assertThat(raw.closesWithin(8000)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "", "{\"accounts\":[]}", "gone"})
    void nobodyGetsInWhileTheAccountsAreUnreadableEmptiedOrGone(String broken) throws Exception {
        visitor.logIn("ann", PASSWORD);
        var file = oriel.data().resolve("accounts.json");
        var good = Files.readString(file);
        if (broken.equals("gone")) {
            Files.delete(file);
        } else {
            Files.writeString(file, broken);
        }
        oriel.lookAtData();
        assertThat(visitor.get("/readyz").body()).contains("\"accounts\"");
        assertThat(visitor.get("/api/cameras").statusCode()).isEqualTo(401);
        assertThat(code(new Visitor(oriel.port()).logInByJson("ann", PASSWORD))).isEqualTo("503 no-accounts");
        Files.writeString(file, good);
        await().untilAsserted(() -> assertThat(visitor.get("/api/cameras").statusCode()).isEqualTo(200));
        assertThat(visitor.get("/readyz").body()).contains("\"ready\":true");
    }

    @Test
    void manyWrongPasswordsHaveToWait() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(code(visitor.logInByJson("ann", "wrong-one" + i))).isEqualTo("401 wrong-login");
        }
        var refused = visitor.logInByJson("ann", PASSWORD);
        assertThat(code(refused)).isEqualTo("429 too-many-attempts");
        assertThat(header(refused, "retry-after")).matches("[1-9]\\d*");
        var form = visitor.logIn("ann", PASSWORD);
        assertThat(form.statusCode()).isEqualTo(429);
        await().untilAsserted(() -> assertThat(visitor.logIn("ann", PASSWORD).statusCode()).isEqualTo(303));
        for (int i = 0; i < 7; i++) {
            new Visitor(oriel.port()).logInByJson("ann", "wrong-one");
        }
        assertThat(visitor.get("/api/session").statusCode()).as("a session is never locked out").isEqualTo(200);
    }
}
