package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients of the server's own TLS that are sent away and read nothing, so that TLS's goodbye cannot leave either.
class RefusedOverTlsTest {
    /// Two seconds, and what a busy machine takes; TLS by itself would wait for three more.
    private static final Duration GONE_WITHIN = Duration.ofMillis(4800);

    private final SSLContext trusting;
    private final RunningOriel oriel;

    RefusedOverTlsTest(@TempDir Path folder) throws Exception {
        var tls = new SelfSigned(folder);
        trusting = tls.trusting();
        oriel = RunningOriel.with("server.tls.cert", tls.certificate.toString(), "server.tls.key", tls.key.toString());
    }

    @AfterEach
    void close() {
        oriel.close();
    }

    private double metric(String name) throws IOException {
        try (var connection = RawConnection.to(oriel.port(), trusting)) {
            var metric = Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$")
                    .matcher(connection.answer("GET", "/metrics").body());
            return metric.find() ? Double.parseDouble(metric.group(1)) : -1;
        }
    }

    @Test
    void aRefusedClientThatReadsNothingIsGoneInTimeAlsoOverTls() throws Exception {
        var camera = oriel.camera("large", new NumberedJpegs(320, 180, 12_000_000)); // more than the kernel takes
        try (var deaf = RawConnection.narrow(oriel.port(), trusting)) {
            assertThat(deaf.upgrade("/api/cameras/large/live").status()).isEqualTo(101);
            deaf.text("more");
            await().until(() -> camera.track().subscriptions() == 1);
            camera.publish();
            await().until(() -> metric("oriel_frames_taken_total{camera=\"large\"}") == 1);
            deaf.frame(RawConnection.BINARY, new byte[3]); // 1003
            await().atMost(GONE_WITHIN).pollInterval(Duration.ofMillis(50)).until(() -> metric("oriel_connections") == 0);
        }
    }
}
