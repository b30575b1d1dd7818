package dev.oriel.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.TrackState;
import dev.oriel.testing.FreePorts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;

/// A Redis that asks for TLS, a user and a password, with certificates made for the test.
@Timeout(120)
class SecureBusTest {
    private static final Pattern ACL = Pattern.compile("(?m)^ACL SETUSER (.+)$");

    @TempDir
    Path folder = Path.of("");
    private int tlsPort;

    @BeforeEach
    void certificates() throws IOException, InterruptedException {
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=authority", "-keyout", "ca.key",
                "-out",
                "ca.pem");
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=redis", "-keyout", "redis.key", "-out", "redis.csr");
        Files.writeString(folder.resolve("names"), "subjectAltName=DNS:localhost");
        openssl("x509", "-req", "-in", "redis.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
                "-extfile",
                "names", "-out", "redis.pem");
        tlsPort = FreePorts.next();
    }

    private void openssl(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(Arrays.asList(words));
        var log = folder.resolve("openssl.log").toFile();
        var made = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log).start();
        assertThat(made.waitFor()).as(Files.readString(log.toPath())).isZero();
    }

    /// The user's rights are those that the documentation says are enough.
    private BusRig rig(String... changedRights) throws IOException {
        var documented = ACL.matcher(Files.readString(Path.of("docs/configuration.md")));
        assertThat(documented.find()).isTrue();
        var options = new ArrayList<>(List.of("--tls-port", Integer.toString(tlsPort), "--tls-auth-clients", "no",
                "--tls-cert-file",
                folder.resolve("redis.pem").toString(), "--tls-key-file", folder.resolve("redis.key").toString(), "--user"));
        options.addAll(List.of(documented.group(1).split(" ")));
        options.addAll(List.of(changedRights));
        return new BusRig(options.toArray(String[]::new));
    }

    private BusPlan plan(String door, String file) {
        return new BusPlan(BusUrl.parse("rediss://" + door + ":" + tlsPort + "/2").trusting(folder.resolve(file)), "oriel:",
                false,
                false);
    }

    @Test
    void aUserWithTheDocumentedRightsDoesEverythingOverTls() throws Exception {
        try (var rig = rig()) {
            var plan = plan("oriel:secret@localhost", "ca.pem");
            var recorder = rig.record("door", plan);
            var server = rig.serve(plan, rig.hub());
            try (var watcher = server.watch("door")) {
                await().until(() -> watcher.count() > 5 && server.state("door").isLive());
                server.camera("door").change(now -> CameraSettings.titled("Tor"));
                assertThat(recorder.camera().settings().title()).isEqualTo("Tor");
                assertThat(rig.redis.hash("oriel:camera:door")).as("database 0").isEmpty();
            }
            assertThat(rig.redis.text(Command.INFO, "clients")).contains("connected_clients");
            recorder.close();
            await().until(() -> server.state("door").cause() != null);
            assertThat(server.bus().problem()).isEmpty();
        }
    }

    @Test
    void aUserWhoMayNotWritePicturesIsSaid() throws Exception {
        try (var rig = rig("-set")) {
            var plan = plan("oriel:secret@localhost", "ca.pem");
            rig.record("door", plan);
            var server = rig.serve(plan, rig.hub());
            try (var _ = server.watch("door")) {
                await().until(() -> server.state("door").equals(TrackState.lost("the bus refuses pictures")));
            }
        }
    }

    @Test
    void databasesAreApart() throws Exception {
        try (var rig = new BusRig()) {
            var first = rig.record("door").camera();
            rig.record("yard", rig.plan(rig.redis.url() + "/1", false, false));
            var other = rig.record("door", rig.plan(rig.redis.url() + "/1", false, false)).camera();
            var server = rig.serve();
            try (var watcher = server.watch("door")) {
                await().until(() -> watcher.count() > 5);
                server.camera("door").change(now -> CameraSettings.titled("first"));
                assertThat(first.settings().title()).isEqualTo("first");
                assertThat(other.settings().title()).isEqualTo("door");
                assertThat(other.runs()).as("cameras of another database run for nobody here").isZero();
                assertThat(server.hub().cameras()).hasSize(1);
            }
        }
    }

    @Test
    void aWrongPasswordIsSaidWithoutShowingIt() throws Exception {
        var said = new ByteArrayOutputStream();
        var before = System.err;
        try (var rig = rig()) {
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
            var server = rig.serve(plan("oriel:not-the-secret@localhost", "ca.pem"), rig.hub());
            await().untilAsserted(() -> assertThat(server.bus().problem())
                    .startsWith("no connection to the bus: WRONGPASS").doesNotContain("not-the-secret"));
        } finally {
            System.setErr(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("no connection: WRONGPASS", "rediss://***@localhost")
                .doesNotContain("not-the-secret");
    }

    @Test
    void aCertificateOfSomebodyElseIsRefused() throws Exception {
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=other", "-keyout", "other.key",
                "-out",
                "other.pem");
        try (var _ = rig()) {
            assertThatThrownBy(() -> BusConnection.open(plan("oriel:secret@localhost", "other.pem").url(), System::nanoTime))
                    .isInstanceOf(IOException.class).hasMessageContaining("bus.caFile");
            assertThatThrownBy(
                    () -> BusConnection.open(plan("oriel:secret@localhost", "ca.pem").url().trusting(null), System::nanoTime))
                    .isInstanceOf(IOException.class).hasMessageContaining("bus.caFile");
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws Exception {
        try (var _ = rig()) {
            assertThatThrownBy(() -> BusConnection.open(plan("oriel:secret@127.0.0.1", "ca.pem").url(), System::nanoTime))
                    .isInstanceOf(IOException.class).hasMessageContaining("127.0.0.1");
        }
    }

    @Test
    void aFileWithoutCertificatesIsNamed() throws Exception {
        assertThatThrownBy(() -> BusConnection.open(plan("localhost", "ca.key").url(), System::nanoTime))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bus.caFile");
    }
}
