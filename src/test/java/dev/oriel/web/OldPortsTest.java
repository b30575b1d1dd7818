package dev.oriel.web;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.testing.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The ports of old programs while the server is locked.
class OldPortsTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(compat\\.[\\w.-]+)` \\|(.*)\\|$");
    private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z-]+)\"");

    @TempDir
    Path data;
    private final Map<String, Integer> ports = new TreeMap<>();
    private HeldServer server;

    @BeforeEach
    void start() throws Exception {
        server = start("door");
    }

    private HeldServer start(String camera, String... more) throws Exception {
        var settings = new ArrayList<>(List.of("compat.pistreaming.camera", camera, "compat.jsmpeg.camera", camera));
        for (var setting : List.of("compat.pistreaming.port", "compat.pistreaming.httpPort", "compat.jsmpeg.inPort",
                "compat.jsmpeg.outPort", "compat.image-to-image.port", "compat.image-to-image.httpPort", "server.port")) {
            int port = FreePorts.next();
            ports.put(setting, port);
            settings.addAll(List.of(setting, Integer.toString(port)));
        }
        settings.addAll(List.of(more));
        var made = new HeldServer(Files.createTempDirectory(data, "data"), settings.toArray(String[]::new));
        made.publishedCamera("door");
        made.camera("yard");
        made.holders.usual(made.keys, Set.of("door"), "yard");
        return made;
    }

    private RawClient client(String setting) throws IOException {
        return RawClient.to(requireNonNull(ports.get(setting)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void eachHolderGetsWhatTheTableSays() throws Exception {
        var text = Files.readString(Path.of("docs/security.md"));
        var section = text.substring(text.indexOf("### Old ports"));
        var holders = cells(section.lines().filter(line -> line.startsWith("| port |")).findFirst().orElseThrow()
                .replaceFirst("^\\| port \\|", ""));
        var wrong = new ArrayList<String>();
        var walked = new ArrayList<String>();
        var found = ROW.matcher(section);
        while (found.find()) {
            walked.add(found.group(1));
            var expected = cells(found.group(2));
            for (int i = 0; i < holders.size(); i++) {
                var answer = ask(found.group(1), holders.get(i));
                if (!answer.equals(expected.get(i))) {
                    wrong.add(found.group(1) + " by " + holders.get(i) + ": " + answer + " instead of " + expected.get(i));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(walked).containsExactlyInAnyOrderElementsOf(
                ports.keySet().stream().filter(setting -> setting.startsWith("compat.")).toList());
    }

    private static List<String> cells(String row) {
        return Arrays.stream(row.split("\\|")).map(String::strip).toList();
    }

    private String ask(String setting, String holder) throws IOException {
        return switch (setting) {
            case "compat.jsmpeg.inPort" ->
                plain(setting, "POST /" + server.holders.secret(holder) + "/640/480", holder, StillCamera.jpeg());
            case "compat.image-to-image.httpPort" -> plain(setting, "GET /client.html", holder, new byte[0]);
            case "compat.pistreaming.httpPort" -> handshake(setting, "/websocket", server.holders.headers(holder));
            default -> handshake(setting, "/", server.holders.headers(holder));
        };
    }

    private String plain(String setting, String request, String holder, byte[] body) throws IOException {
        try (var client = client(setting)) {
            var head = client.send(request, server.holders.headers(holder), body).head();
            return said(head.status(), client.body(head));
        }
    }

    private String handshake(String setting, String path, List<String> headers) throws IOException {
        try (var client = client(setting)) {
            var head = client.upgrade(path, headers).head();
            if (head.status() != 101) {
                return said(head.status(), client.body(head));
            }
            client.frame(9, new byte[0]);
            var end = client.closeOrPong(new ArrayList<>());
            return end.kind() == RawClient.PONG ? "yes" : Integer.toString(end.closeCode());
        }
    }

    private static String said(int status, String body) {
        var found = CODE.matcher(body);
        var code = found.find() ? found.group(1) : "";
        return code.equals("no-such-camera") ? "404" : status == 200 || status == 409 ? "yes" : Integer.toString(status);
    }

    // --- the cookie of a browser, and a key in the path

    private static List<String> cookie(String... more) {
        var headers = new ArrayList<>(List.of("Cookie: " + Holders.VIEWER));
        headers.addAll(List.of(more));
        return headers;
    }

    @Test
    void aCookieCountsForPagesOfThisServerAlone() throws Exception {
        for (var setting : List.of("compat.pistreaming.port", "compat.jsmpeg.outPort", "compat.image-to-image.port")) {
            for (var own : List.of("server.port", "compat.pistreaming.httpPort")) {
                var page = "http://127.0.0.1:" + ports.get(own);
                assertThat(handshake(setting, "/", cookie("Origin: " + page))).isEqualTo("yes");
                assertThat(handshake(setting, "/", cookie("Referer: " + page + "/index.html"))).isEqualTo("yes");
            }
            assertThat(handshake(setting, "/", cookie())).isEqualTo("401");
            assertThat(handshake(setting, "/", cookie("Origin: http://127.0.0.1:1"))).as("another port of this host")
                    .isEqualTo("401");
            assertThat(handshake(setting, "/", cookie("Referer: http://127.0.0.1:1/"))).isEqualTo("401");
            assertThat(handshake(setting, "/", cookie("Origin: http://evil.example"))).isEqualTo("403");
        }
    }

    @Test
    void aPageOfAnotherPortNeedsAKeyInThePath() throws Exception {
        var page = "Origin: http://127.0.0.1:1";
        var key = "/" + server.holders.secret(Holders.VIEW_KEY);
        for (var setting : List.of("compat.pistreaming.port", "compat.jsmpeg.outPort")) {
            assertThat(handshake(setting, key, cookie(page))).isEqualTo("yes");
            assertThat(handshake(setting, key + "/more", List.of(page))).isEqualTo("yes");
            assertThat(handshake(setting, "/wrong", cookie(page))).isEqualTo("401");
        }
    }

    @Test
    void aStreamThatAKeyInThePathOpensEndsWithIt() throws Exception {
        try (var client = client("compat.pistreaming.port")) {
            client.upgrade("/" + server.holders.secret(Holders.VIEW_KEY), List.of());
            assertThat(client.head().status()).isEqualTo(101);
            server.holders.end(Holders.VIEW_KEY);
            server.accessChanged();
            assertThat(client.closeOrPong(new ArrayList<>()).closeCode()).isEqualTo(4401);
        }
    }

    // --- open: true, and Host

    @Test
    void anOpenPortAsksNobodyUntilItIsClosed() throws Exception {
        server.change("compat.pistreaming.open", "true");
        server.change("compat.image-to-image.open", "true");
        assertThat(handshake("compat.image-to-image.port", "/", List.of())).isEqualTo("yes");
        assertThat(handshake("compat.jsmpeg.outPort", "/", List.of())).isEqualTo("401");
        assertThat(handshake("compat.pistreaming.port", "/", List.of("Origin: http://127.0.0.1:1"))).isEqualTo("yes");
        try (var client = client("compat.pistreaming.port")) {
            client.upgrade("/", List.of());
            assertThat(client.head().status()).isEqualTo(101);
            server.change("compat.pistreaming.open", "false");
            server.accessChanged();
            assertThat(client.closeOrPong(new ArrayList<>()).closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void hostIsLookedAtWhereNoCredentialIs() throws Exception {
        var named = List.of("Host: oriel.example");
        assertThat(status(server.port(), named)).as("locked").isEqualTo(404);
        assertThat(handshake("compat.pistreaming.port", "/", named)).as("locked").isEqualTo("401");
        server.change("compat.pistreaming.open", "true");
        assertThat(handshake("compat.pistreaming.port", "/", named)).as("open").isEqualTo("421");
        server.holders.lock(false);
        assertThat(status(server.port(), named)).as("not locked").isEqualTo(421);
    }

    private static int status(int port, List<String> headers) throws IOException {
        try (var client = RawClient.to(port)) {
            return client.send("GET /nothing", headers, new byte[0]).head().status();
        }
    }

    // --- what there is to see

    @Test
    void aCameraThatIsNotSeenIsAsOneThatDoesNotExist() throws Exception {
        var unseen = whole();
        server.close();
        server = start("nope");
        assertThat(unseen).isEqualTo(whole());
    }

    private List<String> whole() throws IOException {
        var seen = new ArrayList<String>();
        for (var setting : List.of("compat.pistreaming.port", "compat.jsmpeg.outPort", "compat.pistreaming.httpPort")) {
            for (var holder : List.of(Holders.NOBODY, Holders.OTHER_VIEWER, Holders.OTHER_PUBLISHER, Holders.METRICS_KEY,
                    Holders.OTHER_LINK)) {
                try (var client = client(setting)) {
                    var head = client.upgrade("/websocket", server.holders.headers(holder)).head();
                    seen.add(setting + " by " + holder);
                    seen.addAll(head.lines());
                    if (head.status() == 101) {
                        var end = client.closeOrPong(seen);
                        seen.add(end.closeCode() + end.text());
                    } else {
                        seen.add(client.body(head));
                    }
                }
            }
        }
        return seen;
    }
}
