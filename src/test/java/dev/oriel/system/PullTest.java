package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The simple way: a text message asks for one newer picture.
class PullTest {
    private static final Duration QUIET = Duration.ofMillis(250);

    private RunningOriel oriel = RunningOriel.with();
    private FakeCamera door = oriel.camera("door");

    @BeforeEach
    void first() {
        oriel.camera("garden");
    }

    @AfterEach
    void close() {
        oriel.close();
    }

    @Test
    void moreIsAnsweredWithAJpegByteForByte() throws Exception {
        try (var viewer = Viewer.connect(oriel.ws("/websocket"))) {
            door.publish();
            viewer.say("more");
            assertThat(viewer.next().picture()).isEqualTo(door.picture(1));
            assertThat(viewer.subprotocol()).isEmpty();
        }
    }

    @Test
    void oneIsAnsweredWithBase64() throws Exception {
        try (var viewer = Viewer.connect(oriel.ws("/ws"));
                var other = Viewer.connect(oriel.ws("/api/cameras/door/live?encoding=base64"))) {
            door.publish();
            viewer.say("1");
            other.say("1");
            assertThat(Base64.getDecoder().decode(viewer.next().words())).isEqualTo(door.picture(1));
            assertThat(Base64.getDecoder().decode(other.next().words())).isEqualTo(door.picture(1));
        }
    }

    @Test
    void theSameFrameIsNeverSentTwice() throws Exception {
        try (var viewer = Viewer.connect(oriel.ws("/api/cameras/door/live"))) {
            door.publish();
            viewer.say("more");
            assertThat(NumberedJpegs.number(viewer.next().picture())).isEqualTo(1);
            viewer.say("more");
            assertThat(viewer.nextWithin(QUIET)).isNull();
            door.publish();
            assertThat(NumberedJpegs.number(viewer.next().picture())).isEqualTo(2);
        }
    }

    @Test
    void eachAnswerIsNewerThanTheOneBefore() throws Exception {
        door.runAt(200);
        try (var viewer = Viewer.connect(oriel.ws("/websocket"))) {
            long last = 0;
            for (int i = 0; i < 100; i++) {
                viewer.say("more");
                long number = NumberedJpegs.number(viewer.next().picture());
                assertThat(number).isGreaterThan(last);
                last = number;
            }
        }
    }

    @Test
    void eightRequestsMayBeOutstandingAndMoreAreIgnored() throws Exception {
        try (var viewer = Viewer.connect(oriel.ws("/websocket"))) {
            for (int i = 0; i < 12; i++) {
                viewer.say("more");
            }
            viewer.settle();
            var numbers = new HashSet<Long>();
            for (int i = 0; i < 8; i++) {
                door.publish();
                numbers.add(NumberedJpegs.number(viewer.next().picture()));
            }
            door.publish();
            assertThat(viewer.nextWithin(QUIET)).isNull();
            assertThat(numbers).hasSize(8);
        }
    }

    @Test
    void requestWaitsWhileTheCameraIsGoneAndTheServerLives() throws Exception {
        try (var viewer = Viewer.connect(oriel.ws("/websocket")); var http = HttpClient.newHttpClient()) {
            door.publish();
            door.lose("unplugged");
            viewer.say("more");
            assertThat(viewer.nextWithin(QUIET)).isNull();
            var page = http.send(HttpRequest.newBuilder(oriel.http("/")).build(), BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);
            door.publish();
            assertThat(NumberedJpegs.number(viewer.next().picture())).isEqualTo(2);
        }
    }

    @Test
    void aLateViewerGetsTheNewestFrame() throws Exception {
        door.publish();
        door.publish();
        try (var viewer = Viewer.connect(oriel.ws("/websocket"))) {
            viewer.say("more");
            assertThat(NumberedJpegs.number(viewer.next().picture())).isEqualTo(2);
        }
    }

    @Test
    void everyPublishedFrameIsTakenOrSkipped() throws Exception {
        try (var viewer = Viewer.connect(oriel.ws("/websocket"))) {
            await().until(() -> door.track().subscriptions() == 1);
            long got = 0;
            door.runAt(100);
            for (int i = 0; i < 20; i++) {
                viewer.say("more");
                viewer.next();
                got++;
            }
            door.stop();
            long last = door.publish();
            viewer.say("more");
            assertThat(NumberedJpegs.number(viewer.next().picture())).isEqualTo(last);
            got++;
            assertThat(door.track().counts().taken()).isEqualTo(got);
            assertThat(door.track().counts().taken() + door.track().counts().skipped()).isEqualTo(door.track().published());
        }
    }

    @Test
    void viewersOfTheSameCameraGetTheSameBytes() throws Exception {
        var viewers = new ArrayList<Viewer>();
        for (int i = 0; i < 5; i++) {
            var viewer = Viewer.connect(oriel.ws("/websocket"));
            viewer.say("more");
            viewers.add(viewer);
        }
        await().until(() -> door.track().subscriptions() == 5);
        door.publish();
        for (var viewer : viewers) {
            assertThat(viewer.next().picture()).isEqualTo(door.picture(1));
            viewer.close();
        }
    }

    @Test
    void unknownCameraIsClosedWith4404() throws Exception {
        try (var viewer = Viewer.connect(oriel.ws("/api/cameras/nobody/live"))) {
            assertThat(viewer.closeCode()).isEqualTo(4404);
        }
    }

    @Test
    void aStopClosesWith1001() throws Exception {
        try (var viewer = Viewer.connect(oriel.ws("/websocket"))) {
            oriel.stop();
            assertThat(viewer.closeCode()).isEqualTo(1001);
        }
        oriel.startAgain();
    }

    @Test
    void aStopClosesWith1001WhoComesJustThen() throws Exception {
        var coming = new ArrayList<CompletableFuture<Viewer>>();
        for (int i = 0; i < 100; i++) {
            coming.add(CompletableFuture.supplyAsync(() -> Viewer.connect(oriel.ws("/websocket"))));
        }
        CompletableFuture.anyOf(coming.toArray(CompletableFuture[]::new)).join();
        oriel.stop();
        int came = 0;
        for (var viewer : coming) {
            try (var joined = viewer.join()) {
                assertThat(joined.closeCode()).isEqualTo(1001);
                came++;
            } catch (CompletionException refused) {
                // its connection came too late
            }
        }
        assertThat(came).isPositive();
        oriel.startAgain();
    }
}
