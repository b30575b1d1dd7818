package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.testing.FreePorts;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The port that leads from http to https.
class RedirectPortTest {
    private final int port = FreePorts.next();
    private final RunningOriel oriel = RunningOriel.with("server.tls.selfSigned", "true", "server.tls.redirectPort",
            Integer.toString(port));

    @AfterEach
    void close() {
        oriel.close();
    }

    private RawConnection.Answer answer(String method, String path, String... headers) throws IOException {
        try (var connection = RawConnection.to(port)) {
            return connection.answer(method, path, headers);
        }
    }

    private String leadsTo(String path, String host) throws IOException {
        var answer = answer("GET", path, "Host: " + host);
        assertThat(answer.status()).as(answer.body()).isEqualTo(308);
        assertThat(answer.headers()).containsEntry("cache-control", "no-store"); // the owner may want http again
        return String.valueOf(answer.headers().get("location"));
    }

    @Test
    void readingLeadsToTheSameAddressByHttps() throws Exception {
        assertThat(leadsTo("/watch/door?x=1%20&y", "127.0.0.1:" + port))
                .isEqualTo("https://127.0.0.1:" + oriel.port() + "/watch/door?x=1%20&y");
        assertThat(leadsTo("/", "[::1]:80")).isEqualTo("https://[::1]:" + oriel.port() + "/");
        assertThat(answer("HEAD", "/", "Host: localhost").status()).isEqualTo(308);
    }

    @Test
    void anOriginOfTheSettingsSaysThePortThatItsNameHas() throws Exception {
        oriel.change("server.origins", "https://cam.example.org,https://door.example.org:8443,http://old.example.org");
        assertThat(leadsTo("/a", "CAM.example.org")).isEqualTo("https://cam.example.org/a");
        assertThat(leadsTo("/a", "door.example.org:80")).isEqualTo("https://door.example.org:8443/a");
        assertThat(leadsTo("/a", "old.example.org")).isEqualTo("https://old.example.org:" + oriel.port() + "/a");
    }

    @Test
    void itLeadsToNoNameThatIsNotTheServersOwn() throws Exception {
        var answer = answer("GET", "/", "Host: evil.example");
        assertThat(answer.status()).isEqualTo(421);
        assertThat(answer.headers()).doesNotContainKey("location");
        assertThat(answer.body()).contains("server.origins");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example/", "/\\evil.example", "/%2f%2fevil.example", "/@evil.example", "/.evil.example"})
    void whateverThePathIsTheHostStays(String path) throws Exception {
        assertThat(leadsTo(path, "localhost")).startsWith("https://localhost:" + oriel.port() + "/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:80@evil.example", "localhost/evil.example", "evil.example#localhost", "localhost:80:90",
        "localhost, evil.example", ""})
    void aHostThatIsNoneIsRefused(String host) throws Exception {
        var answer = answer("GET", "/", "Host: " + host);
        assertThat(answer.status()).isIn(400, 421);
        assertThat(answer.headers()).doesNotContainKey("location");
    }

    @Test
    void aRequestWithoutHostOrWithTwoIsRefused() throws Exception {
        for (var head : new String[]{"GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"}) {
            try (var connection = RawConnection.to(port)) {
                connection.say(head);
                assertThat(connection.answer(true).status()).as(head).isEqualTo(400);
            }
        }
    }

    @Test
    void whateverIsSentIsRefused() throws Exception {
        var here = "Host: localhost";
        assertThat(answer("POST", "/login", here, "Content-Length: 0").body()).contains("https-only");
        assertThat(answer("PUT", "/", here, "Content-Length: 0").status()).isEqualTo(403);
        assertThat(answer("OPTIONS", "/", here).status()).isEqualTo(403);
        assertThat(answer("GET", "/", here, "X-Forwarded-For: 10.0.0.1").status()).as("a proxy would be sent to itself")
                .isEqualTo(403);
        try (var connection = RawConnection.to(port)) {
            assertThat(connection.upgrade("/api/cameras/door/live").status()).isEqualTo(403);
        }
    }

    @Test
    void nothingElseIsThere() throws Exception {
        for (var path : new String[]{"/healthz", "/metrics", "/trust", "/api/cameras", "/assets/oriel.css"}) {
            assertThat(answer("GET", path, "Host: localhost").status()).as(path).isEqualTo(308);
        }
    }
}
