package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.observe.LoggedLines;
import dev.oriel.testing.FreePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The nginx samples of the documentation, word for word but for ports and files, in a real nginx.
class DocumentedProxyTest {
    private static final Pattern SAMPLE = Pattern.compile("(?s)```nginx\n(.*?)```");
    private static final Pattern SETTINGS = Pattern
            .compile("```yaml\nserver:\n((?:  \\w+: \\S+\n)*  origins: \\S+\n(?:  \\w+: \\S+\n)*)```");
    private static final Pattern SETTING = Pattern.compile("  (\\w+): (\\S+)\n");
    private static final Pattern LISTENS = Pattern.compile(" *listen 443 ssl;\n *ssl_certificate .*\n *ssl_certificate_key .*\n");
    private static final Pattern AT_THE_ROOT = Pattern.compile(" *location / \\{[^}]*}\n");
    private static final String ORIEL = "proxy_pass http://127.0.0.1:8080";
    private static final String NAME = "cam.example.org";

    @TempDir
    Path folder = Path.of("");

    private final int port = FreePorts.next();
    private final RunningOriel oriel = RunningOriel.with();
    private final FakeCamera door = oriel.camera("door");
    private final Publishing publishing = new Publishing(oriel);
    private @Nullable NginxInFront nginx;

    @AfterEach
    void close() {
        if (nginx != null) {
            nginx.close();
        }
        oriel.close();
    }

    private static List<String> samples(String page) throws IOException {
        return SAMPLE.matcher(Files.readString(Path.of(page))).results().map(match -> match.group(1)).toList();
    }

    @Test
    void thatOfTheReadmeShowsPicturesAndAsksPublishersForAKey() throws Exception {
        var samples = samples("README.md");
        assertThat(samples).hasSize(2);
        set("README.md", "https");
        start(samples.get(1) + "server { listen 127.0.0.1:" + port + ";\n" + samples.getFirst() + "}");
        works(new Visitor(null, "https", "/cams/")); // what ends TLS stands before this nginx
    }

