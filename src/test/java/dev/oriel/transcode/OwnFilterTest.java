package dev.oriel.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.ffmpeg.Picture;
import dev.oriel.ffmpeg.Pictures;
import dev.oriel.ffmpeg.Shape;
import dev.oriel.ffmpeg.Transform;
import dev.oriel.limits.PictureLimits;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of a filter that is not Oriel's, compiled as its author would and found as Oriel finds it.
class OwnFilterTest {
    private static final Path EXAMPLE = Path.of("examples", "own-filter");

    @TempDir
    Path folder = Path.of("");

    private void compile() throws IOException {
        var compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        assertThat(compiler.run(null, null, null, "-cp", System.getProperty("java.class.path"), "-d", folder.toString(),
                EXAMPLE.resolve("StripesFilter.java").toString())).isZero();
        var services = Path.of("META-INF", "services", PictureFilter.class.getName());
        Files.createDirectories(Objects.requireNonNull(folder.resolve(services).getParent()));
        Files.copy(EXAMPLE.resolve(services), folder.resolve(services));
    }

    @Test
    void theExampleIsFoundAndDoesWhatItSays() throws IOException {
        compile();
        try (var classes = new URLClassLoader(new java.net.URL[]{folder.toUri().toURL()}, getClass().getClassLoader())) {
            var found = ServiceLoader.load(PictureFilter.class, classes).stream().map(ServiceLoader.Provider::get)
                    .filter(filter -> filter.description().name().equals("stripes")).findFirst().orElseThrow();
            var chain = FilterParser.parse("stripes=strength=1", Map.of("stripes", found));
            try (var arena = Arena.ofConfined();
                    var pipeline = new FilterPipeline(chain, PictureLimits.usual());
                    var result = pipeline.apply(planar(arena), new FilterMoment("", "", 0))) {
                var luma = result.planes().luma();
                assertThat(luma.get(300, 200)).isGreaterThan(200);
                assertThat(luma.get(300, 201)).isZero();
            }
        }
    }

    private static Picture planar(Arena arena) throws IOException {
        try (var rgb = Pictures.quarters(arena, 320, 240); var transform = new Transform(Shape.SAME)) {
            return transform.apply(rgb);
        }
    }
}
