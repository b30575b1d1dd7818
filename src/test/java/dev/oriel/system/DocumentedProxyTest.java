package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.observe.LoggedLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The nginx samples of the documentation, word for word but for ports and files, in a real nginx.
class DocumentedProxyTest {
    private static final Pattern SAMPLE = Pattern.compile("(?s)```nginx\n(.*?)```");
    private static final Pattern SETTINGS = Pattern
            .compile("```yaml\nserver:\n((?:  \\w+: \\S+\n)*  origins: \\S+\n(?:  \\w+: \\S+\n)*)```");
    private static final Pattern SETTING = Pattern.compile("  (\\w+): (\\S+)\n");
    private static final String PAGE = "https://cam.example.org";

    @TempDir
    Path folder = Path.of("");

    private final int port = Publishing.freePort();
    private final RunningOriel oriel = RunningOriel.with();
    private final FakeCamera door = oriel.camera("door");
    private final Publishing publishing = new Publishing(oriel);
    private @Nullable Process nginx;

    @AfterEach
    void close() throws InterruptedException {
        if (nginx != null) {
            nginx.destroy();
            nginx.waitFor();
        }
        oriel.close();
    }

    @Test
    void thatOfTheReadmeShowsPicturesAndAsksPublishersForAKey() throws Exception {
        var samples = SAMPLE.matcher(Files.readString(Path.of("README.md"))).results().map(match -> match.group(1)).toList();
        assertThat(samples).hasSize(2);
        set("README.md");
        start(samples.get(1) + "server { listen 127.0.0.1:" + port + ";\n" + samples.getFirst() + "}");
        shows(new Proxy(null, "X: no login"));
        try (var connection = RawConnection.to(port)) {
            var refused = connection.answer("POST", "/cams/api/cameras/cam/ingest", "Host: cam.example.org", "Content-Length: 0");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.body()).contains("key-required", "X-Forwarded-For");
        }
        var bearer = "Authorization: Bearer " + publishing.key("roof", "roof");
        try (var connection = RawConnection.to(port)) {
            connection.ask("POST", "/cams/api/cameras/roof/ingest", "Host: cam.example.org", bearer, "Content-Length: 50000000");
            connection.say(Publishing.recorded("160x120", 25, Publishing.MPEG1));
            await().until(() -> publishing.isKnown("roof"));
        }
    }

    @Test
    void thatOfTheOperationsPageDoesSoOverTlsWithALogin() throws Exception {
        var sample = SAMPLE.matcher(Files.readString(Path.of("docs/operations.md"))).results().map(match -> match.group(1))
                .toList();
        assertThat(sample).hasSize(1);
        set("docs/operations.md");
        var tls = new SelfSigned(folder);
        Files.writeString(folder.resolve("users"), "ann:{PLAIN}secret\n");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x")); // nginx reads it as another user
        start(sample.getFirst().replace("listen 443 ssl;", "listen 127.0.0.1:" + port + " ssl;")
                .replace("/etc/ssl/cam.pem", tls.certificate.toString()).replace("/etc/ssl/cam.key", tls.key.toString())
                .replace("/etc/nginx/cameras.htpasswd", folder.resolve("users").toString()));
        var login = "Authorization: Basic "
                + Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.US_ASCII));
        var proxy = new Proxy(tls.trusting(), login);
        shows(proxy);
        try (var connection = proxy.connect()) {
            assertThat(connection.answer("GET", "/cams/", "Host: cam.example.org").status()).as("without the login")
                    .isEqualTo(401);
        }
        try (var connection = proxy.connect()) {
            assertThat(connection.answer("POST", "/cams/api/cameras/cam/ingest", "Host: cam.example.org", login,
                    "Content-Length: 0").status()).isEqualTo(401);
        }
        try (var connection = proxy.connect()) {
            connection.ask("POST", "/cams/ingest/" + publishing.key("roof", "roof") + "/roof", "Host: cam.example.org", login,
                    "Content-Length: 50000000");
            connection.say(Publishing.recorded("160x120", 25, Publishing.MPEG1));
            await().until(() -> publishing.isKnown("roof"));
        }
    }

    /// How a visitor comes in.
    private final class Proxy {
        private final @Nullable SSLContext tls;
        private final String login;

        Proxy(@Nullable SSLContext tls, String login) {
            this.tls = tls;
            this.login = login;
        }

        RawConnection connect() throws IOException {
            return tls == null ? RawConnection.to(port) : RawConnection.to(port, tls);
        }
    }

    /// Uses the settings that the page shows beside its sample.
    private void set(String page) throws Exception {
        var shown = SETTINGS.matcher(Files.readString(Path.of(page)));
        assertThat(shown.find()).isTrue();
        oriel.change(SETTING.matcher(shown.group(1)).results()
                .flatMap(setting -> Stream.of("server." + setting.group(1), setting.group(2))).toArray(String[]::new));
    }

    /// The proxy's visitors are told apart: here one behind a further proxy on this machine.
    private static void tellsVisitorsApart(Proxy proxy) throws Exception {
        try (var log = new LoggedLines(); var connection = proxy.connect()) {
            assertThat(connection.upgrade("/cams/api/cameras/door/live", "Host: cam.example.org", "Origin: https://evil.example",
                    "X-Forwarded-For: 203.0.113.9", proxy.login).status()).isEqualTo(403);
            assertThat(log.with("WARN", "https://evil.example")).singleElement().asString()
                    .contains("refused 203.0.113.9 with 403");
        }
    }

    private void shows(Proxy proxy) throws Exception {
        tellsVisitorsApart(proxy);
        door.publish();
        try (var connection = proxy.connect()) {
            var page = connection.answer("GET", "/cams/", "Host: cam.example.org", proxy.login);
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.body()).contains("<title>Oriel");
            assertThat(connection.answer("GET", "/cams/api/cameras/door/snapshot.jpg", "Host: cam.example.org", proxy.login)
                    .status()).isEqualTo(200);
        }
        try (var connection = proxy.connect()) {
            assertThat(connection.upgrade("/cams/api/cameras/door/live", "Host: cam.example.org", "Origin: " + PAGE, proxy.login)
                    .status()).isEqualTo(101);
            connection.text("more");
            assertThat(connection.nextFrame(RawConnection.BINARY).payload).isEqualTo(door.picture(1));
        }
    }

    private void start(String site) throws IOException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/sbin/nginx")) || Boolean.getBoolean("oriel.tests.all"),
                "no nginx on this machine: the samples of the documentation are not tested");
        assertThat(site).contains("proxy_pass http://127.0.0.1:8080/;");
        var whole = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                pid PLACE/pid;
                error_log PLACE/error.log;
                events {}
                http {
                    access_log off;
                    client_body_temp_path PLACE/1;
                    proxy_temp_path PLACE/2;
                    fastcgi_temp_path PLACE/3;
                    uwsgi_temp_path PLACE/4;
                    scgi_temp_path PLACE/5;
                """.replace("PLACE", folder.toString())
                + site.replace("proxy_pass http://127.0.0.1:8080/;", "proxy_pass http://127.0.0.1:" + oriel.port() + "/;") + "}");
        nginx = new ProcessBuilder("/usr/sbin/nginx", "-p", folder.toString(), "-c", whole.toString()).inheritIO().start();
        await().until(() -> Files.exists(folder.resolve("pid")));
    }
}
