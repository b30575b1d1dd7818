package dev.oriel.system;

import static dev.oriel.system.Visitor.PASSWORD;
import static dev.oriel.system.Visitor.code;
import static dev.oriel.system.Visitor.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.auth.Role;
import dev.oriel.auth.Session;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Login, logout, and the cookie in between.
class LoginTest {
    private final RunningOriel oriel = RunningOriel.with();
    private final Visitor visitor = new Visitor(oriel.port());

    @BeforeEach
    void makeAccount() throws Exception {
        oriel.camera("door");
        Visitor.account(oriel, "ann", Role.ADMIN);
    }

    @AfterEach
    void close() {
        visitor.close();
        oriel.close();
    }

    @Test
    void theFirstAccountLocksTheServerAtOnce() throws Exception {
        assertThat(code(visitor.get("/api/cameras"))).isEqualTo("401 login-required");
        assertThat(visitor.get("/healthz").statusCode()).isEqualTo(200);
        assertThat(visitor.get("/readyz").statusCode()).isEqualTo(200);
        assertThat(visitor.get("/login").body()).contains("oriel user passwd");
        assertThat(visitor.get("/publish").statusCode()).isEqualTo(200);
        assertThat(visitor.get("/assets/oriel.css").statusCode()).isEqualTo(200);
    }

    @Test
    void pagesLeadToTheLoginAndBackByRelativeWays() throws Exception {
        assertThat(header(visitor.get("/"), "location")).isEqualTo("./login");
        assertThat(visitor.get("/").statusCode()).isEqualTo(303);
        assertThat(header(visitor.get("/watch/door"), "location")).isEqualTo("../login?to=watch/door");
        assertThat(header(visitor.get("/watch/nothing"), "location")).isEqualTo("../login?to=watch/nothing");
        assertThat(header(visitor.get("/process"), "location")).isEqualTo("./login?to=process");
        var wrong = visitor.ask("POST", "/login?to=watch/door", "username=ann&password=wrong-one", "Content-Type",
                "application/x-www-form-urlencoded");
        assertThat(header(wrong, "location")).isEqualTo("login?error=true&to=watch/door");
        var right = visitor.ask("POST", "/login?to=watch/door", "username=ann&password=correct+horse+battery", "Content-Type",
                "application/x-www-form-urlencoded");
        assertThat(header(right, "location")).isEqualTo("./watch/door");
    }

    @Test
    void noLoginLeadsToAnotherSite() throws Exception {
        for (var to : List.of("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "..", "../x",
                "a//b",
                "watch/%2e%2e", "login", "")) {
            var answer = visitor.ask("POST", "/login?to=" + Visitor.form(to), "username=ann&password=correct+horse+battery",
                    "Content-Type",
                    "application/x-www-form-urlencoded");
            assertThat(header(answer, "location")).as(to).isEqualTo("./");
        }
    }

    @Test
    void theLoginGivesACookieThatOnlyTheServerReads() throws Exception {
        var answer = visitor.logIn("ann", PASSWORD);
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(header(answer, "location")).isEqualTo("./");
        assertThat(header(answer, "set-cookie"))
                .matches("oriel_session_[0-9a-f]{8}=[A-Za-z0-9_-]{43}; Max-Age=2592000; HttpOnly; SameSite=Lax");
        assertThat(visitor.get("/").statusCode()).isEqualTo(200);
        assertThat(visitor.get("/api/cameras").body()).contains("door");
        assertThat(new JsonObject(visitor.get("/api/session").body()))
                .isEqualTo(new JsonObject().put("user", "ann").put("role", "admin").put("cameras", new JsonArray()));
    }

    @Test
    void theCookieIsSecureWhereABelievedProxySpeaksTls() throws Exception {
        var plain = visitor.logInByJson("ann", PASSWORD, "X-Forwarded-Proto", "https");
        assertThat(header(plain, "set-cookie")).doesNotContain("Secure");
        oriel.change("server.trustedProxies", "127.0.0.1", "server.origins", "http://127.0.0.1:" + oriel.port());
        var secure = visitor.logInByJson("ann", PASSWORD, "X-Forwarded-Proto", "https");
        assertThat(header(secure, "set-cookie")).endsWith("; Secure");
    }

