package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How many gray pictures of Chromium's camera come back to the page `process`, beside its own preview. The figures are also written
/// to `process-rates.txt` among the artifacts of the tests.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProcessPageRates {
    private static final double LEAST_PART = 0.9;
    private static final int SECONDS = 10;
    /// Until the window has found its size, and the page counts over times after that.
    private static final double WARM_UP_MILLIS = 5_000;
    private static final Duration WITHIN = Duration.ofSeconds(90);
    private static final Path FIGURES = Path.of(System.getProperty("oriel.tests.artifacts", "target/test-artifacts"))
            .resolve("process-rates.txt");

    private final Browser browser = Browser.startWithCameras(30);
    private final RunningOriel oriel = RunningOriel.with();

    @AfterAll
    void close() {
        browser.close();
        oriel.close();
    }

    /// Means of what the page said each half second.
    private record Figures(double preview, double result, double roundTripMillis, double outstanding) {
        double part() {
            return result / preview;
        }
    }

    private Figures measured(ProcessPage page) {
        double preview = 0;
        double result = 0;
        double roundTrip = 0;
        double outstanding = 0;
        int times = SECONDS * 2;
        for (int i = 0; i < times; i++) {
            page.page().waitForTimeout(500);
            preview += page.stat("fps-preview") / times;
            result += page.stat("fps-result") / times;
            roundTrip += page.stat("round-trip") / times;
            outstanding += page.stat("outstanding") / times;
        }
        return new Figures(preview, result, roundTrip, outstanding);
    }

    private ProcessPage open(int port, String size) {
        browser.fresh(new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(1280, 800));
        browser.script("localStorage.setItem('oriel.process.size', '" + size + "')");
        var page = ProcessPage.open(browser, "http://127.0.0.1:" + port + "/process", "gray").withCamera();
        await().pollInSameThread().atMost(WITHIN).until(() -> page.stat("fps-result") > 0 && page.stat("fps-preview") > 0);
        assertThat(page.colourOfResult()).isBetween(0, 3);
        page.page().waitForTimeout(WARM_UP_MILLIS);
        return page;
    }

    private Figures told(String what, Figures figures) throws IOException {
        Files.createDirectories(FIGURES.getParent());
        Files.writeString(FIGURES,
                "%s: result %.1f of %.1f fps (%.2f), round trip %.0f ms, %.1f on the way%n".formatted(what, figures.result,
                        figures.preview, figures.part(), figures.roundTripMillis, figures.outstanding),
                StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return figures;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 40, 100, 200, 300})
    void grayPicturesComeBackAtTheRateOfThePreviewWhateverTheRoundTrip(int roundTripMillis) throws IOException {
        var shape = new SlowLink.Shape(1e9, Duration.ofMillis(roundTripMillis).dividedBy(2), 1 << 20);
        try (var link = new SlowLink(oriel.port(), shape, () -> bytes -> {})) {
            var page = open(roundTripMillis == 0 ? oriel.port() : link.port(), "640x480");
            await().pollInSameThread().pollDelay(Duration.ZERO).atMost(WITHIN).untilAsserted(
                    () -> assertThat(told("640x480, " + roundTripMillis + " ms", measured(page)).part())
                            .isGreaterThanOrEqualTo(LEAST_PART));
            assertThat(page.stat("round-trip")).as("no queue").isLessThan(roundTripMillis + 250);
            browser.complaints();
        }
    }

    @Test
    void largerPicturesComeBackToo() throws IOException {
        var page = open(oriel.port(), "1280x720");
        var figures = told("1280x720, 0 ms", measured(page));
        assertThat(figures.result).isPositive();
    }
}
