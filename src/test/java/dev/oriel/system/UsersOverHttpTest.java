package dev.oriel.system;

import static dev.oriel.system.Visitor.PASSWORD;
import static dev.oriel.system.Visitor.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.auth.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `/api/users`, `/api/sessions`, and `/api/keys` by people of different roles.
class UsersOverHttpTest {
    private final RunningOriel oriel = RunningOriel.with();
    private final Visitor visitor = new Visitor(oriel.port());

    @AfterEach
    void close() {
        visitor.close();
        oriel.close();
    }

    private Visitor loggedIn(String name, Role role, String... cameras) throws Exception {
        Visitor.account(oriel, name, role, cameras);
        var made = new Visitor(oriel.port());
        made.logIn(name, PASSWORD);
        return made;
    }

    @Test
    void theFirstAccountIsMadeOnThisMachineAlone() throws Exception {
        var wish = "{\"name\":\"ann\",\"password\":\"" + PASSWORD + "\"}";
        assertThat(code(visitor.ask("POST", "/api/users", wish, "X-Forwarded-For", "192.0.2.1")))
                .isEqualTo("403 not-this-machine");
        var made = new JsonObject(visitor.ask("POST", "/api/users", wish).body());
        assertThat(made.getString("role")).isEqualTo("admin");
        assertThat(visitor.get("/api/cameras").statusCode()).as("locked from then on").isEqualTo(401);
        assertThat(visitor.ask("POST", "/api/users", "{\"name\":\"bob\",\"password\":\"" + PASSWORD + "\"}").statusCode())
                .isEqualTo(401);
    }

    @Test
    void anAdminMakesListsChangesAndRemovesAccounts() throws Exception {
        try (var ann = loggedIn("ann", Role.ADMIN)) {
            var made = new JsonObject(ann.ask("POST", "/api/users",
                    "{\"name\":\"bob\",\"role\":\"operator\",\"cameras\":[\"door\"],\"password\":\"a long password\"}").body());
            assertThat(made.getJsonArray("cameras")).isEqualTo(new JsonArray(List.of("door")));
            visitor.logIn("bob", "a long password");
            var users = new JsonObject(ann.get("/api/users").body()).getJsonArray("users");
            assertThat(users).hasSize(2);
            assertThat(users.getJsonObject(1).getString("lastLogin")).isNotNull();
            assertThat(users.encode()).doesNotContain("argon2", "hash");
            assertThat(ann.ask("PATCH", "/api/users/bob", "{\"role\":\"viewer\",\"cameras\":[]}").statusCode()).isEqualTo(200);
            assertThat(new JsonObject(visitor.get("/api/session").body()).getString("role")).isEqualTo("viewer");
            assertThat(ann.ask("DELETE", "/api/users/bob", "").statusCode()).isEqualTo(200);
            assertThat(visitor.get("/api/session").statusCode()).isEqualTo(401);
            assertThat(code(ann.ask("DELETE", "/api/users/bob", ""))).isEqualTo("404 no-such-user");
            assertThat(code(ann.ask("DELETE", "/api/users/ann", ""))).isEqualTo("409 last-account");
        }
    }

    @Test
    void whatIsNotUnderstoodMakesNoAccount() throws Exception {
        try (var ann = loggedIn("ann", Role.ADMIN)) {
            for (var body : List.of("[]", "{}", "{\"name\":\"A\",\"password\":\"a long password\"}", "{\"name\":\"bob\"}",
                    "{\"name\":\"bob\",\"password\":\"short\"}", "{\"name\":\"bob\",\"password\":7}",
                    "{\"name\":\"bob\",\"password\":\"a long password\",\"role\":\"owner\"}",
                    "{\"name\":\"bob\",\"password\":\"a long password\",\"cameras\":[\"A b\"]}",
                    "{\"name\":\"bob\",\"password\":\"a long password\",\"cameras\":\"door\"}")) {
                assertThat(code(ann.ask("POST", "/api/users", body))).as(body).isEqualTo("400 bad-request");
            }
            assertThat(code(ann.ask("POST", "/api/users", "{\"name\":\"ann\",\"password\":\"a long password\"}")))
                    .isEqualTo("409 user-exists");
            assertThat(code(ann.ask("PATCH", "/api/users/ann", "{\"role\":\"viewer\"}"))).isEqualTo("409 last-admin");
        }
    }

