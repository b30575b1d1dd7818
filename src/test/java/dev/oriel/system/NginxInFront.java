package dev.oriel.system;

import static org.awaitility.Awaitility.await;

import dev.oriel.testing.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// A real nginx that listens on a port of this machine.
///
/// Threads: the test's.
final class NginxInFront implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/nginx");

    private final int port;
    private final Path folder;
    private Process process;

    /// Starts it; where there is none the test is skipped, or fails when all are to run.
    ///
    /// @param location the lines of `location /`
    NginxInFront(Path folder, String location) throws IOException {
        this(folder, FreePorts.next(), location);
    }

    private NginxInFront(Path folder, int port, String location) throws IOException {
        this(folder, port, new Servers(server(port, location)));
    }

    /// The lines of `http`.
    record Servers(String lines) {}

    /// Starts it with whole servers, of which one listens on `port` of this machine.
    NginxInFront(Path folder, int port, Servers servers) throws IOException {
        Assumptions.assumeTrue(Files.isExecutable(PROGRAM) || Boolean.getBoolean("oriel.tests.all"), "no nginx on this machine");
        this.port = port;
        this.folder = folder;
        process = start(servers.lines);
    }

    int port() {
        return port;
    }

    String address(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    /// Runs with other lines from now on.
    void change(String location) throws IOException {
        end();
        process = start(server(port, location));
    }

    private static String server(int port, String location) {
        return """
                server {
                    listen 127.0.0.1:PORT;
                    location / {
                        LINES
                    }
                }
                """.replace("PORT", Integer.toString(port)).replace("LINES", location);
    }

    private Process start(String servers) throws IOException {
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
                    SERVERS
                }
                """.replace("PLACE", folder.toString()).replace("SERVERS", servers));
        var pid = folder.resolve("pid");
        Files.deleteIfExists(pid);
        var started = new ProcessBuilder(PROGRAM.toString(), "-p", folder.toString(), "-c", whole.toString()).inheritIO().start();
        var itself = Long.toString(started.pid());
        await().ignoreExceptions().failFast("nginx has ended", () -> !started.isAlive())
                .until(() -> Files.readString(pid).strip().equals(itself)); // written when it has its ports
        return started;
    }

    private void end() {
        process.destroy();
        process.onExit().join();
    }

    @Override
    public void close() {
        end();
    }
}