    @Test
    void nameAndPasswordMayComeAsJsonOrAsPicamsForm() throws Exception {
        assertThat(new JsonObject(visitor.logInByJson("ann", PASSWORD).body()).getString("role")).isEqualTo("admin");
        assertThat(code(visitor.logInByJson("ann", "wrong-one"))).isEqualTo("401 wrong-login");
        visitor.forget();
        assertThat(header(visitor.bare("POST", "/login", "username=ANN&password=correct+horse+battery", "Content-Type",
                "application/x-www-form-urlencoded"), "location")).isEqualTo("./");
        assertThat(header(visitor.bare("POST", "/login", "password=x", "Content-Type", "application/x-www-form-urlencoded"),
                "location")).isEqualTo("login?error=true");
        assertThat(code(visitor.bare("POST", "/login", "x", "Content-Type", "text/plain"))).isEqualTo("415 not-understood");
        assertThat(code(visitor.bare("POST", "/login", "[]", "Content-Type", "application/json"))).isEqualTo("400 bad-request");
    }

    @Test
    void theLogoutEndsTheSessionAndItsCookieIsOfNoUse() throws Exception {
        visitor.logIn("ann", PASSWORD);
        var replayed = visitor.cookie();
        assertThat(visitor.get("/logout").body()).contains("Log out");
        assertThat(visitor.get("/api/session").statusCode()).as("looking at the page ends nothing").isEqualTo(200);
        var answer = visitor.ask("POST", "/logout", "");
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(header(answer, "location")).isEqualTo("login");
        assertThat(visitor.cookie()).isEmpty();
        assertThat(visitor.get("/api/session", "Cookie", replayed).statusCode()).isEqualTo(401);
    }

    @Test
    void aForgedCookieOpensNothing() throws Exception {
        visitor.logIn("ann", PASSWORD);
        visitor.tamper("oriel_session_", Session.freshId());
        assertThat(visitor.get("/api/cameras").statusCode()).isEqualTo(401);
    }

    @Test
    void aTamperedCookieOpensNothing() throws Exception {
        visitor.logIn("ann", PASSWORD);
        var good = visitor.tamper("oriel_session_", Session.freshId());
        visitor.tamper("oriel_session_", (good.startsWith("A") ? "B" : "A") + good.substring(1));
        assertThat(visitor.get("/api/cameras").statusCode()).isEqualTo(401);
        visitor.tamper("oriel_session_", Session.hash(good));
        assertThat(visitor.get("/api/cameras").statusCode()).as("the hash that is kept").isEqualTo(401);
        visitor.tamper("oriel_session_", good);
        assertThat(visitor.get("/api/cameras").statusCode()).isEqualTo(200);
        assertThat(Files.readString(oriel.data().resolve("sessions.json"))).doesNotContain(good);
    }

    @Test
    void aSessionThatWasNotUsedForThirtyDaysOpensNothing() throws Exception {
        visitor.logIn("ann", PASSWORD);
        oriel.stop();
        var file = oriel.data().resolve("sessions.json");
        var kept = new JsonObject(Files.readString(file));
        var session = kept.getJsonArray("sessions").getJsonObject(0);
        var old = Instant.now().minus(Session.LIFETIME).minusSeconds(1).toString();
        session.put("created", old).put("seen", old);
        Files.writeString(file, kept.encode());
        var accounts = oriel.data().resolve("accounts.json");
        Files.writeString(accounts,
                Files.readString(accounts).replaceAll("(\"(created|changed)\" *: *\")[^\"]+", "$12020-01-01T00:00:00Z"));
        oriel.startAgain();
        assertThat(visitor.get("/api/session").statusCode()).isEqualTo(401);
        session.put("seen", Instant.now().minus(Session.LIFETIME).plusSeconds(60).toString());
        Files.writeString(file, kept.encode());
        oriel.lookAtData();
        assertThat(visitor.get("/api/session").statusCode()).as("a minute before its end").isEqualTo(200);
    }

