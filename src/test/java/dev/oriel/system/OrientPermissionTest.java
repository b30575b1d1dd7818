package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.auth.Role;
import dev.oriel.testing.FreePorts;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who may turn cameras on a server that is locked.
class OrientPermissionTest {
    private final int oldPort = FreePorts.next();
    private final RunningOriel oriel = RunningOriel.with("cameras.plain.uri", "publish:", "cameras.door.uri",
            "test:?size=160x120",
            "compat.pistreaming.httpPort", Integer.toString(oldPort), "compat.pistreaming.port",
            Integer.toString(FreePorts.next()));
    private final Visitor visitor = new Visitor(oriel.port());

    @AfterEach
    void close() {
        visitor.close();
        oriel.close();
    }

    private static int code(HttpResponse<String> answer) {
        return answer.statusCode();
    }

    private double pan() {
        var turned = oriel.hub().camera("door").orElseThrow().orientation();
        return turned == null ? Double.NaN : turned.orientation().target().pan();
    }

    @Test
    void onlyOperatorsMoveAnything() throws Exception {
        Visitor.account(oriel, "root", Role.ADMIN);
        Visitor.account(oriel, "ann", Role.VIEWER);
        Visitor.account(oriel, "bob", Role.OPERATOR, "plain");
        visitor.logIn("ann", Visitor.PASSWORD);
        assertThat(code(visitor.ask("POST", "/api/cameras/door/orient?pan=9", ""))).isEqualTo(403);
        assertThat(code(visitor.ask("PUT", "/api/cameras/door/orient/presets/gate", ""))).isEqualTo(403);
        assertThat(code(visitor.get("/do_orient?pan=9"))).isEqualTo(403);
        assertThat(code(visitor.get("/api/cameras/door/controls"))).isEqualTo(403);
        visitor.forget();
        visitor.logIn("bob", Visitor.PASSWORD);
        assertThat(code(visitor.get("/do_orient?pan=9"))).as("none that he sees").isEqualTo(404);
        assertThat(pan()).isZero();
        try (var nobody = new Visitor(oldPort)) {
            assertThat(code(nobody.get("/do_orient?pan=9"))).isEqualTo(401);
        }
        try (var browser = new Visitor(oldPort)) {
            visitor.forget();
            visitor.logIn("root", Visitor.PASSWORD);
            assertThat(code(browser.bare("GET", "/do_orient?pan=4", "", "Cookie", visitor.cookie(), "User-Agent", "Mozilla/5.0",
                    "Referer",
                    "http://127.0.0.1:" + oldPort + "/index.html"))).as("asked by the page there, on plain http").isEqualTo(200);
            assertThat(pan()).isEqualTo(4);
            assertThat(code(browser.bare("GET", "/do_orient?pan=0", "", "Cookie", visitor.cookie(), "User-Agent", "Mozilla/5.0",
                    "Referer",
                    "http://evil.example/"))).isIn(401, 403);
            assertThat(pan()).isEqualTo(4);
            assertThat(code(visitor.ask("POST", "/api/cameras/door/orient?pan=0", ""))).isEqualTo(202);
        }
        oriel.change("compat.pistreaming.open", "true");
        try (var nobody = new Visitor(oldPort)) {
            assertThat(code(nobody.get("/index.html"))).isEqualTo(200);
            assertThat(code(nobody.get("/do_orient?pan=9"))).as("an open port shows, and no more").isEqualTo(403);
        }
        assertThat(pan()).isZero();
    }
}
