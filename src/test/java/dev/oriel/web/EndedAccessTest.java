package dev.oriel.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.auth.Principal.Kind;
import dev.oriel.auth.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What runs on a credential ends with it.
class EndedAccessTest {
    private static final List<String> FULL = List.of("Sec-WebSocket-Protocol: oriel.v1");
    private HeldServer server;

    @BeforeEach
    void start(@TempDir Path data) throws Exception {
        server = new HeldServer(data);
        server.camera("door");
        server.camera("yard");
        server.darkCamera("cave");
        server.publishedCamera("roof");
        server.holders.usual(server.keys, Set.of("door", "roof", "cave"), "yard");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /// A connection that is open, and has answered.
    private RawClient open(String path, List<String> more, String holder) throws IOException {
        var client = server.client();
        var headers = new ArrayList<>(server.holders.headers(holder));
        headers.addAll(more);
        assertThat(client.upgrade(path, headers).head().status()).isEqualTo(101);
        client.frame(9, new byte[0]);
        assertThat(client.closeOrPong(new ArrayList<>()).kind()).isEqualTo(RawClient.PONG);
        return client;
    }

    private void end(String holder) {
        server.holders.end(holder);
        server.accessChanged();
    }

    private void sees(String holder, Kind kind, Role role, String... cameras) {
        server.holders.put(holder, kind, role, Set.of(cameras));
        server.accessChanged();
    }

    private static int closed(RawClient client, List<String> texts) throws IOException {
        var end = client.closeOrPong(texts);
        assertThat(end.kind()).isEqualTo(RawClient.CLOSE);
        return end.closeCode();
    }

    private static int closed(RawClient client) throws IOException {
        return closed(client, new ArrayList<>());
    }

    @Test
    void eachWebSocketOfAnEndedLoginIsClosed() throws Exception {
        for (var path : List.of("/api/cameras/door/live", "/api/cameras/door/jsmpeg", "/ws", "/websocket", "/api/process")) {
            server.holders.put(Holders.VIEWER, Kind.ACCOUNT, Role.VIEWER, Set.of("door"));
            try (var client = open(path, List.of(), Holders.VIEWER)) {
                end(Holders.VIEWER);
                assertThat(closed(client)).as(path).isEqualTo(4401);
            }
        }
    }

    @Test
    void aViewerOfTheFullWayIsToldNotToComeBack() throws Exception {
        for (var path : List.of("/api/cameras/door/live", "/api/live")) {
            server.holders.put(Holders.LINK, Kind.SHARE_LINK, Role.VIEWER, Set.of("door"));
            try (var client = open(path, FULL, Holders.LINK)) {
                end(Holders.LINK);
                var texts = new ArrayList<String>();
                assertThat(closed(client, texts)).isEqualTo(4401);
                assertThat(texts.getLast()).contains("\"bye\"", "4401", "\"reconnect\":false");
            }
        }
    }

    @Test
    void aCameraThatIsNoLongerSeenIsAsGone() throws Exception {
        try (var one = open("/api/cameras/door/live", FULL, Holders.VIEWER);
                var simple = open("/api/cameras/door/live", List.of(), Holders.VIEWER);
                var player = open("/api/cameras/door/jsmpeg", List.of(), Holders.VIEWER);
                var other = open("/api/process", List.of(), Holders.VIEWER)) {
            sees(Holders.VIEWER, Kind.ACCOUNT, Role.VIEWER, "roof");
            assertThat(List.of(closed(one), closed(simple), closed(player))).containsOnly(4404);
            other.frame(9, new byte[0]);
            assertThat(other.closeOrPong(new ArrayList<>()).kind()).isEqualTo(RawClient.PONG);
        }
    }

    @Test
    void aWallLosesTheCameraAlone() throws Exception {
        server.holders.put(Holders.VIEWER, Kind.ACCOUNT, Role.VIEWER, Set.of("door", "yard"));
        try (var wall = open("/api/live", FULL, Holders.VIEWER)) {
            wall.text("{\"type\":\"watch\",\"cameras\":[{\"name\":\"door\"},{\"name\":\"yard\"}]}");
            wall.frame(9, new byte[0]);
            wall.closeOrPong(new ArrayList<>());
            sees(Holders.VIEWER, Kind.ACCOUNT, Role.VIEWER, "yard");
            var texts = new ArrayList<String>();
            while (texts.stream().noneMatch(text -> text.contains("\"cameras\""))) {
                var message = wall.message();
                if (message.kind() == 1) {
                    texts.add(message.text());
                }
            }
            assertThat(texts.getFirst()).contains("no-such-camera", "door");
            assertThat(texts.getLast()).contains("yard").doesNotContain("door");
        }
    }

    @Test
    void aStreamEnds() throws Exception {
        try (var stream = server.client(); var old = server.client()) {
            stream.send("GET /api/cameras/door/stream.mjpg", server.holders.headers(Holders.VIEWER), new byte[0]);
            assertThat(stream.head().status()).isEqualTo(200);
            old.send("GET /api/cameras/door/stream.mjpg", server.holders.headers(Holders.VIEW_KEY), new byte[0]);
            assertThat(old.head().status()).isEqualTo(200);
            end(Holders.VIEWER);
            stream.awaitEnd();
            sees(Holders.VIEW_KEY, Kind.VIEW_KEY, Role.VIEWER, "yard");
            old.awaitEnd();
        }
    }

    @Test
    void aSnapshotThatIsWaitedForIsAnsweredAsNow() throws Exception {
        try (var ended = snapshot(Holders.VIEWER); var unseen = snapshot(Holders.VIEW_KEY)) {
            end(Holders.VIEWER);
            assertThat(ended.head().status()).isEqualTo(401);
            sees(Holders.VIEW_KEY, Kind.VIEW_KEY, Role.VIEWER, "yard");
            assertThat(unseen.head().status()).isEqualTo(404);
        }
    }

    private RawClient snapshot(String holder) throws IOException {
        var track = server.hub.camera("cave").orElseThrow().track();
        long before = track.subscriptions();
        var client = server.client();
        client.send("GET /api/cameras/cave/snapshot.jpg", server.holders.headers(holder), new byte[0]);
        await().until(() -> track.subscriptions() > before);
        return client;
    }

    @Test
    void anOperatorWhoIsNoneAnyMorePublishesNoMore() throws Exception {
        try (var viewer = publisher()) {
            sees(Holders.OPERATOR, Kind.ACCOUNT, Role.VIEWER, "roof");
            assertThat(closed(viewer)).isEqualTo(4403);
        }
        server.holders.put(Holders.OPERATOR, Kind.ACCOUNT, Role.OPERATOR, Set.of("roof"));
        try (var blind = publisher()) {
            sees(Holders.OPERATOR, Kind.ACCOUNT, Role.OPERATOR, "door");
            assertThat(closed(blind)).isEqualTo(4404);
        }
        server.holders.put(Holders.OPERATOR, Kind.ACCOUNT, Role.OPERATOR, Set.of("roof"));
        try (var ended = publisher()) {
            end(Holders.OPERATOR);
            var texts = new ArrayList<String>();
            assertThat(closed(ended, texts)).isEqualTo(4401);
            assertThat(texts.getLast()).contains("\"bye\"", "\"reconnect\":false");
        }
    }

    private RawClient publisher() throws IOException {
        return open("/api/cameras/roof/publish", List.of(), Holders.OPERATOR);
    }

    @Test
    void anUploadOfAnEndedLoginIsRefused() throws Exception {
        try (var upload = server.client()) {
            var headers = new ArrayList<>(server.holders.headers(Holders.OPERATOR));
            headers.addAll(List.of("Transfer-Encoding: chunked", "Expect: 100-continue"));
            upload.send("POST /api/cameras/roof/ingest", headers, new byte[0]);
            assertThat(upload.head().status()).isEqualTo(100);
            end(Holders.OPERATOR);
            assertThat(upload.head().status()).isEqualTo(401);
        }
    }

    @Test
    void aChangeThatIsSentSlowlyIsAnsweredAsItIsWhenItIsWhole() throws Exception {
        try (var change = server.client()) {
            var headers = new ArrayList<>(server.holders.headers(Holders.OPERATOR));
            var body = "{\"title\":\"Late\"}".getBytes(StandardCharsets.UTF_8);
            headers.add("Content-Length: " + body.length);
            change.send("PATCH /api/cameras/door/settings", headers, new byte[0]);
            server.holders.put(Holders.OPERATOR, Kind.ACCOUNT, Role.VIEWER, Set.of("door"));
            change.write(body);
            assertThat(change.head().status()).isEqualTo(403);
        }
    }

    @Test
    void whoCameWithoutALoginIsOutWhenTheServerIsLocked() throws Exception {
        server.holders.lock(false);
        try (var full = open("/api/live", FULL, "");
                var publisher = open("/api/cameras/roof/publish", List.of(), "");
                var process = open("/api/process", List.of(), "");
                var stays = open("/api/live", FULL, Holders.VIEWER)) {
            server.holders.lock(true);
            server.accessChanged();
            assertThat(List.of(closed(full), closed(publisher), closed(process))).containsOnly(4401);
            stays.frame(9, new byte[0]);
            assertThat(stays.closeOrPong(new ArrayList<>()).kind()).isEqualTo(RawClient.PONG);
        }
    }

    @Test
    void aKeyThatFollowsStaysWhenTheLoginEnds() throws Exception {
        try (var publisher = publisher()) {
            publisher.text("{\"type\":\"auth\",\"key\":\"" + server.holders.secret(Holders.PUBLISHER) + "\"}");
            publisher.frame(9, new byte[0]);
            publisher.closeOrPong(new ArrayList<>());
            end(Holders.OPERATOR);
            publisher.frame(9, new byte[0]);
            assertThat(publisher.closeOrPong(new ArrayList<>()).kind()).isEqualTo(RawClient.PONG);
        }
    }

    @Test
    void aCredentialThatCannotBeLookedUpIsAsOneThatHasEnded() throws Exception {
        try (var viewer = open("/api/live", FULL, Holders.VIEWER);
                var stream = server.client();
                var publisher = publisher();
                var stays = open("/api/live", FULL, Holders.LINK)) {
            stream.send("GET /api/cameras/door/stream.mjpg", server.holders.headers(Holders.VIEWER), new byte[0]);
            assertThat(stream.head().status()).isEqualTo(200);
            server.holders.fail(Holders.VIEWER);
            server.holders.fail(Holders.OPERATOR);
            server.accessChanged();
            var texts = new ArrayList<String>();
            assertThat(closed(viewer, texts)).isEqualTo(4401);
            assertThat(texts.getLast()).contains("\"bye\"", "\"reconnect\":false");
            assertThat(closed(publisher)).isEqualTo(4401);
            stream.awaitEnd();
            stays.frame(9, new byte[0]);
            assertThat(stays.closeOrPong(new ArrayList<>()).kind()).isEqualTo(RawClient.PONG);
        }
    }

    @Test
    void fourConnectionsOfAnAccountProcess() throws Exception {
        var open = new ArrayList<RawClient>();
        try {
            for (int i = 0; i < 4; i++) {
                open.add(open("/api/process", List.of(), Holders.VIEWER));
            }
            try (var other = open("/api/process", List.of(), Holders.OPERATOR); var fifth = server.client()) {
                fifth.upgrade("/api/process", server.holders.headers(Holders.VIEWER));
                assertThat(fifth.head().status()).isEqualTo(101);
                assertThat(closed(fifth)).isEqualTo(4429);
                assertThat(other).isNotNull();
            }
        } finally {
            for (var client : open) {
                client.close();
            }
        }
    }
}
