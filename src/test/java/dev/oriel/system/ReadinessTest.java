package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/// What `/readyz` says of memory that senders and viewers take.
class ReadinessTest {
    private static RawConnection.Answer ask(RunningOriel oriel, String path) throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            return connection.answer("GET", path);
        }
    }

    @Test
    void whereSomebodyWasRefusedForLackOfMemoryReadyzSaysSo() throws Exception {
        try (var oriel = RunningOriel.with("limits.memory", "16M")) {
            assertThat(ask(oriel, "/readyz").status()).isEqualTo(200);
            oriel.camera("large", new NumberedJpegs(320, 180, 6_000_000)).publish();
            assertThat(ask(oriel, "/api/cameras/large/snapshot.jpg").status()).isEqualTo(503);
            var answer = ask(oriel, "/readyz?details");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).contains("\"causes\":[\"memory\"]", "messages", "limits.memory");
        }
    }
}
