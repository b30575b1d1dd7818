package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.oriel.limits.PictureLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Recordings of which nothing says that they are some.
@Timeout(180)
class UnpacedRecordingTest {
    /// Forty seconds at five pictures a second.
    private static final String WORDS = "-r 5 -c:v libx264 -preset ultrafast -t 40";

    @TempDir
    Path folder = Path.of("");

    @Test
    void aBodyWithoutALengthPlaysInRealTime() throws Exception {
        for (var name : new String[]{"a.ts", "a.mp4"}) {
            var file = TestMedia.make(folder, name, name.endsWith("mp4") ? WORDS + " -movflags frag_keyframe+empty_moov" : WORDS);
            var server = serve(Files.readAllBytes(file));
            try {
                var sink = new RecordingSink(116);
                new HttpSource("http://127.0.0.1:" + server.getAddress().getPort() + "/", false, Terms.USUAL,
                        new SourceContext(TestMedia.CLOCKS, PictureLimits.usual())).run(sink);
                assertPaced(sink);
            } finally {
                server.stop(0);
            }
        }
    }

    @Test
    void aProgramThatCopiesAFilePlaysInRealTime() throws Exception {
        var file = TestMedia.make(folder, "a.ts", WORDS);
        var sink = new RecordingSink(116);
        new ExecSource("cat " + file, TestMedia.CLOCKS).run(sink);
        assertPaced(sink);
    }

    /// The ten pictures before the last take two seconds.
    private static void assertPaced(RecordingSink sink) {
        assertThat(sink.shots).hasSize(116);
        assertThat(sink.shots.get(115).nanos() - sink.shots.get(105).nanos()).isGreaterThan(1_500_000_000L);
    }

    /// Answers everything with a body that says nothing of its length.
    private static HttpServer serve(byte[] body) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            } catch (IOException _) {
                // The client has seen enough.
            }
        });
        server.start();
        return server;
    }
}
