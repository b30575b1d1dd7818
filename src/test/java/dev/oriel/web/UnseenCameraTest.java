package dev.oriel.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.Oriel;
import dev.oriel.auth.Principal.Kind;
import dev.oriel.auth.Role;
import dev.oriel.bus.RedisServer;
import dev.oriel.config.SettingsReader;
import dev.oriel.source.CameraUri;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A camera that a holder does not see is answered as one that does not exist, byte for byte.
class UnseenCameraTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    /// Names that are as long, of a camera that nobody has.
    private static final String NONE = "nope";
    private static final String[] HOLDERS = {Holders.NOBODY, Holders.OTHER_VIEWER, Holders.OTHER_PUBLISHER, Holders.METRICS_KEY,
        Holders.OTHER_LINK, "other operator"};

    @TempDir
    Path data;
    private HeldServer server;

    @BeforeEach
    void start() throws Exception {
        server = new HeldServer(data);
        server.camera("door");
        server.camera("yard");
        server.publishedCamera("roof");
        server.holders.usual(server.keys, Set.of("door", "roof"), "yard");
        server.holders.put("other operator", Kind.ACCOUNT, Role.OPERATOR, Set.of("yard"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anUnseenCameraIsAnsweredAsNone() throws Exception {
        assertSameAsNone("door");
    }

    @Test
    void anUnseenCameraThatWaitsForAPublisherIsAnsweredAsNone() throws Exception {
        assertSameAsNone("roof");
    }

    @Test
    void anUnseenCameraOfTheBusIsAnsweredAsNone() throws Exception {
        try (var redis = RedisServer.start(); var recorder = recorder(redis.url())) {
            server.bus(redis.url());
            await().atMost(LONG).until(() -> server.hub.camera("attc").isPresent());
            assertThat(recorder.hub()).isNotNull();
            assertSameAsNone("attc");
            assertListed(Holders.OTHER_VIEWER, "yard");
        }
    }

    @Test
    void listsAndReadingsAreOfTheCamerasThatAreSeen() throws Exception {
        assertListed(Holders.OTHER_VIEWER, "yard");
        assertListed(Holders.VIEWER, "door", "roof");
        server.holders.put(Holders.METRICS_KEY, Kind.METRICS_KEY, Role.VIEWER, Set.of("yard"));
        server.holders.put(Holders.ADMIN, Kind.ACCOUNT, Role.ADMIN, Set.of("yard"));
        for (var holder : List.of(Holders.METRICS_KEY, Holders.ADMIN)) {
            assertThat(answer("GET /metrics", holder)).contains("camera=\"yard\"").doesNotContain("door", "roof");
        }
    }

    @Test
    void theFirstCameraIsTheFirstThatIsSeen() throws Exception {
        try (var client = server.client()) {
            client.upgrade("/websocket", List.of("X-Holder: " + Holders.OTHER_VIEWER, "Sec-WebSocket-Protocol: oriel.v1"));
            assertThat(client.head().status()).isEqualTo(101);
            assertThat(client.message().text()).contains("\"yard\"").doesNotContain("door");
        }
    }

    @Test
    void watchAnswersTheSameForUnseenAndUnknown() throws Exception {
        try (var client = server.client()) {
            client.upgrade("/api/live", List.of("X-Holder: " + Holders.OTHER_VIEWER, "Sec-WebSocket-Protocol: oriel.v1"));
            assertThat(client.head().status()).isEqualTo(101);
            client.message(); // hello
            client.text("{\"type\":\"watch\",\"cameras\":[{\"name\":\"door\"},{\"name\":\"nope\"}]}");
            var unseen = client.message().text();
            assertThat(unseen).contains("no-such-camera");
            assertThat(unseen.replace("door", NONE)).isEqualTo(client.message().text());
        }
    }

    private void assertListed(String holder, String... names) throws IOException {
        var list = new JsonObject(answer("GET /api/cameras", holder)).getJsonArray("cameras");
        assertThat(list.stream().map(one -> ((JsonObject) one).getString("name")).toList())
                .containsExactly(names);
    }

    private String answer(String request, String holder) throws IOException {
        try (var client = server.client()) {
            return client.send(request, List.of("X-Holder: " + holder), new byte[0]).body(client.head());
        }
    }

    /// The way to the login page has the way back, which is what was asked for.
    private static List<String> withoutWayBack(List<String> answer, String camera) {
        return answer.stream().map(line -> line.replace("?to=watch/" + camera, "?to=")).toList();
    }

    private void assertSameAsNone(String camera) throws IOException {
        int asked = 0;
        for (var route : SiteRoutes.list()) {
            if (route.contains("{name}")) {
                for (var holder : HOLDERS) {
                    assertThat(withoutWayBack(whole(route, holder, camera), camera)).as(route + " by " + holder)
                            .isEqualTo(withoutWayBack(whole(route, holder, NONE), NONE));
                    asked++;
                }
            }
        }
        assertThat(asked).isGreaterThan(60);
    }

    /// All that there is to see, without the date: of a plain request, one for the head alone, one of a browser, and a handshake.
    private List<String> whole(String route, String holder, String camera) throws IOException {
        var key = server.holders.secret(holder);
        var method = route.substring(0, route.indexOf(' '));
        var path = route.substring(route.indexOf(' ') + 1).replace("{name}", camera).replace("{key}", key);
        var seen = new ArrayList<String>();
        seen.addAll(plain(method + " " + path, server.holders.headers(holder), method.equals("GET") ? "" : "{\"fps\":5}"));
        if (method.equals("GET")) {
            seen.addAll(plain("HEAD " + path, server.holders.headers(holder), ""));
            var browser = new ArrayList<>(server.holders.headers(holder));
            browser.add("Accept: text/html");
            seen.addAll(plain("GET " + path, browser, ""));
            seen.addAll(handshake(path, List.of(), holder));
            seen.addAll(handshake(path, List.of("Sec-WebSocket-Protocol: oriel.v1"), holder));
        }
        return seen;
    }

    private List<String> plain(String request, List<String> headers, String body) throws IOException {
        try (var client = server.client()) {
            var head = client.send(request, headers, body.getBytes(StandardCharsets.UTF_8)).head();
            var lines = new ArrayList<>(head.lines());
            if (!request.startsWith("HEAD")) {
                lines.add(client.body(head));
            }
            return lines;
        }
    }

    private List<String> handshake(String path, List<String> more, String holder) throws IOException {
        try (var client = server.client()) {
            var headers = new ArrayList<>(server.holders.headers(holder));
            headers.addAll(more);
            var head = client.upgrade(path, headers).head();
            var seen = new ArrayList<>(head.lines());
            if (head.status() != 101) {
                seen.add(client.body(head));
                return seen;
            }
            if (path.endsWith("/publish")) {
                client.frame(2, StillCamera.jpeg());
            }
            client.frame(9, new byte[0]);
            var end = client.closeOrPong(seen);
            seen.add(end.kind() == RawClient.CLOSE ? end.closeCode() + end.text() : "open");
            return seen;
        }
    }

    private Oriel recorder(String bus) throws Exception {
        var folder = Files.createDirectory(data.resolve("recorder"));
        var settings = Map.of("bus.url", bus, "cameras.attc.uri", "test:?size=320x180", "log.level", "warn");
        return new Oriel(SettingsReader.read(new SettingsReader.Inputs(settings, Map.of(), folder, null),
                uri -> CameraUri.parse(uri).common()), folder, Oriel.Role.RECORDER, System::nanoTime).start();
    }
}
