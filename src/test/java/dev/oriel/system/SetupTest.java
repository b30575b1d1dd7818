package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.oriel.auth.AccountStore;
import dev.oriel.auth.Passwords;
import dev.oriel.auth.Role;
import dev.oriel.testing.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `oriel setup`, at a terminal and by options, in a working folder.
class SetupTest {
    private static final String PASSWORD = "correct horse";

    @TempDir
    Path folder;

    @BeforeEach
    void terminals() {
        Programs.needed("python3");
    }

    private static List<String> command(String... words) {
        var command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx256m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
                Path.of("target/classes").toAbsolutePath() + ":" + Path.of("target/lib").toAbsolutePath() + "/*",
                "dev.oriel.Main", "setup"));
        command.addAll(List.of(words));
        return command;
    }

    private Terminal terminal(String... words) throws IOException {
        return new Terminal(folder, Map.of(), command(words));
    }

    private Commands.Outcome run(String input, String... words) throws IOException, InterruptedException {
        return run(Map.of(), input, words);
    }

    private Commands.Outcome run(Map<String, String> environment, String input, String... words)
            throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of("setup"));
        all.addAll(List.of(words));
        return new Commands(folder, environment).run(input, all.toArray(String[]::new));
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String settings(String host, String port) {
        return "server:\n  host: " + host + "\n  port: " + port + "\ncameras:\n  test:\n    uri: 'test:'\n";
    }

    @Test
    void answersAtATerminalMakeAServerThatIsReached() throws Exception {
        var port = Integer.toString(FreePorts.next());
        try (var person = terminal("--no-service")) {
            person.answer("(serve), or show them on a relay", "");
            person.answer("Name to log in with", "anna");
            person.answer("Password for anna: ", PASSWORD);
            person.answer("Password again: ", PASSWORD + "?");
            person.awaitText("the two passwords differ");
            person.answer("Password for anna: ", "short");
            person.answer("Password again: ", "short");
            person.answer("Password for anna: ", PASSWORD);
            person.answer("Password again: ", PASSWORD);
            person.answer("Address to listen on", "127.0.0.1");
            person.answer("Port [8080]: ", "80");
            person.awaitText("allowed: 1024 to 65535");
            person.answer("Port [8080]: ", port);
            person.answer("Camera: a number", "nonsense:");
            person.answer("Camera: a number", "test:");
            person.awaitText("Checked: it answers. Open:");
            person.awaitText("http://127.0.0.1:" + port + "/");
            assertThat(person.ended()).as(person.shown()).isZero();
            assertThat(person.shown()).doesNotContain(PASSWORD).doesNotContain("short\r\n");
        }
        assertThat(Files.readString(folder.resolve("oriel.yaml"))).endsWith(settings("127.0.0.1", port));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("oriel.yaml"))))
                .isEqualTo("rw-------");
        var account = new AccountStore(folder.resolve("oriel-data"), Map.of(), InstantSource.system()).list().getFirst();
        assertThat(account.name()).isEqualTo("anna");
        assertThat(account.role()).isEqualTo(Role.ADMIN);
        assertThat(account.hash()).isNotEqualTo(Passwords.hash(PASSWORD)).startsWith("$");
    }

    @Test
    void brokenOffInTheMiddleItHasChangedNothing() throws Exception {
        try (var person = terminal("--no-service")) {
            person.answer("(serve), or show them on a relay", "");
            person.answer("Name to log in with", "anna");
            person.awaitText("Password for anna: ");
            person.interrupt();
            assertThat(person.ended()).as(person.shown()).isNotZero();
        }
        try (var person = terminal("--no-service", "--user", "")) {
            person.answer("(serve), or show them on a relay", "");
            person.answer("Address to listen on", "");
            person.awaitText("Port [8080]: ");
            person.type("\004");
            assertThat(person.ended()).as(person.shown()).isEqualTo(2);
            assertThat(person.shown()).contains("nothing was changed");
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void optionsAnswerEverything() throws Exception {
        var port = Integer.toString(FreePorts.next());
        var ended = run(PASSWORD + "\n", "--serve", "--user", "anna", "--password-stdin", "--host", "127.0.0.1", "--port", port,
                "--camera", "door=test:?fps=5", "--no-service");
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("Checked: it answers. Open:\n  http://127.0.0.1:" + port + "/", "Start it: cd ");
        assertThat(ended.out() + ended.err()).doesNotContain(PASSWORD);
        assertThat(Files.readString(folder.resolve("oriel.yaml"))).contains("  door:\n    uri: test:?fps=5\n");
    }

    /// It used to be dropped, and the server was open to everybody.
    @Test
    void aPasswordWithoutANameIsRefused() throws Exception {
        for (var words : List.of(List.of("--password-stdin"), List.of("--password-stdin", "--user", ""),
                List.of("--password-stdin", "--user", "anna", "--push-to", "https://relay.example"))) {
            var ended = run(PASSWORD + "\n", words.toArray(String[]::new));
            assertThat(ended.code()).isEqualTo(2);
            assertThat(ended.err()).contains("--user");
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void aServerThatEverybodyReachesWithoutALoginIsWarnedOf() throws Exception {
        var open = run("", "--yes", "--host", "0.0.0.0", "--port", Integer.toString(FreePorts.next()), "--camera", "test:",
                "--no-service");
        assertThat(open.code()).as(open.err()).isZero();
        assertThat(open.out()).contains("Warning: there is no account yet", "oriel user add NAME --data "
                + folder.toRealPath().resolve("oriel-data"));
        var local = run("", "--yes", "--replace", "--port", Integer.toString(FreePorts.next()), "--camera", "test:",
                "--no-service");
        assertThat(local.out()).contains("Checked: it answers").doesNotContain("Warning");
        var locked = run(PASSWORD + "\n", "--user", "anna", "--password-stdin", "--replace", "--host", "0.0.0.0", "--port",
                Integer.toString(FreePorts.next()), "--camera", "test:", "--no-service");
        assertThat(locked.out()).contains("Checked: it answers").doesNotContain("Warning");
    }

    @Test
    void settingsThatAreThereAreNeitherMergedNorLost() throws Exception {
        var mine = "cameras:\n  mine:\n    uri: 'test:'\nserver:\n  port: 0\n";
        Files.writeString(folder.resolve("oriel.yaml"), mine);
        var refused = run("", "--yes", "--camera", "test:", "--port", Integer.toString(FreePorts.next()));
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("there are settings in ", "--keep", "--replace");
        assertThat(folder.resolve("oriel.yaml")).hasContent(mine);
        assertThat(run("", "--yes", "--keep").code()).isZero();
        assertThat(folder.resolve("oriel.yaml")).hasContent(mine);
        assertThat(run("", "--yes", "--replace", "--camera", "test:", "--port", Integer.toString(FreePorts.next())).code())
                .isZero();
        assertThat(folder.resolve("oriel.yaml.old")).hasContent(mine);
    }

    @Test
    void withoutATerminalItSaysWhatToDo() throws Exception {
        var ended = run("");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("there is no terminal to ask at: allowed: --yes");
        assertThat(files()).isEmpty();
    }

    @Test
    void anAccountThatIsThereIsRefusedBeforeAnythingIsWritten() throws Exception {
        new AccountStore(folder.resolve("oriel-data"), Map.of(), InstantSource.system()).add("anna", null, java.util.Set.of(),
                Passwords.hash(PASSWORD));
        var ended = run(PASSWORD + "\n", "--user", "anna", "--password-stdin");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("there is an account anna already");
        assertThat(files()).containsExactly("oriel-data");
    }

    @Test
    void aPortInUseIsSaid() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var ended = run("", "--yes", "--camera", "test:", "--port", Integer.toString(taken.getLocalPort()));
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.err()).contains("another program uses that port");
        }
    }

    /// Something that answers as a relay behind a prefix does.
    private static HttpServer relay() throws IOException {
        var relay = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        relay.createContext("/cams/healthz", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        relay.start();
        return relay;
    }

    private static String address(HttpServer relay) {
        return "http://127.0.0.1:" + relay.getAddress().getPort() + "/cams";
    }

    @Test
    void settingsOfAnEdgeThatStayAnswerEverything() throws Exception {
        var relay = relay();
        var mine = "push:\n  to: " + address(relay) + "\n  keyFile: push.key\ncameras:\n  door:\n    uri: 'test:'\n";
        Files.writeString(folder.resolve("oriel.yaml"), mine);
        Files.writeString(folder.resolve("push.key"), "a-key-of-the-relay\n");
        try (var person = terminal("--no-service")) {
            person.answer("keep them, or replace them", "keep");
            person.awaitText("Checked: the relay answers");
            person.awaitText("Start it: cd ");
            assertThat(person.ended()).as(person.shown()).isZero();
            assertThat(person.shown()).contains("/oriel push").doesNotContain("Name to log in with");
        } finally {
            relay.stop(0);
        }
        assertThat(folder.resolve("oriel.yaml")).hasContent(mine);
        assertThat(folder.resolve("push.key")).hasContent("a-key-of-the-relay\n");
        var refused = run("", "--yes", "--keep", "--serve");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("--serve: allowed: with --replace");
    }

    @Test
    void aRelayIsTriedAndItsKeyKeptSecret() throws Exception {
        var relay = relay();
        try (var person = terminal("--no-service")) {
            var address = address(relay);
            person.answer("(serve), or show them on a relay", "http://relay.example");
            person.awaitText("allowed: https://");
            person.answer("(serve), or show them on a relay", address);
            person.answer("Camera: a number", "test:");
            person.answer("Name of the camera at the relay, one that the key is for [test]: ", "Front Door");
            person.awaitText("allowed: 1 to 32 lower-case letters");
            person.answer("Name of the camera at the relay", "door");
            person.answer("Key that the relay gave out (Enter: make one): ", "a-key-of-the-relay");
            person.awaitText("Checked: the relay answers. Open:");
            person.awaitText(address + "/watch/door");
            assertThat(person.ended()).as(person.shown()).isZero();
            assertThat(person.shown()).doesNotContain("a-key-of-the-relay");
            assertThat(Files.readString(folder.resolve("oriel.yaml"))).contains("push:\n  to: " + address + "\n  keyFile: ",
                    "push.key\n", "\n  door:\n    uri: 'test:'\n");
        } finally {
            relay.stop(0);
        }
        var key = folder.resolve("push.key");
        assertThat(key).hasContent("a-key-of-the-relay\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key, LinkOption.NOFOLLOW_LINKS)))
                .isEqualTo("rw-------");
    }

    @Test
    void aKeyThatIsMadeIsToldAsTheRelayTakesIt() throws Exception {
        var relay = relay();
        try {
            var ended = run("", "--yes", "--push-to", address(relay), "--camera", "door=test:", "--camera", "yard=test:",
                    "--no-service");
            assertThat(ended.code()).as(ended.err()).isZero();
            assertThat(ended.out())
                    .containsPattern("(?m)^  oriel key add [a-z0-9-]+ --secret-stdin --camera door --camera yard$")
                    .contains("--data /var/lib/oriel/oriel-data", address(relay) + "/watch/door", address(relay) + "/watch/yard")
                    .doesNotContain(Files.readString(folder.resolve("push.key")).strip());
        } finally {
            relay.stop(0);
        }
    }

    @Test
    void aKeyThatIsThereStaysUnlessAnotherIsAskedFor() throws Exception {
        var relay = relay();
        var key = Files.writeString(folder.resolve("push.key"), "a-key-of-the-relay\n");
        try {
            var ended = run("", "--yes", "--push-to", address(relay), "--camera", "door=test:", "--no-service");
            assertThat(ended.code()).as(ended.err()).isZero();
            assertThat(ended.out()).doesNotContain("oriel key add", "Written: " + key);
            assertThat(key).hasContent("a-key-of-the-relay\n");
            try (var person = terminal("--replace", "--push-to", address(relay), "--camera", "door=test:", "--no-service")) {
                person.answer("Key that the relay gave out (Enter: the one in ", "new");
                person.awaitText("oriel key add ");
                assertThat(person.ended()).as(person.shown()).isZero();
            }
        } finally {
            relay.stop(0);
        }
        assertThat(Files.readString(key)).isNotEqualTo("a-key-of-the-relay\n").startsWith("orielkey_");
    }

    private Commands.Outcome edge(Map<String, String> environment, String relay) throws IOException, InterruptedException {
        return run(environment, "", "--yes", "--replace", "--push-to", relay, "--camera", "door=test:", "--no-service");
    }

    @Test
    void aRelayThatIsNotReachedIsSaid() throws Exception {
        var ended = edge(Map.of(), "https://127.0.0.1:" + Integer.toString(FreePorts.next()));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("is not reached");
    }

    /// The push trusts it by its fingerprint, of which this check knows nothing.
    @Test
    void aRelayWithACertificateOfItsOwnIsNoFailure() throws Exception {
        var relay = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var certificates = new SelfSigned(Files.createDirectory(folder.resolve("certificates")));
        relay.setHttpsConfigurator(new HttpsConfigurator(certificates.showing()));
        relay.start();
        try {
            var ended = edge(Map.of(), "https://localhost:" + relay.getAddress().getPort());
            assertThat(ended.code()).as(ended.err()).isZero();
            assertThat(ended.out()).contains("Not checked: this machine does not trust the relay's certificate", "push.tls");
        } finally {
            relay.stop(0);
        }
    }

    @Test
    void aRelayBehindAProxyIsNoFailure() throws Exception {
        var proxied = edge(Map.of("https_proxy", "http://127.0.0.1:1"), "https://relay.invalid");
        assertThat(proxied.code()).as(proxied.err()).isZero();
        assertThat(proxied.out()).contains("Not checked: a push goes through the proxy", "https://relay.invalid/watch/door");
        var nonsense = edge(Map.of("https_proxy", "ftp://secret@proxy"), "https://relay.invalid");
        assertThat(nonsense.code()).isEqualTo(1);
        assertThat(nonsense.err()).contains("the variable https_proxy names no proxy").doesNotContain("secret");
    }
}