    @Test
    void everybodyChangesTheOwnPasswordAndNothingElse() throws Exception {
        try (var ann = loggedIn("ann", Role.ADMIN); var vera = loggedIn("vera", Role.VIEWER)) {
            visitor.logIn("vera", PASSWORD);
            assertThat(vera.get("/api/users").statusCode()).isEqualTo(403);
            assertThat(code(vera.ask("PATCH", "/api/users/vera", "{\"role\":\"admin\"}"))).isEqualTo("403 not-allowed");
            assertThat(code(vera.ask("PATCH", "/api/users/ann", "{\"password\":\"a new password\",\"current\":\"x\"}")))
                    .isEqualTo("403 not-allowed");
            assertThat(code(vera.ask("PATCH", "/api/users/vera", "{\"password\":\"a new password\"}")))
                    .isEqualTo("400 bad-request");
            assertThat(code(vera.ask("PATCH", "/api/users/vera", "{\"password\":\"a new password\",\"current\":\"wrong-one\"}")))
                    .isEqualTo("401 wrong-login");
            assertThat(vera.ask("PATCH", "/api/users/vera", new JsonObject().put("password", "a new password")
                    .put("current", PASSWORD).encode()).statusCode()).isEqualTo(200);
            assertThat(vera.get("/api/session").statusCode()).as("goes on").isEqualTo(200);
            assertThat(visitor.get("/api/session").statusCode()).as("every other login ends").isEqualTo(401);
            assertThat(ann.get("/api/session").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void everybodyListsAndEndsTheOwnSessionsAndAnAdminAll() throws Exception {
        try (var ann = loggedIn("ann", Role.ADMIN); var vera = loggedIn("vera", Role.VIEWER)) {
            visitor.logIn("vera", PASSWORD);
            var own = new JsonObject(vera.get("/api/sessions").body()).getJsonArray("sessions");
            assertThat(own).hasSize(2);
            assertThat(own.stream().map(JsonObject.class::cast).filter(each -> each.getBoolean("current"))).hasSize(1);
            var all = new JsonObject(ann.get("/api/sessions").body()).getJsonArray("sessions");
            assertThat(all).hasSize(3);
            var anns = all.stream().map(JsonObject.class::cast).filter(each -> each.getString("user").equals("ann")).findFirst()
                    .orElseThrow().getString("id");
            assertThat(code(vera.ask("DELETE", "/api/sessions/" + anns, ""))).isEqualTo("404 no-such-session");
            var other = own.stream().map(JsonObject.class::cast).filter(each -> !each.getBoolean("current")).findFirst()
                    .orElseThrow();
            assertThat(vera.ask("DELETE", "/api/sessions/" + other.getString("id"), "").statusCode()).isEqualTo(200);
            assertThat(visitor.get("/api/session").statusCode()).isEqualTo(401);
            assertThat(ann.ask("DELETE", "/api/sessions/" + anns, "").statusCode()).isEqualTo(200);
            assertThat(ann.get("/api/session").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void anOperatorMakesKeysAndLinksOfCamerasThatHeSees() throws Exception {
        oriel.camera("door");
        oriel.camera("yard");
        try (var ann = loggedIn("ann", Role.ADMIN);
                var otto = loggedIn("otto", Role.OPERATOR, "door");
                var vera = loggedIn("vera", Role.VIEWER)) {
            ann.ask("POST", "/api/keys", "{\"name\":\"anns\"}");
            var link = new JsonObject(otto.ask("POST", "/api/keys",
                    "{\"name\":\"party\",\"kind\":\"share\",\"cameras\":[\"door\"],\"for\":\"2h\",\"page\":\"https://cam.example.org/x/\"}")
                    .body());
            assertThat(link.getString("link")).isEqualTo("https://cam.example.org/x/?share=" + link.getString("key"));
            assertThat(link.getJsonArray("qr").size()).isGreaterThan(20);
            assertThat(visitor.get("/?share=" + link.getString("key")).statusCode()).isEqualTo(303);
            assertThat(code(otto.ask("POST", "/api/keys", "{\"name\":\"a\",\"kind\":\"share\",\"cameras\":[\"yard\"]}")))
                    .isEqualTo("404 no-such-camera");
            assertThat(code(otto.ask("POST", "/api/keys", "{\"name\":\"a\",\"kind\":\"view\",\"cameras\":[\"door\"]}")))
                    .isEqualTo("403 not-allowed");
            assertThat(code(otto.ask("POST", "/api/keys", "{\"name\":\"a\"}"))).isEqualTo("403 not-allowed");
            assertThat(code(vera.ask("POST", "/api/keys", "{\"name\":\"a\"}"))).isEqualTo("403 not-allowed");
            var listed = new JsonObject(otto.get("/api/keys").body()).getJsonArray("keys");
            assertThat(listed).hasSize(1);
            assertThat(listed.getJsonObject(0).getLong("uses")).isPositive();
            assertThat(listed.getJsonObject(0).getString("by")).isEqualTo("otto");
            assertThat(code(otto.ask("DELETE", "/api/keys/anns", ""))).isEqualTo("404 no-such-key");
            assertThat(new JsonObject(ann.get("/api/keys").body()).getJsonArray("keys")).hasSize(2);
            assertThat(otto.ask("DELETE", "/api/keys/party", "").statusCode()).isEqualTo(200);
            assertThat(visitor.get("/api/cameras/door").statusCode()).isEqualTo(401);
        }
    }
}
