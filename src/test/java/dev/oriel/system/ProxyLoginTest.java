package dev.oriel.system;

import static dev.oriel.system.Visitor.PASSWORD;
import static dev.oriel.system.Visitor.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.auth.Role;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Users that a proxy in front has logged in.
class ProxyLoginTest {
    private static final String SECRET = "gdXGr4Jm7w0R2h9k";

    private final RunningOriel oriel = RunningOriel.with("server.trustedProxies", "127.0.0.1", "auth.proxy.userHeader",
            "X-Forwarded-User", "auth.proxy.roleHeader", "X-Forwarded-Role", "auth.proxy.secret", SECRET);
    private final Visitor visitor = new Visitor(oriel.port());

    @AfterEach
    void close() {
        visitor.close();
        oriel.close();
    }

    private String session(String... headers) throws Exception {
        var answer = visitor.get("/api/session", headers);
        if (answer.statusCode() != 200) {
            return code(answer);
        }
        var session = new JsonObject(answer.body());
        return session.getString("role") + " " + session.getString("user");
    }

    @Test
    void theProxysWordCountsWithItsSecret() throws Exception {
        assertThat(session()).isEqualTo("401 login-required");
        assertThat(session("X-Forwarded-User", "Ann", "X-Oriel-Proxy-Secret", SECRET)).isEqualTo("viewer ann");
        assertThat(session("X-Forwarded-User", "ann", "X-Forwarded-Role", "admin", "X-Oriel-Proxy-Secret", SECRET))
                .isEqualTo("admin ann");
        assertThat(session("X-Forwarded-User", "", "X-Oriel-Proxy-Secret", SECRET)).isEqualTo("401 login-required");
    }

    @Test
    void withoutTheSecretItSaysNothing() throws Exception {
        assertThat(session("X-Forwarded-User", "ann")).isEqualTo("401 login-required");
        assertThat(session("X-Forwarded-User", "ann", "X-Oriel-Proxy-Secret", SECRET + "x")).isEqualTo("401 login-required");
    }

    @Test
    void fromAnotherPeerItSaysNothing() throws Exception {
        oriel.change("server.trustedProxies", "192.0.2.7");
        assertThat(session("X-Forwarded-User", "ann", "X-Oriel-Proxy-Secret", SECRET)).isEqualTo("401 login-required");
    }

    @Test
    void whatIsNotClearIsRefused() throws Exception {
        assertThat(session("X-Forwarded-User", "ann", "X-Forwarded-Role", "viewer", "X-Forwarded-Role", "admin",
                "X-Oriel-Proxy-Secret", SECRET)).isEqualTo("400 ambiguous-request");
        assertThat(session("X-Forwarded-User", "ann", "X-Forwarded-User", "bob", "X-Oriel-Proxy-Secret", SECRET))
                .isEqualTo("400 ambiguous-request");
        assertThat(session("X-Forwarded-User", "ann", "X-Forwarded-Role", "owner", "X-Oriel-Proxy-Secret", SECRET))
                .isEqualTo("400 bad-request");
        assertThat(session("X-Forwarded-User", "ann", "X-Forwarded-Role", "viewer,admin", "X-Oriel-Proxy-Secret", SECRET))
                .isEqualTo("400 bad-request");
    }

    @Test
    void whileNobodyKnowsWhatItsAccountSeesTheUserSeesNothing() throws Exception {
        oriel.camera("yard");
        Visitor.account(oriel, "boss", Role.ADMIN);
        Visitor.account(oriel, "ann", Role.VIEWER, "door");
        Files.writeString(oriel.data().resolve("accounts.json"), "");
        oriel.lookAtData();
        assertThat(session("X-Forwarded-User", "ann", "X-Oriel-Proxy-Secret", SECRET)).isEqualTo("401 login-required");
    }

    @Test
    void anAccountOfThatNameSaysWhichCamerasItSees() throws Exception {
        oriel.camera("door");
        oriel.camera("yard");
        Visitor.account(oriel, "boss", Role.ADMIN);
        Visitor.account(oriel, "ann", Role.VIEWER, "door");
        assertThat(visitor.get("/api/cameras", "X-Forwarded-User", "ann", "X-Oriel-Proxy-Secret", SECRET).body()).contains("door")
                .doesNotContain("yard");
    }

    @Test
    void basicIsIgnoredBesideIt() throws Exception {
        Visitor.account(oriel, "boss", Role.ADMIN);
        var basic = "Basic " + Base64.getEncoder().encodeToString(("boss:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        assertThat(session("Authorization", basic)).isEqualTo("admin boss");
        assertThat(session("Authorization", basic, "X-Forwarded-User", "ann", "X-Oriel-Proxy-Secret", SECRET))
                .isEqualTo("viewer ann");
    }

    @Test
    void aWebSocketComesInTheSameWay() throws Exception {
        oriel.camera("door");
        try (var live = RawConnection.to(oriel.port())) {
            assertThat(
                    live.upgrade("/api/cameras/door/live", "X-Forwarded-User: ann", "X-Oriel-Proxy-Secret: " + SECRET).status())
                    .isEqualTo(101);
        }
        try (var live = RawConnection.to(oriel.port())) {
            assertThat(live.upgrade("/api/cameras/door/live", "X-Forwarded-User: ann").status()).isEqualTo(401);
        }
    }
}
