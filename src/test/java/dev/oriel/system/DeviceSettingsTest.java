package dev.oriel.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.oriel.v4l2.EmulatedCameras;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The settings of a camera's page know what its device can do, and say what it did.
class DeviceSettingsTest {
    private static final LocatorAssertions.HasTextOptions SOON = new LocatorAssertions.HasTextOptions().setTimeout(60_000);

    @TempDir
    Path folder = Path.of("");

    private final Browser browser = Browser.start();
    private @Nullable OrielProcess oriel;

    @AfterEach
    void close() {
        browser.close();
        if (oriel != null) {
            oriel.close();
        }
    }

    /// The page of a camera whose device is so described, with its settings open.
    private Page open(String... description) throws IOException, InterruptedException {
        Files.write(folder.resolve("video0"), List.of(description));
        oriel = new OrielProcess(folder, Map.of("EMULATED_CAMERAS", folder.toString()),
                List.of("-Doriel.posix.library=" + EmulatedCameras.library()), "serve", "--port", "0", "--camera",
                "desk=v4l2:/dev/video0?size=640x480");
        var page = browser.open("http://127.0.0.1:" + oriel.port() + "/watch/desk");
        assertThat(page.locator("oriel-camera")).hasAttribute("phase", "live",
                new LocatorAssertions.HasAttributeOptions().setTimeout(60_000));
        openSettings(page);
        return page;
    }

    private static void openSettings(Page page) {
        page.mouse().move(400, 300);
        page.mouse().move(410, 310);
        page.locator("#settings-button").click();
    }

    private static Locator size(Page page) {
        return page.locator("#settings input[name=size]");
    }

    private static void save(Page page) {
        page.locator("#settings button[type=submit]").click();
        assertThat(page.locator("#settings")).isHidden();
    }

    @Test
    void theDevicesOwnSizesAndRatesAreOffered() throws Exception {
        var page = open("mode MJPG 1280x720 30 25", "mode MJPG 640x480 60 30", "mode YUYV 320x240 15");
        var modes = page.locator("#settings .modes button");
        assertThat(modes).hasText(new String[]{"1280 × 720up to 30 fps", "640 × 480up to 60 fps", "320 × 24015 fps"});
        assertThat(page.locator("#settings .modes [aria-pressed=true]")).hasAttribute("data-size", "640x480");
        assertThat(page.locator("#settings .given")).hasText(Pattern.compile("The camera gives 640 × 480 at \\d+ fps"));
        assertThat(page.evaluate("Array.from(document.getElementById('sizes').options, (one) => one.value).join()"))
                .isEqualTo("1280x720,640x480,320x240");
        Browser.keep(page, "settings-modes");
        modes.first().click();
        assertThat(size(page)).hasValue("1280x720");
        assertThat(page.evaluate("Array.from(document.getElementById('rates').options, (one) => one.value).join()"))
                .isEqualTo("30,25");
        save(page);
        openSettings(page);
        assertThat(page.locator("#settings .given")).hasText("The camera gives 1280 × 720 at 30 fps");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aSizeMayBeWrittenAsPeopleWriteIt() throws Exception {
        var page = open("mode MJPG 1280x720 30", "mode MJPG 640x480 30");
        for (var words : List.of("1280 x 720", " 640 x 480 ", "1280×720", "640 X 480", "1280 * 720")) {
            size(page).fill(words);
            save(page);
            openSettings(page);
            assertThat(size(page)).hasValue(words.contains("1280") ? "1280x720" : "640x480");
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void whatTheDeviceGivesInsteadIsSaid() throws Exception {
        var page = open("mode MJPG 1280x720 30", "mode MJPG 640x480 30");
        size(page).fill("2000 x 1000");
        save(page);
        assertThat(page.locator("#toast")).hasText("The camera gives 1280 × 720 at 30 fps, the nearest to what was asked for",
                SOON);
        openSettings(page);
        assertThat(page.locator("#settings .given")).hasText("The camera gives 1280 × 720 at 30 fps");
    }

    @Test
    void aSizeThatWasTakenBackIsSaidWithTheCause() throws Exception {
        var page = open("mode MJPG 1280x720 30", "mode MJPG 640x480 30", "bandwidth 640x480");
        size(page).fill("1280x720");
        save(page);
        var words = "ize 1280x720 was taken back: not enough USB bandwidth";
        assertThat(page.locator("#toast")).hasText(Pattern.compile("S" + words + ".*"), SOON);
        openSettings(page);
        assertThat(size(page)).hasValue("640x480");
        assertThat(page.locator("#settings .given"))
                .hasText(Pattern.compile("The camera gives 640 × 480 at 30 fps; s" + words + ".*"));
    }

    @Test
    void aSizeThatCannotBeIsRefusedInTheDialog() throws Exception {
        var page = open("mode MJPG 640x480 30");
        for (var words : List.of("16384 x 16384", "large")) {
            size(page).fill(words);
            page.locator("#settings button[type=submit]").click();
            assertThat(page.locator("#settings .problem")).not().hasText("");
            assertThat(page.locator("#settings")).isVisible();
        }
    }
}
