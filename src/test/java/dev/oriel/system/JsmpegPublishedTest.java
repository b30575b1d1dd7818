package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a jsmpeg player gets of a camera that somebody publishes to.
class JsmpegPublishedTest {
    private final RunningOriel oriel = RunningOriel.with("ingest.second", "refuse", "cameras.cam.uri", "publish:",
            "cameras.cam.linger", "1s");
    private final Publishing publishing = new Publishing(oriel);

    @AfterEach
    void close() {
        oriel.close();
    }

    private Ffmpeg publish(String size, String words) {
        return Ffmpeg.picture(size, words + " -method POST " + publishing.ingest("cam"));
    }

    private void awaitNobodyPublishes() {
        await().atMost(Duration.ofSeconds(10)).until(() -> "no publisher".equals(publishing.state("cam").cause()));
    }

    private URI address(String query) {
        return oriel.ws("/api/cameras/cam/jsmpeg" + query);
    }

    /// Reads on up to a sequence header that says this width.
    private static void awaitWidth(Viewer viewer, int width) {
        await().atMost(Duration.ofSeconds(15)).until(() -> widthIn(viewer.next().picture()) == width);
    }

    private static int widthIn(byte[] message) {
        var bytes = ByteBuffer.wrap(message);
        for (int at = 0; at < message.length - 7; at++) {
            if (bytes.getInt(at) == 0x1b3) {
                return bytes.getInt(at + 4) >> 20 & 0xfff;
            }
        }
        return 0;
    }

    @Test
    void aConnectedViewerFollowsAPublisherThatChangesItsCodec() {
        try (var viewer = Viewer.connect(address("")); var bare = Viewer.connect(address("?format=es"))) {
            var viewers = List.of(viewer, bare);
            try (var mpeg1 = publish("320x240", Publishing.MPEG1)) {
                viewers.forEach(each -> awaitWidth(each, 320));
                assertThat(oriel.hub().camera("cam").orElseThrow().track().published()).as("decoded").isZero();
                assertThat(mpeg1.runs()).isTrue();
            }
            awaitNobodyPublishes();
            try (var h264 = publish("352x288", Publishing.H264)) {
                viewers.forEach(each -> awaitWidth(each, 352));
                assertThat(h264.runs()).isTrue();
            }
            awaitNobodyPublishes();
            try (var jpegs = publish("176x144", Publishing.MJPEG)) {
                viewers.forEach(each -> awaitWidth(each, 176));
                assertThat(jpegs.runs()).isTrue();
            }
            awaitNobodyPublishes();
            try (var mpeg1 = publish("320x240", Publishing.MPEG1)) {
                viewers.forEach(each -> awaitWidth(each, 320));
                await().atMost(Duration.ofSeconds(15)).until(() -> !oriel.hub().camera("cam").orElseThrow().track().wanted());
                assertThat(mpeg1.runs()).isTrue();
            }
        }
    }

    @Test
    void aCameraThatOnlyJsmpegPlayersWatchIsLiveAndTheyAreCounted() throws Exception {
        try (var mpeg1 = publish("320x240", Publishing.MPEG1)) {
            await().atMost(Duration.ofSeconds(10)).until(() -> publishing.passed("cam").published() > 0);
            assertThat(publishing.camera("cam").getString("state")).isEqualTo("idle");
            try (var viewer = Viewer.connect(address("")); var bare = Viewer.connect(address("?format=es"))) {
                viewer.next();
                bare.next();
                await().atMost(Duration.ofSeconds(10)).until(() -> publishing.camera("cam").getString("state").equals("live"));
                assertThat(publishing.camera("cam").getInteger("viewers")).isEqualTo(2);
                assertThat(metrics()).contains("oriel_viewers{camera=\"cam\"} 2.0", "oriel_mpeg_viewers{camera=\"cam\"} 2.0");
                assertThat(publishing.snapshot("cam").statusCode()).isEqualTo(200);
                await().atMost(Duration.ofSeconds(8)).until(() -> !oriel.hub().camera("cam").orElseThrow().track().wanted());
                await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(8))
                        .until(() -> publishing.camera("cam").getString("state").equals("live"));
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> publishing.camera("cam").getString("state").equals("idle"));
            assertThat(publishing.camera("cam").getInteger("viewers")).isZero();
            assertThat(mpeg1.runs()).isTrue();
        }
        awaitNobodyPublishes();
        try (var viewer = Viewer.connect(address(""))) {
            viewer.settle();
            assertThat(publishing.state("cam").cause()).isEqualTo("no publisher");
        }
    }

    @Test
    void bareVideoOfOldProgramsIsShownToOldAndNewPlayersAndToEverybodyElse() throws Exception {
        try (var old = Viewer.connect(address("?header=jsmp&format=es"));
                var player = Viewer.connect(address(""));
                var ffmpeg = publish("320x240", "-f mpeg1video -b:v 800k -bf 0")) {
            assertThat(old.next().picture()).containsExactly('j', 's', 'm', 'p', 1, 64, 0, 240);
            assertThat(ByteBuffer.wrap(old.next().picture()).getInt()).isEqualTo(0x1b3);
            awaitWidth(player, 320);
            assertThat(publishing.snapshot("cam").statusCode()).isEqualTo(200);
            assertThat(publishing.camera("cam").getString("size")).isEqualTo("320x240");
            assertThat(ffmpeg.runs()).as(ffmpeg.said()).isTrue();
        }
        awaitNobodyPublishes();
    }

    private String metrics() throws IOException {
        try (var raw = RawConnection.to(oriel.port())) {
            return raw.answer("GET", "/metrics").body();
        }
    }

    @Test
    void aSecondPublisherIsRefusedWhereThatIsSetAndTheFirstGoesOn() throws Exception {
        try (var viewer = Viewer.connect(address("")); var first = publish("320x240", Publishing.MPEG1)) {
            awaitWidth(viewer, 320);
            for (var words : List.of(Publishing.MPEG1, Publishing.H264, Publishing.MJPEG)) {
                try (var second = publish("160x120", words)) {
                    assertThat(second.ended()).as(second.said()).isNotZero();
                }
            }
            try (var raw = RawConnection.to(oriel.port())) {
                raw.ask("POST", "/api/cameras/cam/ingest", "Transfer-Encoding: chunked");
                var answer = raw.answer(true);
                assertThat(answer.status()).isEqualTo(409);
                assertThat(answer.body()).contains("other-publisher", "ingest.second is refuse");
            }
            int waiting = viewer.waiting();
            await().atMost(Duration.ofSeconds(10)).until(() -> viewer.waiting() > waiting + 20);
            while (viewer.waiting() > 0) {
                assertThat(widthIn(viewer.next().picture())).isIn(0, 320);
            }
            assertThat(first.runs()).as(first.said()).isTrue();
        }
        awaitNobodyPublishes();
        try (var next = publish("160x120", Publishing.MPEG1); var viewer = Viewer.connect(address(""))) {
            awaitWidth(viewer, 160);
            assertThat(next.runs()).as("the place is free again").isTrue();
        }
    }
}