    @ParameterizedTest
    @CsvSource({"https,/", "https,/cams/", "http,/", "http,/cams/"})
    void thoseOfTheOperationsPageDoSo(String scheme, String prefix) throws Exception {
        var samples = samples("docs/operations.md");
        assertThat(samples).hasSize(3);
        var site = samples.getFirst();
        if (prefix.equals("/cams/")) {
            site = replaced(site, AT_THE_ROOT, samples.get(1));
        }
        if (scheme.equals("http")) {
            site = replaced(site, LISTENS, samples.get(2));
        }
        set("docs/operations.md", scheme);
        var tls = new SelfSigned(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x")); // nginx reads it as another user
        start(site.replaceFirst("listen (443|80)\\b", "listen 127.0.0.1:" + port)
                .replace("/etc/ssl/cam.pem", tls.certificate.toString()).replace("/etc/ssl/cam.key", tls.key.toString()));
        var visitor = new Visitor(scheme.equals("https") ? tls.trusting() : null, scheme, prefix);
        works(visitor);
        knowsItsOwnOrigin(visitor);
    }

    @Test
    void thatOfTheRelayPageLetsEdgesInToo() throws Exception {
        var samples = samples("docs/relay.md");
        assertThat(samples).hasSize(1);
        set("docs/relay.md", "http");
        start(samples.getFirst().replace("listen 80", "listen 127.0.0.1:" + port)); // certbot makes it https
        var visitor = new Visitor(null, "http", "/");
        works(visitor);
        try (var connection = visitor.connect()) {
            assertThat(connection.upgrade("/api/edge", "Host: " + NAME, "Sec-WebSocket-Protocol: oriel.edge.v1",
                    "Authorization: Bearer " + publishing.key("kitchen", "pond")).status()).isEqualTo(101);
        }
    }

    private static String replaced(String site, Pattern what, String by) {
        assertThat(site).containsPattern(what);
        return what.matcher(site).replaceFirst(Matcher.quoteReplacement(by));
    }

    /// One connection of a visitor's.
    private record Visit(RawConnection connection, String prefix) implements AutoCloseable {
        RawConnection.Answer get(String path) throws IOException {
            return connection.answer("GET", prefix + path, "Host: " + NAME);
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }

    /// How somebody comes in: over TLS or not, from pages of that scheme, below that prefix.
    private final class Visitor {
        private final @Nullable SSLContext tls;
        private final String scheme;
        private final String prefix;

        Visitor(@Nullable SSLContext tls, String scheme, String prefix) {
            this.tls = tls;
            this.scheme = scheme;
            this.prefix = prefix;
        }

        RawConnection connect() throws IOException {
            return tls == null ? RawConnection.to(port) : RawConnection.to(port, tls);
        }

        Visit come() throws IOException {
            return new Visit(connect(), prefix);
        }

        /// Opens a viewer's connection from a page of that origin.
        RawConnection.Answer answer(String origin, String... headers) throws IOException {
            try (var connection = connect()) {
                var all = Stream.concat(Stream.of("Origin: " + origin), Stream.of(headers)).toArray(String[]::new);
                return connection.upgrade(prefix + "api/cameras/door/live", all);
            }
        }

        int status(String origin, String... headers) throws IOException {
            return answer(origin, headers).status();
        }
    }

    /// Uses the settings that the page shows beside its sample.
    private void set(String page, String scheme) throws Exception {
        var shown = SETTINGS.matcher(Files.readString(Path.of(page)));
        assertThat(shown.find()).isTrue();
        oriel.change(SETTING.matcher(shown.group(1)).results().flatMap(setting -> Stream.of("server." + setting.group(1),
                setting.group(2).replace("https://", scheme + "://"))).toArray(String[]::new));
    }

    private void works(Visitor visitor) throws Exception {
        tellsVisitorsApart(visitor);
        showsPages(visitor);
        showsPictures(visitor);
        asksPublishersForAKey(visitor);
    }

    /// The proxy's visitors are told apart: here one behind a further proxy on this machine.
    private static void tellsVisitorsApart(Visitor visitor) throws Exception {
        try (var log = new LoggedLines()) {
            var answer = visitor.answer("https://evil.example", "Host: " + NAME, "X-Forwarded-For: 203.0.113.9");
            assertThat(answer.status()).as("%s", answer.body()).isEqualTo(403);
            assertThat(log.with("WARN", "https://evil.example")).singleElement().asString()
                    .contains("refused 203.0.113.9 with 403");
        }
    }

    private void showsPages(Visitor visitor) throws Exception {
        door.publish();
        try (var visit = visitor.come()) {
            var page = visit.get("");
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.body()).contains("<title>Oriel");
            assertThat(visit.get("assets/oriel.css").status()).isEqualTo(200);
            assertThat(visit.get("api/cameras/door/snapshot.jpg").status()).isEqualTo(200);
        }
        if (!visitor.prefix.equals("/")) {
            try (var connection = visitor.connect()) {
                var led = connection.answer("GET", visitor.prefix.replaceFirst("/$", ""), "Host: " + NAME);
                assertThat(led.status()).isEqualTo(301);
                assertThat(led.header("Location")).endsWith(visitor.prefix);
            }
        }
    }

    private void showsPictures(Visitor visitor) throws Exception {
        try (var connection = visitor.connect()) {
            assertThat(connection.upgrade(visitor.prefix + "api/cameras/door/live", "Host: " + NAME,
                    "Origin: " + visitor.scheme + "://" + NAME).status()).isEqualTo(101);
            connection.text("more");
            assertThat(connection.nextFrame(RawConnection.BINARY).payload).isEqualTo(door.picture(door.number()));
        }
        try (var connection = visitor.connect()) {
            connection.ask("GET", visitor.prefix + "api/cameras/door/stream.mjpg", "Host: " + NAME);
            var head = connection.head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Type")).startsWith("multipart/x-mixed-replace");
            var picture = new String(door.picture(door.number()), StandardCharsets.ISO_8859_1);
            var come = new StringBuilder();
            while (come.indexOf(picture) < 0) { // whole at once, although no second one pushes it out of a buffer
                come.append(new String(connection.chunk(), StandardCharsets.ISO_8859_1));
            }
            assertThat(come).contains("image/jpeg");
        }
    }

    private void asksPublishersForAKey(Visitor visitor) throws Exception {
        var bearer = "Authorization: Bearer " + publishing.key("roof", "roof");
        try (var connection = visitor.connect()) {
            var refused = connection.answer("POST", visitor.prefix + "api/cameras/cam/ingest", "Host: " + NAME,
                    "Content-Length: 0");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.body()).contains("key-required", "X-Forwarded-For");
        }
        try (var connection = visitor.connect()) {
            connection.ask("POST", visitor.prefix + "api/cameras/roof/ingest", "Host: " + NAME, bearer,
                    "Content-Length: 50000000");
            connection.say(Publishing.recorded("160x120", 25, Publishing.MPEG1));
            await().until(() -> publishing.isKnown("roof"));
        }
    }

    /// From what nginx says and not from what a visitor does; the settings list no origin of that host.
    private void knowsItsOwnOrigin(Visitor visitor) throws Exception {
        var host = "Host: 127.0.0.1:" + port;
        var other = visitor.scheme.equals("https") ? "http" : "https";
        assertThat(visitor.status(visitor.scheme + "://127.0.0.1:" + port, host)).isEqualTo(101);
        assertThat(visitor.status(other + "://127.0.0.1:" + port, host)).isEqualTo(403);
        assertThat(visitor.status(other + "://127.0.0.1:" + port, host, "X-Forwarded-Proto: " + other)).isEqualTo(403);
        assertThat(visitor.status(visitor.scheme + "://evil.example", host, "X-Forwarded-Host: evil.example")).isEqualTo(403);
    }

    private void start(String site) throws IOException {
        assertThat(site).contains(ORIEL);
        nginx = new NginxInFront(folder, port,
                new NginxInFront.Servers(site.replace(ORIEL, "proxy_pass http://127.0.0.1:" + oriel.port())));
    }
}
