package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The watch page in Chromium at the end of a long and narrow link.
class SlowLinkTest {
    private static final double FPS = 30;
    private static final int PICTURE_BYTES = 42_000;
    private static final SlowLink.Shape LONG = new SlowLink.Shape(20e6, Duration.ofMillis(100), 256 * 1024);
    /// One way, the transfer of one picture, one and a half frame intervals, and what timers and threads need.
    private static final double FRESH_MILLIS = 100 + PICTURE_BYTES * 8 / 20e3 + 1500 / FPS + 30;
    /// What a machine that does other things beside the test adds to that.
    private static final double BUSY_MILLIS = 100;

    private final Browser browser = Browser.start();
    private final RunningOriel oriel = RunningOriel.with();
    private final List<Double> agesMillis = new ArrayList<>();

    @AfterEach
    void close() {
        browser.close();
        oriel.close();
    }

    private static double stat(Page page, String name) {
        var value = page.locator("[data-stat=" + name + "]").first().getAttribute("data-value");
        return value == null || value.isEmpty() ? Double.NaN : Double.parseDouble(value);
    }

    @Test
    void aLongLinkShowsEveryPictureFreshAndTheOverlaySaysSo() throws IOException {
        oriel.camera("door", new NumberedJpegs(1280, 720, PICTURE_BYTES)).runAt(FPS);
        try (var link = new SlowLink(oriel.port(), LONG, () -> new ArrivingPictures(agesMillis))) {
            browser.fresh(new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(1280, 720));
            var page = browser.open("http://127.0.0.1:" + link.port() + "/watch/door");
            page.keyboard().press("i");
            page.waitForTimeout(6_000);
            ArrivingPictures.taken(agesMillis);
            var shown = new ArrayList<Double>();
            var said = new ArrayList<Double>();
            for (int i = 0; i < 10; i++) {
                page.waitForTimeout(500);
                shown.add(stat(page, "fps-shown"));
                said.add(stat(page, "age"));
            }
            Browser.keep(page, "long-link");
            var ages = ArrivingPictures.taken(agesMillis);
            shown.sort(null);
            said.sort(null);
            System.err
                    .println("shown " + shown + " said " + said + " arrived " + ages.size() + " p50 " + ages.get(ages.size() / 2)
                            + " p95 " + ages.get(ages.size() * 95 / 100) + " max " + ages.getLast() + " bound " + FRESH_MILLIS);
            assertThat(shown.get(5)).as("frames per second shown").isGreaterThan(FPS * 0.8);
            assertThat(ages.get(ages.size() * 95 / 100)).as("age on arrival, ms").isLessThan(FRESH_MILLIS + BUSY_MILLIS);
            assertThat(said.get(5)).as("age that the page tells, ms").isBetween(ages.get(ages.size() / 2) - 30,
                    ages.get(ages.size() / 2) + 30 + BUSY_MILLIS);
            assertThat(browser.complaints()).isEmpty();
        }
    }
}
