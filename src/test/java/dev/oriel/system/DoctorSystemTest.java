package dev.oriel.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.oriel.auth.KeyKind;
import dev.oriel.auth.KeyRequest;
import dev.oriel.config.SettingsReader;
import dev.oriel.doctor.Doctor;
import dev.oriel.doctor.Examined;
import dev.oriel.doctor.Machine;
import dev.oriel.source.CameraUri;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The doctor as people meet it: the command in a process of its own, and the page of a running server.
class DoctorSystemTest {
    @TempDir
    Path folder;

    private static Map<String, JsonObject> findings(JsonObject answer) {
        return answer.getJsonArray("findings").stream().map(JsonObject.class::cast)
                .collect(Collectors.toMap(finding -> finding.getString("subject"), finding -> finding, (first, second) -> first));
    }

    private static JsonObject named(Map<String, JsonObject> found, String subject) {
        return Objects.requireNonNull(found.get(subject), () -> subject + " in " + found.keySet());
    }

    @Test
    void theCommandEndsWithZeroWhereNothingIsWrong() throws Exception {
        Files.writeString(folder.resolve("oriel.yaml"), "server: {port: 0}\ncameras: {door: {uri: 'test:?size=64x48'}}\n");
        var ended = new Commands(folder, Map.of()).run("", "doctor");
        assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
        assertThat(ended.out()).contains("ok       camera door: a picture of 64x48")
                .containsPattern("\\d+ checks: 0 problems, \\d+ note");
    }

    @Test
    void theCommandEndsWithOneAndNamesWhatIsWrongWithoutAPassword() throws Exception {
        Files.writeString(folder.resolve("oriel.yaml"), """
                server: {port: 0}
                bus: {url: 'redis://me:secret1@127.0.0.1:1'}
                cameras:
                  door: {uri: 'rtsp://me:secret2@127.0.0.1:1/stream'}
                """);
        var ended = new Commands(folder, Map.of("JAVA_TOOL_OPTIONS",
                "-Dorg.bytedeco.javacpp.cachedir=" + brokenCache() + " -Dio.netty.transport.noNative=true"))
                .run("", "doctor", "--json");
        assertThat(ended.code()).as(ended.out() + ended.err()).isEqualTo(1);
        assertThat(ended.out() + ended.err()).doesNotContain("secret");
        var found = findings(new JsonObject(ended.out()));
        assertThat(named(found, "FFmpeg's libraries").getString("verdict")).isEqualTo("problem");
        assertThat(named(found, "epoll").getString("verdict")).isEqualTo("note");
        assertThat(named(found, "redis redis://***@127.0.0.1:1").getString("cause")).startsWith("no connection");
        assertThat(named(found, "camera door").getString("verdict")).isEqualTo("problem");
    }

    /// Files where the libraries' folders are to be made.
    private Path brokenCache() throws IOException {
        var cache = Files.createDirectory(folder.resolve("cache"));
        try (var libraries = Files.list(Path.of("target/lib"))) {
            for (var library : libraries.filter(file -> file.getFileName().toString().startsWith("ffmpeg-")).toList()) {
                Files.createFile(cache.resolve(library.getFileName()));
            }
        }
        return cache;
    }

    @Test
    void theCommandIsWrongUsageWithWordsThatItDoesNotKnow() throws Exception {
        assertThat(new Commands(folder, Map.of()).run("", "doctor", "--cure").code()).isEqualTo(2);
    }

    @Test
    void aRunningServerJudgesItsCamerasByTheirStateAndThePageShowsIt() throws Exception {
        try (var browser = Browser.start(); var oriel = RunningOriel.with()) {
            oriel.camera("door").runAt(10);
            oriel.camera("yard").lose("unplugged");
            var client = HttpClient.newHttpClient();
            var answer = client.send(HttpRequest.newBuilder(oriel.http("/api/doctor")).build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            var found = findings(new JsonObject(answer.body()));
            assertThat(named(found, "camera door").getString("verdict")).isEqualTo("ok");
            assertThat(named(found, "camera yard"))
                    .isEqualTo(new JsonObject().put("subject", "camera yard").put("verdict", "problem")
                            .put("cause", "unplugged").put("remedy", "plug the camera in"));
            var forwarded = client.send(HttpRequest.newBuilder(oriel.http("/api/doctor")).header("X-Forwarded-For", "192.0.2.7")
                    .build(), BodyHandlers.ofString());
            assertThat(forwarded.statusCode()).isEqualTo(403);
            var page = browser.open(oriel.http("/doctor").toString());
            assertThat(page.locator("#troubles li", new Page.LocatorOptions().setHasText("camera yard")))
                    .containsText("What to do: plug the camera in");
            assertThat(page.locator("#summary")).containsText("problem");
            assertThat(page.locator("#fine li")).not().hasCount(0);
        }
    }

    /// The relay is not locked: its pages are everybody's, and its cameras are pushed with a key all the same.
    @Test
    void aKeyThatTheRelayDoesNotTakeIsNamed() throws Exception {
        try (var relay = RunningOriel.with()) {
            var keys = new Publishing(relay).keys();
            assertThat(pushedWith(relay, keys.add(new KeyRequest("edge", KeyKind.PUBLISH, Set.of(), null, null))))
                    .isEqualTo("ok: it is reached, and knows the key");
            assertThat(pushedWith(relay, keys.add(new KeyRequest("screen", KeyKind.VIEW, Set.of(), null, null))))
                    .isEqualTo("problem: it is reached, and the key may not publish there");
            assertThat(pushedWith(relay, "no-key-of-that-relay-at-all"))
                    .isEqualTo("problem: it is reached, and does not know the key");
        }
    }

    private String pushedWith(RunningOriel relay, String key) throws Exception {
        var inputs = new SettingsReader.Inputs(Map.of("push.to", relay.http("/").toString(), "push.key", key, "server.port", "0"),
                Map.of(), folder, null);
        var settings = SettingsReader.read(inputs, uri -> CameraUri.parse(uri).common());
        var found = Doctor.examine(new Examined(settings, List.of(), List.of(), folder, null), Machine.here()).all();
        var finding = found.stream().filter(each -> each.subject().startsWith("relay")).findFirst().orElseThrow();
        return finding.verdict().word() + ": " + finding.cause();
    }
}
