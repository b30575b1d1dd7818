package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A publisher that is watched and sends nothing, as one whose network is gone: no FIN comes.
class SilentPublisherTest {
    private static final NumberedJpegs PICTURES = new NumberedJpegs(320, 240, 0);

    @Test
    void aWatchedPublisherThatFallsSilentIsGoneAndResumesAtOnce() throws Exception {
        try (var oriel = RunningOriel.with("cameras.cam.uri", "publish:", "cameras.cam.linger", "0s", "ingest.silence", "2s");
                var viewer = Viewer.connect(oriel.ws("/api/cameras/cam/live"))) {
            var publishing = new Publishing(oriel);
            viewer.say("1");
            try (var silent = Publisher.full(oriel.port(), "cam")) {
                silent.demand(true);
                silent.picture(1, 0, PICTURES.picture(1));
                assertThat(NumberedJpegs.number(viewer.next().picture())).isEqualTo(1);
                await().atMost(Duration.ofSeconds(10)).until(() -> "no publisher".equals(publishing.state("cam").cause()));
                assertThat(silent.closeCode()).isEqualTo(1001);
            }
            viewer.say("1");
            try (var again = Publisher.full(oriel.port(), "cam")) {
                assertThat(again.text().getBoolean("watched")).isTrue();
                again.picture(1, 0, PICTURES.picture(2));
                assertThat(NumberedJpegs.number(viewer.next().picture())).isEqualTo(2);
            }
        }
    }
}
