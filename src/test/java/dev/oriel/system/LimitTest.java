package dev.oriel.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The pages name the link as the limit where it is one, with what it takes, and say nothing of it elsewhere.
class LimitTest {
    private static final SlowLink.Shape THIN = new SlowLink.Shape(3e6, Duration.ofMillis(20), 64 * 1024);
    private static final double LIMITED_WITHIN_MILLIS = 60_000;

    private final Browser browser = Browser.start();
    private final RunningOriel oriel = RunningOriel.with();

    @AfterEach
    void close() {
        browser.close();
        oriel.close();
    }

    private void openWith(String mode) {
        browser.fresh(new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(1280, 720));
        browser.script("localStorage.setItem('oriel.mode', '" + mode + "')");
    }

    private static void assertText(Page page, String selector, String pattern) {
        assertThat(page.locator(selector).first()).hasText(Pattern.compile(pattern),
                new LocatorAssertions.HasTextOptions().setTimeout(LIMITED_WITHIN_MILLIS));
    }

    @Test
    void aThinLinkIsNamedWithTheFramesThatItTakes() throws IOException {
        oriel.camera("door", new NumberedJpegs(1280, 720, 42_000)).runAt(30);
        try (var link = new SlowLink(oriel.port(), THIN, () -> bytes -> {})) {
            openWith("sharp");
            var page = browser.open("http://127.0.0.1:" + link.port() + "/watch/door");
            page.keyboard().press("i");
            assertText(page, "#state", "Slow link: it carries \\d+ of (2\\d|3\\d) frames a second");
            assertText(page, "[data-stat=limit]", "Slow link: it carries \\d+ of .*");
            Browser.keep(page, "thin-link");
        }
    }

    @Test
    void aThinLinkIsNamedWithTheSizeThatItTakes() throws IOException {
        oriel.camera("door", NumberedJpegs.textured(1280, 720)).runAt(20);
        try (var link = new SlowLink(oriel.port(), THIN, () -> bytes -> {})) {
            openWith("smooth");
            var page = browser.open("http://127.0.0.1:" + link.port() + "/watch/door");
            assertText(page, "#state", "Slow link: it carries \\d+ × \\d+ of 1280 × 720 pixels.*");
        }
    }

    @Test
    void aTileNamesTheLinkToo() throws IOException {
        for (var name : new String[]{"door", "garden"}) {
            oriel.camera(name, NumberedJpegs.textured(1280, 720)).runAt(20);
        }
        try (var link = new SlowLink(oriel.port(), THIN, () -> bytes -> {})) {
            openWith("auto");
            var page = browser.open("http://127.0.0.1:" + link.port() + "/");
            assertText(page, ".tile .state", "Slow link");
            assertText(page, ".tile .fps", ".*\\d+ of \\d+ (px|fps).*");
            assertThat(page.locator(".tile .caption").first()).hasAttribute("title", Pattern.compile("Slow link: it carries .+"));
            Browser.keep(page, "thin-link-wall");
        }
    }

    @Test
    void aLinkThatCarriesAllIsNoNews() {
        oriel.camera("door", new NumberedJpegs(320, 180, 0)).runAt(10);
        openWith("auto");
        var page = browser.open(oriel.http("/watch/door").toString());
        assertThat(page.locator("#state")).hasText("Live");
        page.evaluate("""
                () => {
                  window.said = [];
                  new MutationObserver(() => window.said.push(document.getElementById('state').textContent))
                    .observe(document.getElementById('state'), { childList: true, characterData: true, subtree: true });
                }""");
        page.waitForTimeout(8_000);
        assertThat(page.evaluate("window.said.join()")).isEqualTo("");
    }

    @Test
    void aLimitBeginsAndEndsCalmlyAndItsNumbersStandStill() {
        var page = browser.open(oriel.http("/").toString());
        assertThat(page.evaluate(
                """
                        async () => {
                          const { LimitWatch } = await import('./assets/limit.js');
                          const watch = new LimitWatch();
                          const second = (fps, reason) => watch.look({ reason, width: 640, height: 360, fpsShown: fps, fpsReceived: fps,
                            fpsSource: 30, busy: 0.9 }, { width: 640, height: 360, maxFps: Infinity });
                          const told = (times, fps, reason) => Array.from({ length: times }, (_, i) => second(fps + i % 2, reason)).map(
                            (limit) => limit ? `${limit.fps?.got ?? ''}/${limit.fps?.of ?? ''}` : '-').join(' ');
                          return [told(2, 29, 'source'), told(2, 4, 'bandwidth'), told(1, 29, 'source'), told(12, 5, 'source').split(' ').slice(-6).join(' '),
                            told(3, 29, 'source').includes('-'), told(12, 29, 'source').endsWith('-')].join(' | ');
                        }"""))
                .asString().matches("- - \\| - - \\| - \\| (\\d/30) \\1 \\1 \\1 \\1 \\1 \\| false \\| true");
    }
}
