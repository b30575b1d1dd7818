package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.ssl.OpenSsl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What encrypts, in processes that can load BoringSSL and that cannot.
class TlsEngineTest {
    private static final String CANNOT = "BoringSSL cannot be loaded";

    @TempDir
    Path folder;

    private OrielProcess serving(SelfSigned tls, String... options) throws IOException {
        return new OrielProcess(folder, Map.of(), List.of(options), "--port", "0", "--camera", "test=test:?size=320x180",
                "--tls-cert", tls.certificate.toString(), "--tls-key", tls.key.toString());
    }

    private static boolean shows(OrielProcess oriel, SSLContext trusting) {
        try (var connection = RawConnection.to(oriel.port(), trusting)) {
            return connection.answer("GET", "/api/cameras/test/snapshot.jpg").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void boringSslEncryptsWhereItCanBeLoaded() throws Exception {
        assertThat(OpenSsl.isAvailable()).as("on the machines that this is built on").isTrue();
        var tls = new SelfSigned(folder);
        try (var oriel = serving(tls)) {
            await().until(() -> shows(oriel, tls.trusting()));
            assertThat(oriel.said()).doesNotContain(CANNOT);
            assertThat(Files.readString(Path.of("/proc/" + oriel.pid() + "/maps"))).contains("netty_tcnative");
        }
    }

    @Test
    void javaEncryptsWhereItCannotAndTheLogSaysSoOnce() throws Exception {
        var tls = new SelfSigned(folder);
        var second = new SelfSigned(Files.createDirectory(folder.resolve("second")));
        var noFolder = Files.createFile(folder.resolve("file"));
        try (var oriel = serving(tls, "-Dio.netty.native.workdir=" + noFolder)) {
            await().until(() -> shows(oriel, tls.trusting()));
            Files.copy(second.key, tls.key, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(second.certificate, tls.certificate, StandardCopyOption.REPLACE_EXISTING);
            await().atMost(Duration.ofSeconds(60)).until(() -> shows(oriel, second.trusting()));
            assertThat(oriel.said().lines().filter(line -> line.contains(CANNOT))).singleElement().asString().contains("WARN");
        }
    }
}
