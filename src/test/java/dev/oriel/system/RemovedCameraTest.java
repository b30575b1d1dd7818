package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What becomes of those who watch a camera that is taken out of the settings while Oriel runs.
@Timeout(180)
class RemovedCameraTest {
    private static final String WATCH = "{\"type\":\"watch\",\"cameras\":[{\"name\":\"door\"},{\"name\":\"yard\"}]}";

    private final RunningOriel oriel = RunningOriel.with("cameras.door.uri", "test:?size=320x180&fps=30", "cameras.yard.uri",
            "test:?size=320x180&fps=30");

    @AfterEach
    void stop() {
        oriel.close();
    }

    private void removeDoor() throws Exception {
        oriel.change("cameras.door.uri", "");
        assertThat(oriel.hub().camera("door")).isEmpty();
    }

    @Test
    void theFullWaySaysByeAndCloses4404() throws Exception {
        try (var viewer = Viewer.connect(oriel.ws("/api/cameras/door/live"), "oriel.v1")) {
            while (viewer.next().text() != null) {
                // until the first picture
            }
            removeDoor();
            assertThat(viewer.closeCode()).isEqualTo(4404);
            var bye = said(viewer, "bye");
            assertThat(bye.getInteger("code")).isEqualTo(4404);
            assertThat(bye.getBoolean("reconnect")).isFalse();
        }
    }

    @Test
    void theSimpleWayCloses4404() throws Exception {
        try (var viewer = Viewer.connect(oriel.ws("/api/cameras/door/live"))) {
            viewer.say("1");
            viewer.next();
            removeDoor();
            assertThat(viewer.closeCode()).isEqualTo(4404);
        }
    }

    @Test
    void jsmpegCloses4404() throws Exception {
        try (var viewer = Viewer.connect(oriel.ws("/api/cameras/door/jsmpeg"))) {
            viewer.next();
            removeDoor();
            assertThat(viewer.closeCode()).isEqualTo(4404);
        }
    }

    @Test
    void aJsmpegPlayerStaysWhileACameraHasAnotherKindOfSource() throws Exception {
        try (var viewer = Viewer.connect(oriel.ws("/api/cameras/door/jsmpeg"))) {
            viewer.next();
            oriel.change("cameras.door.uri", "publish:");
            oriel.change("cameras.door.uri", "test:?size=320x240&fps=25");
            for (int i = 0; i < 100; i++) {
                assertThat(viewer.next().text()).isNull();
            }
        }
    }

    @RepeatedTest(3)
    void viewersOfEachKindStayThroughChangesThatFollowAtOnce() throws Exception {
        try (var full = Viewer.connect(oriel.ws("/api/cameras/door/live"), "oriel.v1");
                var player = Viewer.connect(oriel.ws("/api/cameras/door/jsmpeg"))) {
            full.next();
            for (int i = 0; i < 5; i++) {
                oriel.change("cameras.door.uri", "publish:");
                oriel.change("cameras.door.uri", "test:?size=320x240&fps=25");
            }
            full.say("{\"type\":\"ping\",\"t\":7}");
            assertThat(said(full, "pong").getInteger("t")).isEqualTo(7);
            for (int i = 0; i < 10; i++) {
                assertThat(player.next().text()).isNull();
            }
        }
    }

    @Test
    void mjpegEnds() throws Exception {
        try (var stream = RawConnection.to(oriel.port())) {
            stream.ask("GET", "/api/cameras/door/stream.mjpg");
            assertThat(stream.head().status()).isEqualTo(200);
            assertThat(stream.chunk()).isNotEmpty();
            removeDoor();
            while (stream.chunk().length > 0) {
                // pictures that were under way
            }
            assertThat(stream.closesWithin(5000)).isTrue();
        }
    }

    @Test
    void aWallLosesThatCameraAlone() throws Exception {
        try (var viewer = Viewer.connect(oriel.ws("/api/live"), "oriel.v1")) {
            viewer.say(WATCH);
            assertThat(said(viewer, "cameras").getJsonArray("cameras")).hasSize(2);
            removeDoor();
            assertThat(said(viewer, "error").getString("camera")).isEqualTo("door");
            var left = said(viewer, "cameras").getJsonArray("cameras");
            assertThat(left).hasSize(1);
            assertThat(left.getJsonObject(0).getString("name")).isEqualTo("yard");
            viewer.say("{\"type\":\"ping\",\"t\":7}");
            assertThat(said(viewer, "pong").getInteger("t")).isEqualTo(7);
        }
    }

    @Test
    void viewersStayWhileTheCameraGetsAnotherKindOfSource() throws Exception {
        try (var viewer = Viewer.connect(oriel.ws("/api/cameras/door/live"), "oriel.v1")) {
            while (viewer.next().text() != null) {
                // until the first picture
            }
            oriel.change("cameras.door.uri", "publish:");
            for (var state = said(viewer, "state"); !"no publisher".equals(state.getString("cause"));) {
                state = said(viewer, "state");
            }
            oriel.change("cameras.door.uri", "test:?size=160x90&fps=30");
            viewer.say("{\"type\":\"ping\",\"t\":7}");
            await().until(() -> oriel.hub().camera("door").orElseThrow().track().state().isLive());
        }
    }

    private static JsonObject said(Viewer viewer, String type) throws InterruptedException {
        while (true) {
            var message = viewer.next();
            if (message.text() == null) {
                var header = WireHeader.read(message.bytes());
                if (header.kind() == 1) {
                    viewer.say(header.acknowledgement());
                }
            } else if (new JsonObject(message.words()).getString("type").equals(type)) {
                return new JsonObject(message.words());
            }
        }
    }
}
