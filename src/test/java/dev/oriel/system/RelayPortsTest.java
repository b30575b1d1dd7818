package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.oriel.testing.FreePorts;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Both ports of jsmpeg's relay where no camera is named for them: what ffmpeg's old line posts is what the old page shows.
class RelayPortsTest {
    private static final int PUBLISHED_WIDTH = 160;
    private static final int DOOR_WIDTH = 320;

    private final int inPort = FreePorts.next();
    private final int outPort = FreePorts.next();
    private @Nullable RunningOriel oriel;

    @AfterEach
    void close() {
        if (oriel != null) {
            oriel.close();
        }
    }

    private RunningOriel start(String... cameras) {
        var settings = new java.util.ArrayList<>(java.util.List.of("compat.jsmpeg.inPort", Integer.toString(inPort),
                "compat.jsmpeg.outPort", Integer.toString(outPort)));
        settings.addAll(java.util.List.of(cameras));
        var started = RunningOriel.with(settings.toArray(String[]::new));
        oriel = started;
        return started;
    }

    private URI page() {
        return URI.create("ws://127.0.0.1:" + outPort + "/");
    }

    /// The line of jsmpeg's README, with a test picture in the place of the camera.
    private Ffmpeg oldLine(String key) {
        return Ffmpeg.picture(PUBLISHED_WIDTH + "x120",
                Publishing.MPEG1 + " http://127.0.0.1:" + inPort + "/" + key + "/160/120/");
    }

    /// Reads on up to a key frame of that width.
    private static void awaitWidth(Viewer viewer, int width) {
        await().atMost(Duration.ofSeconds(15)).until(() -> nextWidth(viewer) == width);
    }

    /// Reads on up to the next key frame, and returns its width.
    private static int nextWidth(Viewer viewer) throws InterruptedException {
        while (true) {
            var bytes = ByteBuffer.wrap(viewer.next().picture());
            for (int at = 0; at < bytes.limit() - 7; at++) {
                if (bytes.getInt(at) == 0x1b3) {
                    return bytes.getInt(at + 4) >> 20;
                }
            }
        }
    }

    /// Who opens the page once the publisher is known sees what it posts.
    private void assertPostedIsShown(String key, Callable<Boolean> known) throws Exception {
        try (var ffmpeg = oldLine(key)) {
            await().atMost(Duration.ofSeconds(15)).until(known);
            try (var viewer = Viewer.connect(page())) {
                awaitWidth(viewer, PUBLISHED_WIDTH);
            }
            assertThat(ffmpeg.runs()).as(ffmpeg.said()).isTrue();
        }
    }

    @Test
    void theFirstCameraThatWaitsForAPublisherIsShownThoughAnotherStandsBeforeIt() throws Exception {
        var server = start("cameras.door.uri", "test:?size=320x240", "cameras.zoo.uri", "publish:");
        var key = new Publishing(server).key("old");
        try (var viewer = Viewer.connect(page()); var ffmpeg = oldLine(key)) {
            awaitWidth(viewer, PUBLISHED_WIDTH);
            assertThat(ffmpeg.runs()).as(ffmpeg.said()).isTrue();
        }
    }

    @Test
    void withoutAnyCameraTheOldLineMakesTheOneThatIsShown() throws Exception {
        var server = start();
        var publishing = new Publishing(server);
        var key = publishing.key("old");
        assertPostedIsShown(key, () -> publishing.isKnown("jsmpeg"));
    }

    @Test
    void whereOnlyCamerasWithSourcesAreTheFirstIsShownUntilSomebodyPublishes() throws Exception {
        var server = start("cameras.door.uri", "test:?size=320x240");
        var publishing = new Publishing(server);
        var key = publishing.key("old", "roof");
        try (var viewer = Viewer.connect(page())) {
            awaitWidth(viewer, DOOR_WIDTH);
            try (var ffmpeg = oldLine(key)) {
                awaitWidth(viewer, PUBLISHED_WIDTH);
                assertThat(publishing.isKnown("roof")).as("the name that the key is good for").isTrue();
                assertThat(ffmpeg.runs()).as(ffmpeg.said()).isTrue();
            }
        }
    }

    @Test
    void whatAKeyIsGoodForIsPublishedAndShownThoughAnotherWaits() throws Exception {
        var server = start("cameras.zoo.uri", "publish:");
        var publishing = new Publishing(server);
        var key = publishing.key("old", "roof");
        assertPostedIsShown(key, () -> publishing.isKnown("roof"));
    }

    @Test
    void whoIsRefusedChangesNothingOfWhatIsShown() throws Exception {
        var publishing = new Publishing(start("cameras.door.uri", "test:?size=320x240", "cameras.zoo.uri", "publish:"));
        var refused = publishing.key("refused", "door");
        try (var raw = RawConnection.to(inPort)) {
            assertThat(raw.answer("POST", "/" + refused + "/").status()).isEqualTo(409);
        }
        try (var viewer = Viewer.connect(page()); var ffmpeg = oldLine(publishing.key("old"))) {
            assertThat(nextWidth(viewer)).as("of the first picture").isEqualTo(PUBLISHED_WIDTH);
            assertThat(ffmpeg.runs()).as(ffmpeg.said()).isTrue();
        }
    }

    @Test
    void aKeyForAnotherCameraThanTheOneThatIsSetIsRefused() throws Exception {
        var server = start("cameras.zoo.uri", "publish:", "compat.jsmpeg.camera", "zoo");
        var key = new Publishing(server).key("old", "roof");
        try (var raw = RawConnection.to(inPort)) {
            var answer = raw.answer("POST", "/" + key + "/640/480/");
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body()).contains("compat.jsmpeg.camera").doesNotContain("zoo");
        }
    }

    @Test
    void aPortThatIsTakenIsNamedWithItsSetting() throws Exception {
        try (var taken = new ServerSocket(outPort, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(this::start).hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("compat.jsmpeg.outPort");
        }
    }
}
