package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Plain HTTP: addresses, methods, errors, headers.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpTest {
    private final RunningOriel oriel = RunningOriel.with("server.frameAncestors", "https://home.example.org");
    private final FakeCamera door = oriel.camera("door");

    @AfterAll
    void close() {
        oriel.close();
    }

    private RawConnection.Answer ask(String method, String path, String... headers) throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            return connection.answer(method, path, headers);
        }
    }

    private static JsonObject error(RawConnection.Answer answer) {
        assertThat(answer.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
        return new JsonObject(answer.body()).getJsonObject("error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/watch", "/watch/a/b", "/api", "/api/cameras/", "/assets/", "/assets/nothing.js",
        "/api/cameras/nobody", "/api/cameras/nobody/snapshot.jpg", "/api/cameras/nobody/stream.mjpg",
        "/api/cameras/nobody/settings"})
    void unknownAddressesAre404(String path) throws IOException {
        var answer = ask("GET", path);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(error(answer).getString("code")).isNotBlank();
        assertThat(error(answer).getString("message")).isNotBlank();
        assertThat(ask("HEAD", path).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"POST, /, 'GET, HEAD'", "DELETE, /watch/door, 'GET, HEAD'", "PUT, /api/cameras, 'GET, HEAD'",
        "POST, /api/cameras/door/settings, 'GET, HEAD, PATCH'", "POST, /api/cameras/door/snapshot.jpg, 'GET, HEAD'",
        "POST, /healthz, 'GET, HEAD'", "PATCH, /assets/wall.js, 'GET, HEAD'", "PUT, /api/live, 'GET, HEAD'"})
    void otherMethodsAre405AndNameTheAllowed(String method, String path, String allowed) throws IOException {
        var answer = ask(method, path);
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo(allowed);
        assertThat(error(answer).getString("code")).isEqualTo("method-not-allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/watch/door", "/assets/wall.js", "/assets/oriel.css", "/favicon.ico", "/api/cameras",
        "/api/cameras/door", "/api/cameras/door/settings", "/healthz", "/readyz", "/metrics", "/nothing"})
    void headSaysWhatGetSaysWithoutABody(String path) throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            var get = connection.answer("GET", path);
            var head = connection.answer("HEAD", path);
            assertThat(head.status()).isEqualTo(get.status());
            assertThat(head.header("Content-Type")).isEqualTo(get.header("Content-Type"));
            if (!path.equals("/metrics")) { // its numbers change
                assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
            }
            // A body behind the head would be read as the next answer.
            assertThat(connection.answer("GET", "/healthz").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"/api/cameras/door/snapshot.jpg, image/jpeg",
        "/api/cameras/door/stream.mjpg, multipart/x-mixed-replace; boundary=oriel-frame"})
    void headOfPicturesWatchesNothing(String path, String type) throws IOException {
        var answer = ask("HEAD", path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo(type);
        assertThat(door.track().subscriptions()).isZero();
        assertThat(door.track().counts().taken()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/websocket", "/ws", "/api/live", "/api/cameras/door/live"})
    void webSocketAddressesSayThatTheyAre(String path) throws IOException {
        var answer = ask("GET", path);
        assertThat(answer.status()).isEqualTo(426);
        assertThat(answer.header("Upgrade")).isEqualTo("websocket");
        assertThat(error(answer).getString("code")).isEqualTo("upgrade-required");
    }

    @Test
    void severalCamerasNeedTheSubprotocol() throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            var answer = connection.upgrade("/api/live");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(error(answer).getString("message")).contains("oriel.v1");
        }
    }

    @Test
    void describesItsCameras() throws IOException {
        var list = new JsonObject(ask("GET", "/api/cameras").body()).getJsonArray("cameras");
        assertThat(list).hasSize(1);
        var one = new JsonObject(ask("GET", "/api/cameras/door").body());
        assertThat(list.getJsonObject(0)).isEqualTo(one);
        assertThat(one.fieldNames()).contains("name", "title", "state", "cause", "size", "fps", "viewers", "capabilities");
        assertThat(one.getString("name")).isEqualTo("door");
        assertThat(one.getInteger("viewers")).isZero();
        assertThat(one.getJsonArray("capabilities")).contains("settings");
    }

    @Test
    void healthIsAnsweredAndMetricsArePrometheusText() throws IOException {
        assertThat(ask("GET", "/healthz").status()).isEqualTo(200);
        assertThat(ask("GET", "/readyz").status()).isEqualTo(200);
        var metrics = ask("GET", "/metrics");
        assertThat(metrics.header("Content-Type")).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.body()).contains("# TYPE oriel_frames_published_total counter",
                "oriel_frames_published_total{camera=\"door\"}", "oriel_viewers{camera=\"door\"}",
                "oriel_mpeg_cuts_total{camera=\"door\"}", "oriel_connections 0.0");
        assertThat(metrics.body().lines()).allMatch(line -> line.startsWith("#")
                || Pattern.matches("[a-z_]+(\\{[^}]*\\})? [-+0-9.eEIinfNa]+", line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/watch/door", "/process"})
    void pagesAreLockedDown(String path) throws IOException {
        var answer = ask("GET", path);
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'", "script-src 'self'",
                "base-uri 'none'", "frame-ancestors 'self' https://home.example.org").doesNotContain("unsafe");
        assertThat(answer.header("Server")).isEmpty();
    }

    @Test
    void jsonIsNeverCachedNorSniffed() throws IOException {
        var answer = ask("GET", "/api/cameras");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    }

    @Test
    void anUnchangedAssetIsNotSentAgain() throws IOException {
        var first = ask("GET", "/assets/wall.js");
        assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(first.header("ETag")).matches("\"[0-9a-f]+\"");
        try (var connection = RawConnection.to(oriel.port())) {
            connection.ask("GET", "/assets/wall.js", "If-None-Match: " + first.header("ETag"));
            assertThat(connection.answer(false).status()).isEqualTo(304);
            assertThat(connection.answer("GET", "/assets/wall.js", "If-None-Match: \"other\"").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/watch/door", "/assets/wall.js", "/assets/watch.js", "/assets/oriel-camera.js",
        "/assets/oriel.css", "/assets/wall.css", "/assets/watch.css", "/assets/oriel.webmanifest"})
    void nothingNamesAnAbsoluteAddress(String path) throws IOException {
        var body = ask("GET", path).body();
        assertThat(body).isNotEmpty().doesNotContainPattern("(?:href|src|action)=\"/").doesNotContainPattern("url\\(/")
                .doesNotContainPattern("(?:fetch|import|from|askJson)[ (]*['\"]/")
                .doesNotContainPattern("\"(?:start_url|scope|src)\": *\"/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/assets/../index.html", "/assets/..%2findex.html", "/assets/%2e%2e/index.html",
        "/assets/%2e%2e%2findex.html", "/assets/..%5cindex.html", "/assets//etc/passwd", "/assets/%2fetc%2fpasswd",
        "/assets/wall.js%00.css", "/../../../../etc/passwd", "/assets/..;/index.html", "/assets/....//index.html",
        "/assets/wall.js/", "/assets/.wall.js", "/assets/WALL.JS", "/assets/%E0%80%AFetc"})
    void noPathLeadsOutOfTheAssets(String path) throws IOException {
        var answer = ask("GET", path);
        assertThat(answer.status()).isIn(400, 404);
        assertThat(answer.body()).doesNotContain("root:").doesNotContain("<html");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fps=0", "fps=-1", "fps=1000", "fps=x", "fps=NaN", "fps="})
    void aStreamsRateIsChecked(String query) throws IOException {
        var answer = ask("GET", "/api/cameras/door/stream.mjpg?" + query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(error(answer).getString("message")).contains("fps");
        assertThat(door.track().subscriptions()).isZero();
    }

    @Test
    void aForeignPageMayNotConnectAndIsToldTheSetting() throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            var answer = connection.upgrade("/websocket", "Origin: https://evil.example");
            assertThat(answer.status()).isEqualTo(403);
            assertThat(error(answer).getString("message")).contains("server.origins", "https://evil.example");
        }
        var patch = ask("PATCH", "/api/cameras/door/settings", "Origin: null", "Content-Length: 0");
        assertThat(patch.status()).isEqualTo(403);
        assertThat(ask("GET", "/api/cameras", "Origin: https://evil.example").status()).isEqualTo(200);
    }

    @Test
    void itsOwnPageMayConnect() throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            assertThat(connection.upgrade("/websocket", "Origin: http://127.0.0.1:" + oriel.port()).status()).isEqualTo(101);
        }
        try (var connection = RawConnection.to(oriel.port())) {
            assertThat(connection.upgrade("/websocket", "Origin: http://127.0.0.1:1").status()).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.evil.example",
        "127.0.0.1:80@evil.example"})
    void aReboundHostIsRefusedAndToldTheSetting(String host) throws IOException {
        var answer = ask("GET", "/api/cameras", "Host: " + host);
        assertThat(answer.status()).isIn(400, 421);
        if (answer.status() == 421) {
            assertThat(error(answer).getString("message")).contains("server.origins");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:1234", "192.168.1.5:8080", "[::1]:8080", "oriel.localhost"})
    void addressesAndLocalhostAreItsOwnNames(String host) throws IOException {
        assertThat(ask("GET", "/healthz", "Host: " + host).status()).isEqualTo(200);
    }
}
