package dev.oriel.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.microsoft.playwright.Browser.NewContextOptions;
import dev.oriel.auth.KeyRequest;
import dev.oriel.auth.Role;
import dev.oriel.edge.EdgeLink;
import dev.oriel.hub.TrackState;
import dev.oriel.source.CapturedLog;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Cameras of an edge at a relay: what viewers see, and what the edge is told.
class EdgeTest {
    private static final NumberedJpegs PICTURES = new NumberedJpegs(640, 480, 0);

    private final RunningOriel oriel = RunningOriel.with("cameras.local.uri", "test:", "cameras.waiting.uri", "publish:",
            "cameras.masked.uri", "publish:", "cameras.masked.filter", "gray");
    private final Publishing publishing = new Publishing(oriel);
    private final AtomicLong numbers = new AtomicLong();

    @AfterEach
    void close() {
        oriel.close();
    }

    private HttpResponse<String> patch(String name, JsonObject change) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(oriel.http("/api/cameras/" + name + "/settings"))
                    .method("PATCH", BodyPublishers.ofString(change.encode())).build(), BodyHandlers.ofString());
        }
    }

    private double metric(String name) throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            var metric = Pattern.compile("(?m)^" + name + " (\\S+)").matcher(connection.answer("GET", "/metrics").body());
            return metric.find() ? Double.parseDouble(metric.group(1)) : -1;
        }
    }

    private long picture(EdgeClient edge, int camera) throws IOException {
        long number = numbers.incrementAndGet();
        edge.picture(camera, number, PICTURES.picture(number));
        return number;
    }

    @Test
    void everyKindOfViewerIsShownAnEdgesCamera() throws Exception {
        try (var edge = EdgeClient.offering(oriel.port(), List.of("door", "yard"))) {
            edge.numbers("door", "yard");
            assertThat(publishing.camera("door").getString("title")).isEqualTo("The door");
            assertThat(publishing.camera("door").getString("state")).isEqualTo("idle");
            assertThat(publishing.camera("door").getString("size")).isEqualTo("640x480");
            assertThat(publishing.camera("door").getDouble("fps")).isEqualTo(25);
            assertThat(publishing.camera("door").getJsonArray("modes")).hasSize(1);
            assertThat(publishing.camera("door").getJsonArray("capabilities")).isEqualTo(JsonArray.of("settings"));
            try (var viewer = Viewer.connect(oriel.ws("/api/cameras/door/live"))) {
                viewer.say("1");
                edge.watch("door", true);
                long number = picture(edge, 0);
                assertThat(NumberedJpegs.number(viewer.next().picture())).isEqualTo(number);
                assertThat(edge.acknowledged().number()).isEqualTo(number);
            }
            edge.watch("door", false);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor(); var mjpg = RawConnection.to(oriel.port())) {
                var snapshot = threads.submit(() -> publishing.snapshot("yard"));
                edge.watch("yard", true);
                long number = picture(edge, 1);
                assertThat(snapshot.get(20, TimeUnit.SECONDS).body()).isEqualTo(PICTURES.picture(number));
                mjpg.ask("GET", "/api/cameras/yard/stream.mjpg");
                picture(edge, 1);
                assertThat(mjpg.head().status()).isEqualTo(200);
                while (!new String(mjpg.chunk(), StandardCharsets.ISO_8859_1).contains("image/jpeg")) {
                    // the boundary comes before it
                }
            }
            try (var wall = Viewer.connect(oriel.ws("/api/live"), "oriel.v1")) {
                wall.say("{\"type\":\"watch\",\"cameras\":[{\"name\":\"door\",\"width\":320,\"height\":240,\"maxFps\":3}]}");
                var wish = edge.watch("door", true);
                while (!Objects.equals(wish.getInteger("width"), 320)) {
                    wish = edge.watch("door", true);
                }
                assertThat(wish.getDouble("maxFps")).isEqualTo(3);
                assertThat(wish.getString("mode")).isEqualTo("auto");
                assertThat(wish.getJsonArray("codecs")).isEqualTo(JsonArray.of("jpeg"));
            }
            assertThat(metric("oriel_edges")).isEqualTo(1);
            assertThat(metric("oriel_edge_bytes_total")).isGreaterThan(3000);
        }
        await().until(() -> "no publisher".equals(publishing.state("door").cause()));
        assertThat(publishing.camera("door").getString("state")).isEqualTo("idle");
    }

    @Test
    void nothingIsAskedForWhileNobodyWatchesAndItsEndIsTold() throws Exception {
        try (var edge = EdgeClient.offering(oriel.port(), List.of("door"))) {
            await().during(Duration.ofSeconds(1)).until(() -> edge.waiting().stream().noneMatch(EdgeTest::isWatch));
            try (var _ = Viewer.connect(oriel.ws("/api/cameras/door/live"), "oriel.v1")) {
                edge.watch("door", true);
            }
            long leftAtNanos = System.nanoTime();
            edge.watch("door", false);
            assertThat(Duration.ofNanos(System.nanoTime() - leftAtNanos)).isBetween(Duration.ofMillis(700),
                    Duration.ofSeconds(8));
        }
    }

    private static boolean isWatch(JsonObject text) {
        return text.getString("type").equals("watch");
    }

    @Test
    void fiftyViewersCostTheEdgeWhatOneDoes() throws Exception {
        try (var edge = EdgeClient.offering(oriel.port(), List.of("door"))) {
            edge.numbers("door");
            var viewers = new ArrayList<Viewer>();
            for (int i = 0; i < 50; i++) {
                viewers.add(Viewer.connect(oriel.ws("/api/cameras/door/live")));
                viewers.getLast().say("1");
            }
            edge.watch("door", true);
            for (var viewer : viewers) {
                viewer.settle();
            }
            long number = picture(edge, 0);
            for (var viewer : viewers) {
                assertThat(NumberedJpegs.number(viewer.next().picture())).isEqualTo(number);
            }
            assertThat(edge.waiting()).noneMatch(EdgeTest::isWatch);
            viewers.forEach(Viewer::close);
        }
    }

    @Test
    void eachPictureIsAcknowledgedOnArrivalWithTheTimeThatItTook() throws Exception {
        try (var edge = EdgeClient.offering(oriel.port(), List.of("door"));
                var _ = Viewer.connect(oriel.ws("/api/cameras/door/live"), "oriel.v1")) {
            edge.numbers("door");
            edge.watch("door", true);
            var jpeg = PICTURES.picture(1);
            edge.frame(RawConnection.BINARY, edge.message(0, 0, 1, new byte[0]));
            // ten times what is asked for: the relay may read the first part late
            edge.frameInParts(RawConnection.BINARY, edge.message(1, 0, 1, jpeg), 500, Duration.ofMillis(500));
            var first = edge.acknowledged();
            assertThat(first.number()).isEqualTo(1);
            assertThat(first.dispersionMicros()).isBetween(50_000L, 5_000_000L);
            edge.frame(RawConnection.BINARY, edge.message(1, 0, 2, jpeg));
            assertThat(edge.acknowledged().dispersionMicros()).isEqualTo(-1);
        }
    }

    @Test
    void namesThatAreRefusedAreNamedAndTheOthersGoOn() throws Exception {
        try (var phone = Publisher.full(oriel.port(), "phone"); var edge = EdgeClient.open(oriel.port())) {
            phone.text("demand");
            edge.say(EdgeClient.offer(EdgeClient.ID, List.of("door", "local", "phone", "Not a name", "waiting")));
            assertThat(edge.text("accepted").getJsonArray("cameras")).isEqualTo(JsonArray.of("door", "waiting"));
            var errors = new ArrayList<String>();
            for (int i = 0; i < 3; i++) {
                var error = edge.text("error");
                errors.add(error.getString("name") + " " + error.getString("code"));
                assertThat(error.getString("message")).isNotBlank();
            }
            assertThat(errors).containsExactlyInAnyOrder("Not a name bad-name", "local name-taken", "phone other-publisher");
            assertThat(publishing.camera("phone").getString("title")).isEqualTo("phone");
            oriel.change("cameras.door.uri", "test:");
            var taken = edge.text("error");
            assertThat(taken.getString("name") + " " + taken.getString("code")).isEqualTo("door name-taken");
            assertThat(edge.isOpen()).isTrue();
        }
    }

    @Test
    void anOfferOfAHundredCamerasIsReadWholeAlsoTheFirstOfAll() throws Exception {
        try (var edge = EdgeClient.open(oriel.port())) {
            var names = IntStream.range(0, 100).mapToObj(i -> "c" + i).toList();
            edge.say(EdgeClient.offer(EdgeClient.ID, names));
            assertThat(edge.text("accepted").getJsonArray("cameras")).isEqualTo(new JsonArray(names.subList(0, 32)));
            for (var name : names.subList(32, 100)) {
                var error = edge.text("error");
                assertThat(error.getString("name") + " " + error.getString("code")).isEqualTo(name + " too-many-names");
            }
        }
    }

    private static long gone(CapturedLog log) {
        return log.lines().stream().filter(line -> line.contains(" is gone, with ")).count();
    }

    @Test
    void theSameEdgeReplacesItsConnectionAndAnotherOneWaits() throws Exception {
        try (var log = new CapturedLog(EdgeLink.class, Level.INFO);
                var first = EdgeClient.offering(oriel.port(), List.of("door"))) {
            try (var other = EdgeClient.open(oriel.port())) {
                other.say(EdgeClient.offer(EdgeClient.OTHER_ID, List.of("door", "yard")));
                assertThat(other.text("accepted").getJsonArray("cameras")).isEqualTo(JsonArray.of("yard"));
                assertThat(other.text("error").getString("code")).isEqualTo("other-publisher");
            }
            try (var again = EdgeClient.offering(oriel.port(), List.of("door"));
                    var _ = Viewer.connect(oriel.ws("/api/cameras/door/live"), "oriel.v1")) {
                assertThat(first.closeCode()).isEqualTo(4409);
                again.watch("door", true);
                await().until(() -> gone(log) == 1); // the other one, and not the first, which is there again
            }
            await().until(() -> gone(log) == 2);
        }
    }

    @Test
    void aCameraThatHasComeThisWayBeforeIsALoop() throws Exception {
        try (var edge = EdgeClient.open(oriel.port())) {
            edge.say(EdgeClient.offer(EdgeClient.ID, List.of()));
            edge.text("accepted");
            var own = java.nio.file.Files.readString(oriel.data().resolve("edge-id")).strip();
            var back = EdgeClient.camera("back").put("path", new JsonArray().add(EdgeClient.OTHER_ID).add(own));
            var fine = EdgeClient.camera("fine").put("path", new JsonArray().add(EdgeClient.OTHER_ID));
            edge.say(EdgeClient.offer(EdgeClient.ID, new JsonArray().add(back).add(fine)));
            assertThat(edge.text("accepted").getJsonArray("cameras")).isEqualTo(JsonArray.of("fine"));
            assertThat(edge.text("error").getString("code")).isEqualTo("loop");
        }
    }

    @Test
    void settingsCrossAndComeBack() throws Exception {
        try (var edge = EdgeClient.offering(oriel.port(), List.of("door"));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var change = threads.submit(() -> patch("door", new JsonObject().put("title", "Porch").put("filter", "gray")));
            var command = edge.text("command");
            assertThat(command.getString("camera") + " " + command.getString("command")).isEqualTo("door settings");
            assertThat(command.getJsonObject("settings").encode()).isEqualTo("{\"title\":\"Porch\",\"filter\":\"gray\"}");
            edge.say(new JsonObject().put("type", "answer").put("id", command.getValue("id")).put("settings",
                    EdgeClient.settings("Porch").put("filter", "gray")));
            assertThat(change.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(change.get().body()).contains("\"title\":\"Porch\"").contains("\"filter\":\"gray\"");
            assertThat(publishing.camera("door").getString("title")).isEqualTo("Porch");

            var refused = threads.submit(() -> patch("door", new JsonObject().put("title", "X")));
            edge.say(new JsonObject().put("type", "answer").put("id", edge.text("command").getValue("id")).put("error",
                    new JsonObject().put("code", "read-only").put("message", "this edge takes no orders")));
            assertThat(refused.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(400);
            assertThat(refused.get().body()).contains("this edge takes no orders");

            var unanswered = threads.submit(() -> patch("door", new JsonObject().put("title", "Y")));
            edge.text("command");
            assertThat(unanswered.get(20, TimeUnit.SECONDS).body()).contains("no answer in time");
            edge.say(EdgeClient.camera("door").put("type", "camera").put("settings", EdgeClient.settings("Gate")));
            await().until(() -> publishing.camera("door").getString("title").equals("Gate"));
        }
        await().until(() -> publishing.camera("door").getString("title").equals("door"));
    }

    @Test
    void theStateOfTheEdgesCameraCrosses() throws Exception {
        try (var edge = EdgeClient.offering(oriel.port(), List.of("door"));
                var viewer = Viewer.connect(oriel.ws("/api/cameras/door/live"))) {
            edge.numbers("door");
            edge.watch("door", true);
            edge.state(0, "lost", "unplugged");
            await().until(() -> TrackState.lost("unplugged").equals(publishing.state("door")));
            assertThat(publishing.snapshot("door").statusCode()).isEqualTo(503);
            edge.say(EdgeClient.camera("door").put("type", "camera").put("state", "live"));
            await().until(() -> publishing.state("door").phase() == TrackState.Phase.STARTING);
            viewer.say("1");
            long number = picture(edge, 0);
            assertThat(NumberedJpegs.number(viewer.next().picture())).isEqualTo(number);
            await().until(() -> publishing.state("door").isLive());
            edge.say(EdgeClient.camera("door").put("type", "camera").put("state", "off"));
            await().until(() -> publishing.state("door").phase() == TrackState.Phase.OFF);
        }
    }

    @Test
    void whatAFilterOfTheRelayHidesStaysHidden() throws Exception {
        try (var edge = EdgeClient.offering(oriel.port(), List.of("masked"));
                var viewer = Viewer.connect(oriel.ws("/api/cameras/masked/live"))) {
            edge.numbers("masked");
            viewer.say("1");
            edge.watch("masked", true);
            long number = picture(edge, 0);
            var shown = viewer.next().picture();
            assertThat(shown).isNotEqualTo(PICTURES.picture(number));
            assertThat(ImageIO.read(new ByteArrayInputStream(shown)).getRaster().getNumBands()).isEqualTo(1);
        }
    }

    @Test
    void anEdgeWithoutAKeyEndsAsSoonAsSomebodyIsAskedForALogin() throws Exception {
        try (var edge = EdgeClient.offering(oriel.port(), List.of("door"))) {
            new TestAccounts(oriel.data()).add("anna", Role.ADMIN);
            oriel.lookAtData();
            assertThat(edge.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void captureTimesArePutRightByTheEdgesClock() throws Exception {
        try (var edge = EdgeClient.open(oriel.port());
                var viewer = Viewer.connect(oriel.ws("/api/live"), "oriel.v1")) {
            edge.clockAhead(-90_000_000);
            edge.say(EdgeClient.offer(EdgeClient.ID, List.of("door")));
            edge.text("accepted");
            await().until(() -> publishing.camera("door").getDouble("clockAhead") != null);
            assertThat(publishing.camera("door").getDouble("clockAhead")).isBetween(-92.0, -88.0);
            edge.numbers("door");
            viewer.say("{\"type\":\"watch\",\"cameras\":[{\"name\":\"door\"}]}");
            edge.watch("door", true);
            picture(edge, 0);
            var message = viewer.next();
            while (message.text() != null || message.bytes()[0] != 1) {
                message = viewer.next();
            }
            long captured = java.nio.ByteBuffer.wrap(message.bytes()).getLong(8);
            assertThat(System.currentTimeMillis() * 1000 - captured).isBetween(-1_000L, 10_000_000L);
        }
    }

    @Test
    void onlyPublishersKeysOpenTheConnectionAndEachNameIsJudged() throws Exception {
        var key = publishing.key("cabin", "door", "yard");
        var view = publishing.keys().add(new KeyRequest("tool", dev.oriel.auth.KeyKind.VIEW, java.util.Set.of(), null, null));
        oriel.lookAtData();
        assertThat(handshake("Authorization: Bearer " + view)).isEqualTo(403);
        assertThat(handshake("Authorization: Bearer orielkey_wrong")).isEqualTo(401);
        assertThat(handshake("X-Forwarded-For: 192.0.2.1")).isEqualTo(401);
        try (var connection = RawConnection.to(oriel.port())) {
            assertThat(connection.upgrade("/api/edge", "Sec-WebSocket-Protocol: oriel.v1").status()).isEqualTo(400);
        }
        try (var edge = EdgeClient.open(oriel.port(), "Authorization: Bearer " + key)) {
            edge.say(EdgeClient.offer(EdgeClient.ID, List.of("door", "roof")));
            assertThat(edge.text("accepted").getJsonArray("cameras")).isEqualTo(JsonArray.of("door"));
            assertThat(edge.text("error").getString("code")).isEqualTo("not-allowed");
            publishing.keys().revoke("cabin");
            assertThat(edge.closeCode()).isEqualTo(4401);
        }
        await().until(() -> "no publisher".equals(publishing.state("door").cause()));
    }

    private int handshake(String header) throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            return connection.upgrade("/api/edge", header, "Sec-WebSocket-Protocol: oriel.edge.v1").status();
        }
    }

    @Test
    void aPageShowsAnEdgesCamera() throws Exception {
        var edge = EdgeClient.offering(oriel.port(), List.of("door"));
        try (var browser = Browser.start(); edge) {
            edge.numbers("door");
            browser.fresh(new NewContextOptions().setViewportSize(1000, 700));
            var page = browser.open(oriel.http("/watch/door").toString());
            edge.watch("door", true);
            var sending = CompletableFuture.runAsync(() -> {
                try {
                    while (edge.isOpen()) {
                        picture(edge, 0);
                        TimeUnit.MILLISECONDS.sleep(100); // as a camera of ten pictures a second
                    }
                } catch (IOException | InterruptedException e) {
                    // the test is over
                }
            });
            assertThat(page.locator("oriel-camera").first()).hasAttribute("phase", "live");
            Browser.assertMoves(page, page.locator("oriel-camera"));
            assertThat(page).hasTitle(Pattern.compile("The door"));
            assertThat(sending).isNotDone();
        }
    }
}
