package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.Oriel;
import dev.oriel.testing.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `deploy/nginx.conf` in a real nginx, in front of three servers.
class NginxTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void severalServersAreBehindOneName() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/sbin/nginx")) || Boolean.getBoolean("oriel.tests.all"),
                "no nginx on this machine: deploy/nginx.conf is not tested");
        try (var fleet = new Fleet(folder.resolve("fleet"))) {
            fleet.recorder("test:?size=320x180&fps=30");
            var servers = new Oriel[]{fleet.server(), fleet.server(), fleet.server()};
            for (var server : servers) {
                await().atMost(Duration.ofSeconds(20)).until(() -> server.hub().camera("door").isPresent());
            }
            int port = FreePorts.next();
            var nginx = start(port, servers);
            try {
                await().ignoreExceptions().until(() -> get(port, "/healthz").status() == 200);
                assertThat(get(port, "/").body()).contains("<html");
                assertThat(get(port, "/api/cameras").body()).contains("\"door\"");
                assertThat(publishedWithoutKey(port)).contains("key-required", "X-Forwarded-For");
                try (var crowd = new Crowd()
                        .join(30, URI.create("ws://127.0.0.1:" + port + "/api/cameras/door/live"))) {
                    await().atMost(Duration.ofSeconds(20)).until(() -> crowd.fewest() > 30);
                    assertThat(Arrays.stream(servers).map(NginxTest::viewers)).as("spread over all")
                            .allMatch(count -> count >= 5);
                    int before = crowd.fewest();
                    await().atMost(Duration.ofSeconds(10)).until(() -> crowd.fewest() > before + 30);
                }
                servers[0].close();
                for (int i = 0; i < 6; i++) {
                    assertThat(get(port, "/api/cameras").status()).as("with a server less").isEqualTo(200);
                }
            } finally {
                nginx.destroy();
                nginx.waitFor();
            }
        }
    }

    private static String publishedWithoutKey(int port) throws IOException {
        try (var connection = RawConnection.to(port)) {
            return connection.answer("POST", "/api/cameras/roof/ingest", "Content-Length: 0").body();
        }
    }

    private static int viewers(Oriel server) {
        return server.hub().camera("door").orElseThrow().track().subscriptions();
    }

    /// The file as it stands, but for the ports.
    private Process start(int port, Oriel... servers) throws IOException {
        var site = Files.readString(Path.of("deploy/nginx.conf")).replace("listen 80;", "listen 127.0.0.1:" + port + ";");
        for (int i = 0; i < servers.length; i++) {
            site = site.replace("127.0.0.1:808" + (i + 1) + " ", "127.0.0.1:" + servers[i].port() + " ");
        }
        Files.writeString(folder.resolve("oriel.conf"), site);
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
                    include PLACE/oriel.conf;
                }
                """.replace("PLACE", folder.toString()));
        return new ProcessBuilder("/usr/sbin/nginx", "-p", folder.toString(), "-c", whole.toString()).inheritIO().start();
    }

    private static RawConnection.Answer get(int port, String path) throws IOException {
        try (var connection = RawConnection.to(port)) {
            return connection.answer("GET", path);
        }
    }
}
