package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.testing.FreePorts;
import dev.oriel.v4l2.EmulatedCameras;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A Pan-Tilt HAT and a camera's image controls, in a process that takes the kernel's devices from the emulation.
class OrientDevicesTest {
    @TempDir
    Path folder = Path.of("");

    private OrielProcess oriel;
    private Visitor visitor;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        var library = EmulatedCameras.library();
        plug();
        Files.createFile(folder.resolve("i2c-1"));
        Files.writeString(folder.resolve("oriel.yaml"), """
                cameras:
                  desk:
                    uri: v4l2:/dev/video0
                    orient: {driver: pantilthat, speed: 40}
                compat: {pistreaming: {port: %d, httpPort: %d}}
                """.formatted(FreePorts.next(), FreePorts.next()));
        oriel = new OrielProcess(folder, Map.of("EMULATED_CAMERAS", folder.toString()),
                List.of("-Doriel.posix.library=" + library), "serve", "--port", "0");
        visitor = new Visitor(oriel.port());
    }

    @AfterEach
    void close() {
        visitor.close();
        oriel.close();
    }

    private void plug() throws IOException {
        var draft = Files.write(folder.resolve("draft"), List.of("card Desk camera", "caps capture", "mode MJPG 320x240 30",
                "control 0x980900 1 0 255 1 128 0 Brightness", "control 0x980918 3 0 2 1 2 0 Power Line Frequency",
                "entry 0x980918 0 Disabled", "entry 0x980918 1 50 Hz", "entry 0x980918 2 60 Hz"));
        Files.move(draft, folder.resolve("video0"), StandardCopyOption.ATOMIC_MOVE);
    }

    private List<String> written() throws IOException {
        var log = folder.resolve("i2c-1.log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    private int ask(String method, String path) throws IOException, InterruptedException {
        return visitor.ask(method, path, "").statusCode();
    }

    @Test
    void theHatTurnsLightsAndEndsWithoutPulses() throws Exception {
        assertThat(ask("POST", "/api/cameras/desk/orient?pan=30&tilt=-10")).isEqualTo(202);
        await().until(() -> written().size() > 5 && written().getLast().equals("15 0 2 12"));
        assertThat(written().getFirst()).isEqualTo("15 0 2 15");
        assertThat(written()).contains("15 1 3 1158", "15 3 3 1547");
        assertThat(ask("POST", "/api/cameras/desk/light?pixel=all&rgbw=0,0,9,0&pixel=2&rgbw=255,0,0,1")).isEqualTo(202);
        await().until(() -> written().getLast().equals("15 78 2 1"));
        assertThat(written()).anySatisfy(line -> assertThat(line)
                .isEqualTo("15 5 8 " + "00000900".repeat(2) + "ff000001" + "00000900".repeat(5)));
        assertThat(new JsonObject(visitor.get("/api/cameras/desk/orient").body()).getJsonArray("light").getString(2))
                .isEqualTo("255,0,0,1");
        assertThat(ask("POST", "/api/cameras/desk/light?pixel=8&rgbw=1,1,1,1")).isEqualTo(400);
        assertThat(ask("POST", "/api/cameras/desk/light?pixel=1&rgbw=1,1,256,1")).isEqualTo(400);
        assertThat(ask("GET", "/do_light?-1=0,0,0,0&3=1,2,3,4")).isEqualTo(200);
        assertThat(ask("GET", "/do_light?8=1,2,3,4")).isEqualTo(400);
        assertThat(ask("GET", "/do_light?x=1,2,3,4")).isEqualTo(400);
        await().until(() -> written().stream().anyMatch(
                line -> line.equals("15 5 8 " + "00000000".repeat(3) + "01020304" + "00000000".repeat(4))));
    }

    @Test
    void aHatThatIsTakenOffIsSaidAndWorksWhenItIsBack() throws Exception {
        assertThat(ask("POST", "/api/cameras/desk/orient?pan=-80")).isEqualTo(202);
        await().until(() -> written().size() > 5);
        Files.writeString(folder.resolve("i2c-1"), "deaf\n");
        await().untilAsserted(() -> {
            var state = new JsonObject(visitor.get("/api/cameras/desk/orient").body());
            assertThat(state.getString("problem")).contains("/dev/i2c-1").contains("does not answer");
            assertThat(state.getBoolean("moving")).isFalse();
        });
        assertThat(ask("GET", "/api/cameras/desk/snapshot.jpg")).isEqualTo(200);
        Files.writeString(folder.resolve("i2c-1"), "");
        assertThat(ask("POST", "/api/cameras/desk/orient?home")).isEqualTo(202);
        await().until(() -> written().getLast().equals("15 0 2 12"));
        assertThat(new JsonObject(visitor.get("/api/cameras/desk/orient").body()).getString("problem")).isEmpty();
    }

    @Test
    void anEndOfTheProgramLeavesTheServosWithoutPulses() throws Exception {
        assertThat(ask("POST", "/api/cameras/desk/orient?pan=-80")).isEqualTo(202);
        await().until(() -> written().size() > 3);
        oriel.terminate();
        assertThat(written().getLast()).isEqualTo("15 0 2 12");
    }

    @Test
    void thePageHasTheImageControlsAndTheLight() throws Exception {
        try (var browser = Browser.start()) {
            browser.fresh(new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(1280, 900));
            var page = browser.open("http://127.0.0.1:" + oriel.port() + "/watch/desk");
            page.locator("#orient-button").click();
            page.locator("#orient .light [name=colour]").fill("#ff8000");
            await().pollInSameThread()
                    .until(() -> written().stream().anyMatch(line -> line.equals("15 5 8 " + "ff800000".repeat(8))));
            page.locator("#settings-button").click();
            page.locator("#settings .image select").selectOption("50 Hz");
            page.locator("#settings .image input[type=range]").fill("30");
            await().pollInSameThread().until(() -> Files.exists(folder.resolve("video0.values"))
                    && Files.readString(folder.resolve("video0.values")).contains("0x980900 30"));
            assertThat(Files.readString(folder.resolve("video0.values"))).contains("0x980918 1");
            Browser.keep(page, "image-controls");
            page.locator("#settings .image .defaults").click();
            await().pollInSameThread().until(() -> Files.readString(folder.resolve("video0.values")).endsWith("0x980918 2\n"));
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void imageControlsAreSetAndSetAgainAfterAReplug() throws Exception {
        var controls = new JsonObject(visitor.get("/api/cameras/desk/controls").body()).getJsonArray("controls");
        assertThat(controls.getJsonObject(1).getJsonArray("menu")).hasSize(3);
        var answer = visitor.ask("PATCH", "/api/cameras/desk/controls", "{\"Brightness\":77,\"Power Line Frequency\":1}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Files.readString(folder.resolve("video0.values"))).contains("0x980900 77");
        assertThat(visitor.ask("PATCH", "/api/cameras/desk/controls", "{\"Brightness\":777}").statusCode()).isEqualTo(400);
        assertThat(visitor.ask("PATCH", "/api/cameras/desk/controls", "{\"Brightness\":\"x\"}").statusCode()).isEqualTo(400);
        Files.delete(folder.resolve("video0"));
        assertThat(visitor.get("/api/cameras/desk/controls").statusCode()).isEqualTo(503);
        plug();
        assertThat(ask("GET", "/api/cameras/desk/snapshot.jpg")).isEqualTo(200);
        await().atMost(Duration.ofSeconds(10)).untilAsserted(
                () -> assertThat(
                        new JsonObject(visitor.get("/api/cameras/desk/controls").body()).getJsonArray("controls").getJsonObject(0)
                                .getInteger("value"))
                        .isEqualTo(77));
    }
}
