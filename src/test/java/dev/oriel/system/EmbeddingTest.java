package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What pages of other sites get when they put this server's pictures into themselves, as browsers tell it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddingTest {
    private static final String[] FOREIGN_IMAGE = {"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors",
        "Sec-Fetch-Dest: image"};

    private final RunningOriel oriel = RunningOriel.with("server.origins", "https://home.example.org, friend.example");
    private final FakeCamera door = oriel.camera("door");

    @AfterAll
    void close() {
        oriel.close();
    }

    @BeforeEach
    void closedToOthers() throws Exception {
        oriel.change("server.embed", "false");
    }

    private RawConnection.Answer asked(String path, String... headers) throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            connection.ask("GET", path, headers);
            return connection.head();
        }
    }

    private static String[] with(String... more) {
        var all = java.util.Arrays.copyOf(FOREIGN_IMAGE, FOREIGN_IMAGE.length + more.length);
        System.arraycopy(more, 0, all, FOREIGN_IMAGE.length, more.length);
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/cameras/door/snapshot.jpg", "/api/cameras/door/snapshot.jpg?width=100",
        "/api/cameras/door/stream.mjpg", "/api/cameras/door", "/api/cameras", "/api/cameras/door/settings"})
    void aForeignPageLearnsNothingAndStartsNothing(String path) throws IOException {
        var answer = asked(path, with("Referer: https://evil.example/"));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(asked(path.replace("door", "nobody"), FOREIGN_IMAGE).status()).as("whether a camera is there").isEqualTo(403);
        assertThat(door.track().wanted()).isFalse();
        assertThat(door.track().subscriptions()).isZero();
    }

    @Test
    void theRefusalNamesBothSettings() throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            var answer = connection.answer("GET", "/api/cameras/door/snapshot.jpg", FOREIGN_IMAGE);
            assertThat(answer.body()).contains("server.origins", "server.embed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"iframe", "object", "embed", "script", "empty", "video", "worker"})
    void noOtherPlaceInAForeignPageIsBetter(String dest) throws IOException {
        assertThat(asked("/api/cameras/door/snapshot.jpg", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Dest: " + dest).status())
                .isEqualTo(403);
    }

    @Test
    void aLinkOpensThePictureAlone() throws IOException {
        door.publish();
        assertThat(asked("/api/cameras/door/snapshot.jpg", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate",
                "Sec-Fetch-Dest: document").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: same-site", "Sec-Fetch-Site: none", "X: no browser"})
    void picturesAreForThisSiteAndForPrograms(String header) throws IOException {
        door.publish();
        var answer = asked("/api/cameras/door/snapshot.jpg", header, "Sec-Fetch-Dest: image");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-site");
        assertThat(asked("/api/cameras/door/stream.mjpg", header, "Sec-Fetch-Dest: image")
                .header("Cross-Origin-Resource-Policy")).isEqualTo("same-site");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Referer: https://home.example.org/wall", "Origin: https://home.example.org",
        "Referer: http://friend.example/"})
    void aPageOfAListedSiteMayShowPictures(String header) throws IOException {
        door.publish();
        var answer = asked("/api/cameras/door/snapshot.jpg", with(header));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Cross-Origin-Resource-Policy")).as("what that browser needs").isEqualTo("cross-origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Referer: https://home.example.org.evil.example/", "Referer: https://evil.example/friend.example",
        "Referer: https://friend.example@evil.example/", "Referer: friend.example", "Referer: http://home.example.org/",
        "Origin: null"})
    void aNameThatLooksLikeAListedOneIsNone(String header) throws IOException {
        assertThat(asked("/api/cameras/door/snapshot.jpg", with(header)).status()).isEqualTo(403);
    }

    @Test
    void embedLetsEveryPageShowPictures() throws Exception {
        door.publish();
        oriel.change("server.embed", "true");
        for (var headers : new String[][]{FOREIGN_IMAGE, {}}) {
            var answer = asked("/api/cameras/door/snapshot.jpg", headers);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
        }
    }

    /// As Chromium sends it from a page of another site.
    @Test
    void aHandshakeIsJudgedByItsOriginAlone() throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            assertThat(connection.upgrade("/api/cameras/door/live", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Dest: websocket",
                    "Origin: https://home.example.org").status()).isEqualTo(101);
        }
    }
}
