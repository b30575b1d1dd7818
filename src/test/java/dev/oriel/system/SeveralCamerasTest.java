package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `/api/live`: several cameras on one connection.
class SeveralCamerasTest {
    private final RunningOriel oriel = RunningOriel.with();
    private final FakeCamera door = oriel.camera("door");
    private final FakeCamera garden = oriel.camera("garden");

    @AfterEach
    void close() {
        oriel.close();
    }

    private Viewer connect() {
        return Viewer.connect(oriel.ws("/api/live"), "oriel.v1");
    }

    private static String watch(String priority, String... names) {
        var cameras = new JsonArray();
        for (var name : names) {
            cameras.add(new JsonObject().put("name", name).put("width", 640).put("height", 360).put("priority", priority));
        }
        return new JsonObject().put("type", "watch").put("cameras", cameras).encode();
    }

    private static JsonObject text(Viewer viewer, String type) throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            var message = viewer.next();
            if (message.text() != null && new JsonObject(message.words()).getString("type").equals(type)) {
                return new JsonObject(message.words());
            }
        }
        throw new AssertionError("no " + type);
    }

    @Test
    void helloListsWhatIsWatchedAndNothingComesBeforeItIs() throws Exception {
        door.runAt(50);
        try (var viewer = connect()) {
            assertThat(text(viewer, "hello").getJsonArray("cameras")).isEmpty();
            viewer.say("{\"type\":\"ping\",\"t\":1}");
            assertThat(new JsonObject(viewer.next().words()).getString("type")).isEqualTo("pong");
            assertThat(door.track().subscriptions()).isZero();
        }
    }

    @Test
    void theWatchedAreListedBeforeTheirFirstPictureAndAllOfThemCome() throws Exception {
        try (var viewer = connect()) {
            text(viewer, "hello");
            viewer.say(watch("visible", "door", "garden"));
            door.runAt(50);
            garden.runAt(50);
            var list = text(viewer, "cameras").getJsonArray("cameras");
            assertThat(list.stream().map(one -> ((JsonObject) one).getString("name")).collect(Collectors.toList()))
                    .containsExactly("door", "garden");
            var seen = new TreeSet<Integer>();
            for (int i = 0; i < 200 && seen.size() < 2; i++) {
                var message = viewer.next();
                if (message.text() == null) {
                    var header = WireHeader.read(message.bytes());
                    if (header.kind() == 1) {
                        seen.add(header.camera());
                        viewer.say(header.acknowledgement());
                    }
                }
            }
            assertThat(seen).containsExactly(door.track().index(), garden.track().index());
        }
    }

    @Test
    void aNumberIsToldBeforeAnythingIsSaidOfIt() throws Exception {
        door.lose("unplugged");
        try (var viewer = connect()) {
            text(viewer, "hello");
            viewer.say(watch("visible", "door", "garden"));
            assertThat(new JsonObject(viewer.next().words()).getString("type")).isEqualTo("cameras");
            var state = new JsonObject(viewer.next().words());
            assertThat(state.getString("type")).isEqualTo("state");
            assertThat(state.getString("cause")).isEqualTo("unplugged");
        }
    }

    @Test
    void aCameraThatIsShownSmallerComesBackAfterALoss() throws Exception {
        var large = oriel.camera("large", NumberedJpegs.textured(1280, 720));
        try (var viewer = connect()) {
            var small = new JsonObject().put("name", "large").put("width", 320).put("height", 180);
            viewer.say(new JsonObject().put("type", "watch")
                    .put("cameras", new JsonArray().add(small).add(new JsonObject().put("name", "garden"))).encode());
            garden.runAt(20);
            for (int times = 0; times < 3; times++) {
                large.runAt(20);
                untilSmaller(viewer, large);
                large.lose("unplugged");
            }
        }
    }

    private static void untilSmaller(Viewer viewer, FakeCamera camera) throws InterruptedException {
        for (int i = 0; i < 1000; i++) {
            var message = viewer.next();
            if (message.text() == null) {
                var header = WireHeader.read(message.bytes());
                if (header.kind() == 1) {
                    viewer.say(header.acknowledgement());
                    if (header.camera() == camera.track().index() && header.width() < 1280) {
                        return;
                    }
                }
            }
        }
        throw new AssertionError("no smaller picture");
    }

    @Test
    void offLetsGoOfTheCamera() throws Exception {
        try (var viewer = connect()) {
            viewer.say(watch("visible", "door", "garden"));
            await().until(() -> door.track().subscriptions() == 1 && garden.track().subscriptions() == 1);
            viewer.say(watch("off", "door"));
            await().until(() -> door.track().subscriptions() == 0);
            assertThat(garden.track().subscriptions()).isOne();
            text(viewer, "cameras");
            assertThat(text(viewer, "cameras").getJsonArray("cameras")).hasSize(1);
        }
    }

    @Test
    void anUnknownNameIsAnErrorAndTheConnectionLives() throws Exception {
        try (var viewer = connect()) {
            viewer.say(watch("visible", "nobody"));
            var error = text(viewer, "error");
            assertThat(error.getString("camera")).isEqualTo("nobody");
            assertThat(error.getString("code")).isNotBlank();
            assertThat(error.getString("message")).isNotBlank();
            viewer.say(watch("visible", "door"));
            assertThat(text(viewer, "cameras").getJsonArray("cameras")).hasSize(1);
        }
    }

    @Test
    void sixtyFourCamerasAreTheMostOfAConnectionHoweverTheyAreAsked() throws Exception {
        var names = new ArrayList<String>();
        for (int i = 0; i < 66; i++) {
            names.add(oriel.camera("camera-" + i).name());
        }
        try (var viewer = connect()) {
            viewer.say(watch("visible", names.subList(0, 40).toArray(String[]::new)));
            viewer.say(watch("visible", names.subList(40, 66).toArray(String[]::new)));
            assertThat(text(viewer, "cameras").getJsonArray("cameras")).hasSize(40);
            for (int i = 64; i < 66; i++) {
                var error = text(viewer, "error");
                assertThat(error.getString("code")).isEqualTo("too-many");
                assertThat(error.getString("camera")).isEqualTo(names.get(i));
            }
            assertThat(text(viewer, "cameras").getJsonArray("cameras")).hasSize(64);
        }
    }
}
