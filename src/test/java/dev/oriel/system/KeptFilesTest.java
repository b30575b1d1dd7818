package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Files of the data folder in which changes are kept, and which break.
@Timeout(120)
class KeptFilesTest {
    private static final String PRESETS = "/api/cameras/door/orient/presets/";

    @TempDir
    Path data = Path.of("");

    private RunningOriel start() {
        return RunningOriel.on(data, "cameras.door.uri", "test:?size=160x120");
    }

    private static String keep(Visitor visitor, String preset) throws IOException, InterruptedException {
        var answer = visitor.ask("PUT", PRESETS + preset, "");
        return answer.statusCode() == 200 ? "kept" : Visitor.code(answer);
    }

    private static List<?> presets(Visitor visitor) throws IOException, InterruptedException {
        return new JsonObject(visitor.get("/api/cameras/door/orient").body()).getJsonArray("presets").getList();
    }

    private static JsonObject ready(RunningOriel oriel, Visitor visitor) throws IOException, InterruptedException {
        oriel.lookAtData();
        return new JsonObject(visitor.get("/readyz").body());
    }

    @Test
    void presetsThatBreakWhileRunningStayAndNoneIsKeptUntilTheFileIsRight() throws Exception {
        var file = data.resolve("presets.json");
        try (var oriel = start(); var visitor = new Visitor(oriel.port())) {
            assertThat(keep(visitor, "gate")).isEqualTo("kept");
            var good = Files.readString(file);
            Files.writeString(file, "{ broken");
            assertThat(ready(oriel, visitor).getJsonArray("causes")).containsExactly("settings");
            assertThat(keep(visitor, "yard")).isEqualTo("500 not-kept");
            assertThat(LoggedErrors.found()).hasSize(1);
            assertThat(presets(visitor)).isEqualTo(List.of("gate"));
            assertThat(file).hasContent("{ broken");
            Files.writeString(file, good);
            assertThat(ready(oriel, visitor).getBoolean("ready")).isTrue();
            assertThat(keep(visitor, "yard")).isEqualTo("kept");
        }
    }

    @Test
    void presetsThatAreBrokenAtTheStartAreLeftAlone() throws Exception {
        var file = Files.writeString(data.resolve("presets.json"), "{ broken");
        try (var oriel = start(); var visitor = new Visitor(oriel.port())) {
            assertThat(ready(oriel, visitor).getJsonArray("causes")).containsExactly("settings");
            assertThat(keep(visitor, "yard")).isEqualTo("500 not-kept");
            assertThat(LoggedErrors.found()).hasSize(1);
            assertThat(file).hasContent("{ broken");
        }
    }

    @Test
    void presetsThatAreGoneAreMadeAnewWithAllThatWasInTheFile() throws Exception {
        var file = data.resolve("presets.json");
        try (var oriel = start(); var visitor = new Visitor(oriel.port())) {
            assertThat(keep(visitor, "gate")).isEqualTo("kept");
            assertThat(ready(oriel, visitor).getBoolean("ready")).isTrue();
            Files.delete(file);
            assertThat(ready(oriel, visitor).getJsonArray("causes")).containsExactly("settings");
            assertThat(presets(visitor)).isEqualTo(List.of("gate"));
            assertThat(keep(visitor, "yard")).isEqualTo("kept");
            assertThat(ready(oriel, visitor).getBoolean("ready")).isTrue();
            assertThat(Files.readString(file)).contains("gate", "yard");
        }
    }
}
