package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.observe.LoggedLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Publishers that want the same name and come back as soon as they are sent away.
class TakeoverTest {
    private final RunningOriel oriel = RunningOriel.with("log.level", "info");
    private final Publishing publishing = new Publishing(oriel);
    private final LoggedLines log = new LoggedLines();

    @AfterEach
    void close() {
        log.close();
        oriel.close();
    }

    /// Two shells that start ffmpeg again as soon as it ends.
    @Test
    void twoThatComeBackAtOnceDoNotTakeTheNameFromEachOtherAllTheTime() throws Exception {
        Ffmpeg.needs("ffmpeg");
        var processes = new ArrayList<Process>();
        try {
            for (var size : List.of("160x120", "176x144")) {
                processes.add(new ProcessBuilder("sh", "-c", "while :; do ffmpeg -v quiet -re -f lavfi -i testsrc2=size=" + size
                        + ":rate=25 -f mjpeg -method POST " + publishing.ingest("cam") + "; done").start());
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> !log.with("WARN", "take this name from each other").isEmpty());
            int before = taken();
            var camera = oriel.hub().camera("cam").orElseThrow();
            await().during(Duration.ofSeconds(8)).atMost(Duration.ofSeconds(12)).until(() -> !camera.track().state().isLive());
            assertThat(taken() - before).as("in eight seconds").isLessThan(5);
            assertThat(log.with("WARN", "take this name from each other")).hasSize(1);
        } finally {
            for (var process : processes) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                process.descendants().forEach(ProcessHandle::destroyForcibly);
            }
        }
    }

    private int taken() {
        return log.with("cam: published by").size();
    }

    @Test
    void theSecondTakeoverIsRefusedWithTheTimeToComeBackAndALostConnectionIsNoOpponent() throws Exception {
        var jpeg = new NumberedJpegs(160, 120, 0).picture(1);
        try (var first = RawConnection.to(oriel.port());
                var second = RawConnection.to(oriel.port());
                var third = RawConnection.to(oriel.port())) {
            begin(first, jpeg);
            await().until(() -> publishing.isKnown("cam"));
            begin(second, jpeg);
            var replaced = first.answer(true);
            assertThat(replaced.status()).isEqualTo(409);
            assertThat(Integer.parseInt(replaced.header("Retry-After"))).isBetween(1, 2);
            begin(third, jpeg);
            var refused = third.answer(true);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.body()).contains("other-publisher");
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 2);
        }
    }

    private static void begin(RawConnection connection, byte[] jpeg) throws Exception {
        connection.ask("POST", "/api/cameras/cam/ingest", "Content-Length: 1000000000");
        connection.say(jpeg);
    }
}
