package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.source.HlsEncoder;
import dev.oriel.source.HlsServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A live HLS camera as a viewer sees it.
@Timeout(180)
class HlsTest {
    private static final long INTERVAL_NANOS = 40_000_000;
    private static final String STANDS_STILL = "the playlist stands still";

    @TempDir
    Path folder = Path.of("");

    private final List<Long> arrivals = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> agesMicros = Collections.synchronizedList(new ArrayList<>());
    private final List<String> texts = Collections.synchronizedList(new ArrayList<>());

    private void watch(Viewer viewer, Viewer.Message message) {
        if (message.text() != null) {
            texts.add(message.words());
            return;
        }
        var header = WireHeader.read(message.bytes());
        if (header.kind() == 1) {
            agesMicros.add(FakeCamera.nowMicros() - header.capturedAtMicros());
            arrivals.add(message.atNanos());
            viewer.say(header.acknowledgement());
        }
    }

    private boolean wasTold(String words) {
        synchronized (texts) {
            return texts.stream().anyMatch(text -> text.contains(words));
        }
    }

    private RunningOriel oriel(HlsServer server) {
        return RunningOriel.with("cameras.door.uri", server.url("/live.m3u8"), "cameras.door.silence", "4s");
    }

    @Test
    void aViewerGetsEvenPicturesAndKnowsHowOldTheyAre() throws Exception {
        try (var server = new HlsServer(folder); var _ = new HlsEncoder(folder, "")) {
            HlsEncoder.awaitSegments(folder.resolve("live.m3u8"), 2);
            try (var oriel = oriel(server);
                    var _ = Viewer.connect(oriel.ws("/api/cameras/door/live"), this::watch, "oriel.v1")) {
                await().atMost(Duration.ofSeconds(60)).until(() -> arrivals.size() > 300);
            }
            var gaps = new ArrayList<Long>();
            for (int i = 1; i < 300; i++) {
                gaps.add(arrivals.get(i) - arrivals.get(i - 1));
            }
            Collections.sort(gaps);
            assertThat(gaps.get(gaps.size() * 95 / 100)).as("gaps %s", gaps).isLessThan(3 * INTERVAL_NANOS);
            assertThat(gaps.getLast()).as("gaps %s", gaps).isLessThan(1_000_000_000);
            assertThat(gaps.get(gaps.size() / 4)).as("gaps %s", gaps).isGreaterThan(INTERVAL_NANOS / 4);
            assertThat(agesMicros.subList(200, 300)).as("ages")
                    .allMatch(age -> age > 1_500_000 && age < 3_500_000);
        }
    }

    @Test
    void aPlaylistThatStandsStillIsLostUntilSomethingNew() throws Exception {
        try (var server = new HlsServer(folder)) {
            var encoder = new HlsEncoder(folder, "-start_number 700");
            HlsEncoder.awaitSegments(folder.resolve("live.m3u8"), 2);
            try (var oriel = oriel(server);
                    var _ = Viewer.connect(oriel.ws("/api/cameras/door/live"), this::watch, "oriel.v1")) {
                await().atMost(Duration.ofSeconds(60)).until(() -> arrivals.size() > 100);
                encoder.close();
                await().atMost(Duration.ofSeconds(30)).until(() -> wasTold(STANDS_STILL));
                int before = arrivals.size();
                texts.clear();
                // The next tries show nothing of what was shown.
                long asked = server.asked().stream().filter("/live.m3u8"::equals).count();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> server.asked().stream().filter("/live.m3u8"::equals).count() > asked + 10);
                assertThat(arrivals).hasSize(before);
                assertThat(wasTold("\"live\"")).isFalse();
                Files.delete(folder.resolve("live.m3u8"));
                try (var _ = new HlsEncoder(folder, "")) {
                    HlsEncoder.awaitSegments(folder.resolve("live.m3u8"), 1);
                    await().atMost(Duration.ofSeconds(10)).until(() -> arrivals.size() > before + 20);
                }
            } finally {
                encoder.close();
            }
        }
    }
}
