package dev.oriel.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import dev.oriel.testing.FreePorts;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Oriel's page at image-to-image-ws's address, in Chromium with its camera.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageToImagePageTest {
    private static final Duration WITHIN = Duration.ofSeconds(60);

    private final int httpPort = FreePorts.next();
    private final Browser browser = Browser.startWithCameras(30);
    private final RunningOriel oriel = RunningOriel.with("compat.image-to-image.port", "" + FreePorts.next(),
            "compat.image-to-image.httpPort", "" + httpPort, "compat.image-to-image.serverWidth", "80",
            "compat.image-to-image.serverHeight", "60");

    @AfterAll
    void close() {
        browser.close();
        oriel.close();
    }

    private Page opened(int width, int height) {
        browser.fresh(new NewContextOptions().setViewportSize(width, height));
        return browser.open("http://127.0.0.1:" + httpPort + "/client.html");
    }

    @ParameterizedTest
    @CsvSource({"1280, 800, desktop", "390, 844, phone"})
    void theCameraIsShownBesideWhatComesBack(int width, int height, String name) {
        var page = opened(width, height);
        await().pollInSameThread().atMost(WITHIN)
                .until(() -> page.evaluate("document.getElementById('output').naturalWidth").equals(80));
        Browser.assertMoves(page, page.locator("#output"));
        assertThat(page.locator("#status")).hasText("");
        assertThat((int) page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
        Browser.keep(page, "image-to-image-" + name);
        assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aPageWithoutACameraSaysSo() {
        browser.fresh(new NewContextOptions().setViewportSize(390, 844));
        browser.script("navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('Permission denied'); }");
        var page = browser.open("http://127.0.0.1:" + httpPort + "/client.html");
        assertThat(page.locator("#status")).hasText("The camera cannot be used: Permission denied");
        Browser.keep(page, "image-to-image-no-camera");
        assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
    }
}
