package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server whose certificate comes from two files of the user's.
class CertificateFilesTest {
    private static final Duration NOTICED_WITHIN = Duration.ofSeconds(60);
    private static final Duration SHOWN_WITHIN = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private SelfSigned pair(String name) throws Exception {
        return new SelfSigned(Files.createDirectory(folder.resolve(name)));
    }

    private RunningOriel serving(SelfSigned tls) {
        return RunningOriel.with("server.tls.cert", tls.certificate.toString(), "server.tls.key", tls.key.toString());
    }

    private static boolean reaches(RunningOriel oriel, SSLContext trusting) {
        try (var connection = RawConnection.to(oriel.port(), trusting)) {
            return connection.answer("GET", "/healthz").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void changedFilesAreShownToNewConnectionsWhileOpenOnesStay() throws Exception {
        var first = pair("first");
        var second = pair("second");
        try (var oriel = serving(first)) {
            var camera = oriel.camera("door");
            try (var open = RawConnection.to(oriel.port(), first.trusting())) {
                assertThat(open.upgrade("/api/cameras/door/live").status()).isEqualTo(101);
                var firsts = first.trusting();
                Files.copy(second.key, first.key, StandardCopyOption.REPLACE_EXISTING);
                Files.copy(second.certificate, first.certificate, StandardCopyOption.REPLACE_EXISTING);
                await().atMost(NOTICED_WITHIN).until(() -> reaches(oriel, second.trusting()));
                assertThat(reaches(oriel, firsts)).isFalse();
                open.text("more");
                await().until(() -> camera.track().subscriptions() == 1);
                camera.publish();
                assertThat(open.nextFrame().opcode).isEqualTo(RawConnection.BINARY);
            }
        }
    }

    @Test
    void aViewerMissesNoPictureWhileTheCertificateIsReplaced() throws Exception {
        var first = pair("first");
        var second = pair("second");
        try (var oriel = serving(first)) {
            var camera = oriel.camera("door");
            try (var viewer = RawConnection.to(oriel.port(), first.trusting())) {
                assertThat(viewer.upgrade("/api/cameras/door/live").status()).isEqualTo(101);
                viewer.text("more");
                await().until(() -> camera.track().subscriptions() == 1);
                Files.copy(second.key, first.key, StandardCopyOption.REPLACE_EXISTING);
                Files.copy(second.certificate, first.certificate, StandardCopyOption.REPLACE_EXISTING);
                await().atMost(SHOWN_WITHIN).until(() -> {
                    plays(viewer, camera);
                    return reaches(oriel, second.trusting());
                });
                plays(viewer, camera);
            }
        }
    }

    /// The next picture comes, and then the one after it is asked for.
    private static void plays(RawConnection viewer, FakeCamera camera) throws IOException {
        long number = camera.publish();
        assertThat(viewer.nextFrame(RawConnection.BINARY).payload).isEqualTo(camera.picture(number));
        viewer.text("more");
    }

    @Test
    void filesThatAreBrokenAtTheStartEndItWithTheirName() throws Exception {
        var tls = pair("broken");
        Files.writeString(tls.certificate, "-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----\n");
        assertThatThrownBy(() -> serving(tls)).hasRootCauseInstanceOf(Exception.class)
                .hasMessageContaining(tls.certificate + ": ");
    }

    @Test
    void filesThatBreakWhileRunningMakeTheServerUnreadyUntilTheyAreRight() throws Exception {
        var tls = pair("one");
        var trusting = tls.trusting();
        var good = Files.readString(tls.key);
        try (var oriel = serving(tls)) {
            Files.writeString(tls.key, "rubbish");
            await().atMost(NOTICED_WITHIN).until(() -> ready(oriel, trusting).contains("\"certificate\""));
            assertThat(reaches(oriel, trusting)).isTrue();
            Files.writeString(tls.key, good);
            await().atMost(NOTICED_WITHIN).until(() -> ready(oriel, trusting).contains("\"ready\":true"));
        }
    }

    private static String ready(RunningOriel oriel, SSLContext trusting) throws Exception {
        try (var connection = RawConnection.to(oriel.port(), trusting)) {
            return connection.answer("GET", "/readyz").body();
        }
    }

    @Test
    void thePageOnTrustSaysWhereTheCertificateComesFrom() throws Exception {
        var tls = pair("one");
        try (var oriel = serving(tls); var connection = RawConnection.to(oriel.port(), tls.trusting())) {
            assertThat(connection.answer("GET", "/trust").body()).contains("data-https=\"files\"");
            assertThat(connection.answer("GET", "/trust/oriel.crt").status()).isEqualTo(404);
        }
        try (var oriel = RunningOriel.with(); var connection = RawConnection.to(oriel.port())) {
            assertThat(connection.answer("GET", "/trust").body()).contains("data-https=\"none\"");
        }
    }
}
