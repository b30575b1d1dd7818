package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A server that cannot start says why and ends: with 2 where the settings are wrong, with 1 where something else is.
@Timeout(180)
class EndedStartTest {
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    @TempDir
    Path folder;

    private OrielProcess.Ended start(Map<String, String> environment, String... more) throws Exception {
        return start(0, environment, more);
    }

    private OrielProcess.Ended start(int port, Map<String, String> environment, String... more) throws Exception {
        var words = new ArrayList<>(List.of("serve", "--port", Integer.toString(port), "--camera", "door=test:"));
        words.addAll(List.of(more));
        return OrielProcess.run(folder, environment, words.toArray(String[]::new));
    }

    private Path kept(String name, String text) throws Exception {
        var file = folder.resolve("oriel-data").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void changesThatCannotBeReadEndItSinceAPartOfAPictureMightBeSeen() throws Exception {
        var file = kept("cameras.json", "{ broken");
        var ended = start(Map.of());
        assertThat(ended.code()).as(ended.said()).isEqualTo(FAILED);
        assertThat(ended.said()).contains("cameras.json: it is not understood", "move it away");
        assertThat(file).hasContent("{ broken");
    }

    @Test
    void variablesOfAccountsAndKeysThatAreMalformedEndItWithoutBeingShown() throws Exception {
        for (var variable : List.of("ORIEL_USERS", "ORIEL_KEYS")) {
            var ended = start(Map.of(variable, "anna:admin:hunter22 bert:hunter23"));
            assertThat(ended.code()).as(ended.said()).isEqualTo(WRONG_USAGE);
            assertThat(ended.said()).contains(variable + ", entry 1", variable + ", entry 2").doesNotContain("hunter2");
        }
    }

    @Test
    void aCertificateThatIsBrokenEndsIt() throws Exception {
        Files.writeString(folder.resolve("cert.pem"), "rubbish");
        Files.writeString(folder.resolve("key.pem"), "rubbish");
        var ended = start(Map.of(), "--set", "server.tls.cert=cert.pem", "--set", "server.tls.key=key.pem");
        assertThat(ended.code()).as(ended.said()).isEqualTo(FAILED);
        assertThat(ended.said()).contains("cert.pem: ");
    }

    @Test
    void anAuthorityThatIsBrokenEndsItAndIsNeverReplaced() throws Exception {
        var file = kept("tls/authority.key", "rubbish");
        var ended = start(Map.of(), "--set", "server.tls.selfSigned=true");
        assertThat(ended.code()).as(ended.said()).isEqualTo(FAILED);
        assertThat(ended.said()).contains("authority.key: ", "put a copy of it back");
        assertThat(file).hasContent("rubbish");
    }

    @Test
    void aPortThatAnotherProgramUsesEndsIt() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            var ended = start(port, Map.of());
            assertThat(ended.code()).as(ended.said()).isEqualTo(FAILED);
            assertThat(ended.said()).contains("cannot listen on", "port " + port, "choose one with --port");
        }
    }
}
