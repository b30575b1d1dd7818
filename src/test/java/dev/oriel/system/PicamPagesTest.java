package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.auth.KeyKind;
import dev.oriel.auth.KeyRequest;
import dev.oriel.auth.KeyStore;
import dev.oriel.auth.Role;
import dev.oriel.testing.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// picam_livestream's addresses behind the nginx sample of the documentation, word for word but for port, folder and secret: login, page,
/// stream in and stream out on one port.
class PicamPagesTest {
    private static final Pattern SAMPLE = Pattern.compile("(?s)```nginx\n(map \\$http_upgrade \\$picam.*?)```");
    private static final String SECRET = "5f0c9a52-38f4-4b12";

    @TempDir
    Path folder = Path.of("");

    private final int port = FreePorts.next();
    private final RunningOriel oriel = RunningOriel.with("server.trustedProxies", "127.0.0.1");
    private final Visitor visitor = new Visitor(port);
    private @Nullable NginxInFront nginx;

    @BeforeEach
    void start() throws Exception {
        Visitor.account(oriel, "anna", Role.ADMIN);
        new KeyStore(oriel.data(), Map.of(), InstantSource.system())
                .add(new KeyRequest("pi", KeyKind.PUBLISH, Set.of("pi"), null, SECRET));
        oriel.lookAtData();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x")); // nginx reads it as another user
        Files.writeString(folder.resolve("index.html"), "the player");
        Files.writeString(folder.resolve("login.html"), "the form");
        nginx = new NginxInFront(folder, port, new NginxInFront.Servers(sample()));
    }

    private String sample() throws IOException {
        var sample = SAMPLE.matcher(Files.readString(Path.of("docs/compatibility.md")));
        assertThat(sample.find()).isTrue();
        return sample.group(1).replace("listen 3000", "listen 127.0.0.1:" + port).replace("/srv/picam", folder.toString())
                .replace("127.0.0.1:8080", "127.0.0.1:" + oriel.port()).replace("SECRET", SECRET);
    }

    @AfterEach
    void close() {
        if (nginx != null) {
            nginx.close();
        }
        visitor.close();
        oriel.close();
    }

    @Test
    void theFormLogsInAndThePagePlaysWhatIsPostedToTheSamePort() throws Exception {
        assertThat(visitor.get("/").body()).isEqualTo("the player");
        assertThat(visitor.get("/login").body()).isEqualTo("the form");
        try (var publisher = RawConnection.to(port)) {
            publisher.ask("POST", "/" + SECRET, "Host: 127.0.0.1:" + port, "Content-Length: 50000000");
            publisher.say(Publishing.recorded("160x120", 50, Publishing.MPEG1));
            await().until(() -> oriel.hub().camera("pi").isPresent());
            assertThat(player()).isEqualTo(401);
            var wrong = visitor.logIn("Anna", "not the password");
            assertThat(Visitor.header(wrong, "location")).isEqualTo("login?error=true");
            assertThat(player()).isEqualTo(401);
            var right = visitor.logIn("Anna", Visitor.PASSWORD);
            assertThat(right.statusCode()).isEqualTo(303);
            assertThat(Visitor.header(right, "location")).isEqualTo("./");
            plays();
            assertThat(visitor.get("/logout").body()).contains("<form");
            visitor.ask("POST", "/logout", "");
            assertThat(player()).isEqualTo(401);
        }
    }

    private String[] headers() {
        return new String[]{"Host: 127.0.0.1:" + port, "Origin: http://127.0.0.1:" + port, "Cookie: " + visitor.cookie()};
    }

    private int player() throws IOException {
        try (var connection = RawConnection.to(port)) {
            return connection.upgrade("/" + SECRET, headers()).status();
        }
    }

    private void plays() throws IOException {
        try (var connection = RawConnection.to(port)) {
            assertThat(connection.upgrade("/" + SECRET, headers()).status()).isEqualTo(101);
            assertThat(connection.nextFrame(RawConnection.BINARY).payload[0]).isEqualTo((byte) 0x47);
        }
    }
}
