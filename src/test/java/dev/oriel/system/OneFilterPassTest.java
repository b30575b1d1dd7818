package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.transcode.PictureFilter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A camera's filters work once for each of its pictures, whoever watches. A filter that is not Oriel's counts.
class OneFilterPassTest {
    private static final String CAMERA = "/api/cameras/door";
    private static final Duration COME_WITHIN = Duration.ofMinutes(2);
    private static final int EACH = 15;
    private static final String FILTER = """
            import dev.oriel.ffmpeg.Planes;
            import dev.oriel.transcode.*;
            import java.io.*;
            import java.nio.file.*;

            public final class Tell implements PictureFilter {
                @Override
                public FilterDescription description() {
                    return new FilterDescription("tell", "Tell", "Writes down when each picture was captured.");
                }

                @Override
                public FilterEffect open(FilterArguments arguments) {
                    return new Telling();
                }

                private record Telling() implements PixelEffect {
                    @Override
                    public void apply(Planes pixels, FilterMoment picture) {
                        try {
                            Files.writeString(Path.of("passes"), picture.capturedAtMicros() + "\\n", StandardOpenOption.CREATE,
                                    StandardOpenOption.APPEND);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                }
            }
            """;

    @TempDir
    Path folder = Path.of("");

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void compile() throws IOException {
        var source = Files.writeString(folder.resolve("Tell.java"), FILTER);
        var compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        assertThat(compiler.run(null, null, null, "-cp", System.getProperty("java.class.path"), "-d", classes().toString(),
                source.toString())).isZero();
        var services = Files.createDirectories(classes().resolve("META-INF/services"));
        Files.writeString(services.resolve(PictureFilter.class.getName()), "Tell");
    }

    private Path classes() {
        return folder.resolve("classes");
    }

    private static MixedCrowd fifty(int port) {
        var crowd = new MixedCrowd(port);
        for (int width : new int[]{854, 640, 426}) {
            crowd.live(5, CAMERA + "/live", "{\"type\":\"view\",\"width\":" + width + ",\"height\":1000}");
            crowd.stream(3, CAMERA + "/stream.mjpg?width=" + width);
            crowd.ask(2, CAMERA + "/snapshot.jpg?width=" + width);
        }
        crowd.live(5, "/api/live", """
                {"type":"watch","cameras":[{"name":"door","width":426,"height":240,"priority":"visible"}]}""");
        crowd.pull(5, "/websocket", "more").pull(2, "/ws", "1");
        crowd.play(5, CAMERA + "/jsmpeg").play(1, CAMERA + "/jsmpeg?format=es");
        return crowd.ask(2, CAMERA + "/snapshot.jpg");
    }

    /// When each picture was captured that has passed the filter, once for each pass.
    private List<String> passes() throws IOException {
        return Files.readAllLines(folder.resolve("passes"));
    }

    private int published(int port) throws IOException, InterruptedException {
        var metrics = http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
                BodyHandlers.ofString()).body();
        return metrics.lines().filter(line -> line.startsWith("oriel_frames_published_total{camera=\"door\"}"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf('}') + 1))).findFirst().orElseThrow();
    }

    @Test
    void fiftyViewersOfEveryKindCostOnePassAPicture() throws Exception {
        try (var oriel = OrielProcess.withClasses(classes(), folder, "serve", "--port", "0", "--camera",
                "door=test:?size=854x480&fps=10&filter=gray%2Ctell"); var viewers = fifty(oriel.port())) {
            assertThat(viewers.size()).isEqualTo(50);
            await().atMost(COME_WITHIN).until(() -> viewers.fewest() >= EACH);
            int published = published(oriel.port());
            var passes = passes();
            assertThat(passes).doesNotHaveDuplicates();
            assertThat(passes.size()).isBetween(published, published(oriel.port()) + 1).isGreaterThanOrEqualTo(EACH);
        }
    }
}