    @Test
    void aLoginThatIsUnderWayDoesNotOutliveItsPassword() throws Exception {
        var logins = new ArrayList<CompletableFuture<Visitor>>();
        for (int i = 0; i < 6; i++) {
            logins.add(CompletableFuture.supplyAsync(() -> {
                var browser = new Visitor(oriel.port());
                try {
                    browser.logIn("ann", PASSWORD);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return browser;
            }));
        }
        CompletableFuture.anyOf(logins.toArray(CompletableFuture[]::new)).join();
        new TestAccounts(oriel.data()).password("ann", "another password");
        for (var login : logins) {
            try (var browser = login.join()) {
                await().untilAsserted(() -> assertThat(browser.get("/api/session").statusCode()).isEqualTo(401));
            }
        }
        assertThat(new JsonObject(Files.readString(oriel.data().resolve("sessions.json"))).getJsonArray("sessions").stream()
                .map(each -> Instant.parse(((JsonObject) each).getString("created"))))
                .as("none began after the change")
                .allMatch(created -> created.isBefore(new TestAccounts(oriel.data()).changed("ann")));
    }

    @Test
    void aLoginNeverTakesOverTheSessionThatABrowserShows() throws Exception {
        visitor.logIn("ann", PASSWORD);
        var before = visitor.cookie();
        visitor.logIn("ann", PASSWORD);
        assertThat(visitor.cookie()).isNotEqualTo(before);
        visitor.forget();
        assertThat(visitor.get("/api/session", "Cookie", before).statusCode()).as("it ends").isEqualTo(401);
        var planted = before.substring(0, before.indexOf('=') + 1) + Session.freshId();
        assertThat(header(visitor.logInByJson("ann", PASSWORD, "Cookie", planted), "set-cookie")).doesNotContain(planted);
        assertThat(new Visitor(oriel.port()).get("/api/session", "Cookie", planted).statusCode()).isEqualTo(401);
    }

    @Test
    void cookiesOfTwoAccountsAreRefusedAndTwoOfOneAreNot() throws Exception {
        Visitor.account(oriel, "bob", Role.VIEWER);
        visitor.logIn("ann", PASSWORD);
        try (var other = new Visitor(oriel.port());
                var plain = new Visitor(oriel.port());
                var again = new Visitor(oriel.port())) {
            other.logIn("bob", PASSWORD);
            again.logIn("ann", PASSWORD);
            assertThat(code(plain.get("/api/session", "Cookie", visitor.cookie() + "; " + other.cookie())))
                    .isEqualTo("400 ambiguous-request");
            assertThat(plain.get("/api/session", "Cookie", visitor.cookie() + "; " + again.cookie()).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aRestartKeepsSessions() throws Exception {
        visitor.logIn("ann", PASSWORD);
        oriel.stop();
        oriel.startAgain();
        assertThat(visitor.get("/api/session").statusCode()).isEqualTo(200);
    }

    @Test
    void anotherPasswordEndsTheSessionsOfThatAccount() throws Exception {
        Visitor.account(oriel, "bob", Role.VIEWER);
        visitor.logIn("ann", PASSWORD);
        try (var bob = new Visitor(oriel.port())) {
            bob.logIn("bob", PASSWORD);
            assertThat(visitor.ask("PATCH", "/api/users/bob", "{\"password\":\"another password\"}").statusCode()).isEqualTo(200);
            assertThat(bob.get("/api/session").statusCode()).isEqualTo(401);
        }
        assertThat(visitor.get("/api/session").statusCode()).isEqualTo(200);
    }

    @Test
    void streamsEndWithTheSession() throws Exception {
        visitor.logIn("ann", PASSWORD);
        try (var live = RawConnection.to(oriel.port())) {
            assertThat(live.upgrade("/api/cameras/door/live", "Cookie: " + visitor.cookie(), "Origin: " + visitor.origin(),
                    "Sec-WebSocket-Protocol: oriel.v1").status()).isEqualTo(101);
            visitor.ask("POST", "/logout", "");
            assertThat(live.nextFrame(RawConnection.CLOSE).closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void aRemovedSessionsFileLogsEverybodyOut() throws Exception {
        visitor.logIn("ann", PASSWORD);
        Files.delete(oriel.data().resolve("sessions.json"));
        await().untilAsserted(() -> assertThat(visitor.get("/api/session").statusCode()).isEqualTo(401));
        assertThat(visitor.logIn("ann", PASSWORD).statusCode()).isEqualTo(303);
        assertThat(visitor.get("/api/session").statusCode()).isEqualTo(200);
    }
}
