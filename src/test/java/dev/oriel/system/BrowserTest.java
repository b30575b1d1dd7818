package dev.oriel.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The pages in Chromium.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserTest {
    private static final Pattern LIVE = Pattern.compile("live");
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(2);

    private final Browser browser = Browser.start();
    private RunningOriel oriel = RunningOriel.with();
    private FakeCamera door = oriel.camera("door");

    @BeforeEach
    void run() {
        browser.fresh(new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(1000, 700)
                .setAcceptDownloads(true));
        oriel.close();
        oriel = RunningOriel.with();
        door = oriel.camera("door", new NumberedJpegs(640, 360, 0)).runAt(25);
    }

    @AfterEach
    void leave() {
        browser.fresh(new com.microsoft.playwright.Browser.NewContextOptions());
        await().until(() -> door.track().subscriptions() == 0);
    }

    @AfterAll
    void close() {
        browser.close();
        oriel.close();
    }

    private Page open(String path) {
        return browser.open(oriel.http(path).toString());
    }

    private Page watch() {
        var page = open("/watch/door");
        awaitPhase(page, "live");
        return page;
    }

    private static void awaitPhase(Page page, String phase) {
        assertThat(page.locator("oriel-camera").first()).hasAttribute("phase", phase);
    }

    /// Clicks on something of the bars, which hide from a pointer that rests.
    private static void press(Page page, String selector) {
        page.mouse().move(400, 300);
        page.mouse().move(410, 310);
        page.locator(selector).click();
    }

    @Test
    void aWrongClockOfARecorderIsSaidBesideTheAge() {
        var page = watch();
        press(page, "#statistics-button");
        assertThat(page.locator("#clock-note")).isHidden();
        press(page, "#statistics-button");
        door.clockAhead(-300.04);
        press(page, "#statistics-button");
        assertThat(page.locator("#clock-note")).hasText("The recorder's clock is 300.0 s behind; the age is corrected.");
        assertThat(browser.complaints()).isEmpty();
    }

    private static double stat(Page page, String name) {
        var value = page.locator("[data-stat=" + name + "]").first().getAttribute("data-value");
        return value == null || value.isEmpty() ? Double.NaN : Double.parseDouble(value);
    }

    @Test
    @Tag("measured")
    void theWallShowsAMovingPictureAndItsRate() {
        var garden = oriel.camera("garden").runAt(10);
        var page = open("/");
        assertThat(page.locator(".tile")).hasCount(2);
        assertThat(page.locator(".tile").first()).hasAttribute("data-phase", LIVE);
        Browser.assertMoves(page, page.locator("oriel-camera").first());
        Browser.assertMoves(page, page.locator("oriel-camera").last());
        await().pollInSameThread().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            page.waitForTimeout(50);
            assertThat(stat(page, "fps")).isBetween(20.0, 27.0);
        });
        Browser.keep(page, "wall");
        assertThat(garden.track().subscriptions()).isOne();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    @Tag("measured")
    void theWatchPageTellsWhatItMeasures() {
        var page = watch();
        Browser.assertMoves(page, page.locator("oriel-camera"));
        page.keyboard().press("i");
        await().pollInSameThread().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            page.waitForTimeout(50);
            assertThat(stat(page, "fps-shown")).isBetween(20.0, 27.0);
            assertThat(stat(page, "age")).isBetween(0.0, 150.0);
            assertThat(stat(page, "width")).isEqualTo(640);
            assertThat(stat(page, "height")).isEqualTo(360);
            assertThat(stat(page, "mbits")).isPositive();
            assertThat(stat(page, "skipped")).isBetween(0.0, 1000.0);
        });
        Browser.keep(page, "watch");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    @Tag("measured")
    void aLostCameraIsNamedWithItsCauseAndComesBackByItself() {
        assertThat(lose(watch())).isLessThan(TOLD_WITHIN);
    }

    /// Until the page is live again; returns how long the page took to name the loss.
    private Duration lose(Page page) {
        long from = System.nanoTime();
        door.lose("unplugged");
        assertThat(page.locator("body")).hasAttribute("data-phase", "lost");
        assertThat(page.locator("oriel-camera")).containsText("unplugged");
        var toldAfter = Duration.ofNanos(System.nanoTime() - from);
        Browser.keep(page, "lost");
        door.runAt(25);
        awaitPhase(page, "live");
        Browser.assertMoves(page, page.locator("oriel-camera"));
        return toldAfter;
    }

    @Test
    void aServerThatStopsIsWaitedForAndFoundAgain() {
        var page = watch();
        oriel.stop();
        assertThat(page.locator("body")).hasAttribute("data-phase", "reconnecting");
        assertThat(page.locator("oriel-camera")).containsText("Connection lost");
        Browser.keep(page, "reconnecting");
        door = oriel.startAgain("door", new NumberedJpegs(640, 360, 0)).runAt(25);
        awaitPhase(page, "live");
        Browser.assertMoves(page, page.locator("oriel-camera"));
    }

    @Test
    void aHiddenPageIsSentNothing() {
        var page = watch();
        page.evaluate("""
                () => {
                  Object.defineProperty(document, 'hidden', { value: true, configurable: true });
                  Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
                  document.dispatchEvent(new Event('visibilitychange'));
                }""");
        await().until(() -> !door.track().wanted());
        long taken = door.track().counts().taken();
        page.waitForTimeout(500);
        assertThat(door.track().counts().taken()).isEqualTo(taken);
        page.evaluate("""
                () => {
                  delete document.hidden;
                  delete document.visibilityState;
                  document.dispatchEvent(new Event('visibilitychange'));
                }""");
        await().until(() -> door.track().wanted() && door.track().counts().taken() > taken);
        awaitPhase(page, "live");
    }

    @Test
    void theSnapshotButtonSavesAJpeg() throws IOException {
        var page = watch();
        var download = page.waitForDownload(() -> press(page, "#snapshot"));
        assertThat(download.suggestedFilename()).matches("door-\\d{4}-\\d\\d-\\d\\d-\\d{6}\\.jpg");
        assertThat(NumberedJpegs.number(Files.readAllBytes(download.path()))).isPositive();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theSettingsDialogChangesTheTitle() {
        var page = watch();
        press(page, "#settings-button");
        var title = page.locator("#settings input[name=title]");
        assertThat(title).hasValue("door");
        Browser.keep(page, "settings");
        title.fill("Front door");
        page.locator("#settings button[type=submit]").click();
        assertThat(page.locator("#title")).hasText("Front door");
        assertThat(page.locator("#settings")).isHidden();
        assertThat(door.settings().title()).isEqualTo("Front door");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void anUnknownCameraIsSaidToBeNone() {
        var page = open("/watch/nobody");
        assertThat(page.locator("oriel-camera")).containsText("No such camera");
    }

    @Test
    void bothPagesAreAccessible() {
        var wall = open("/");
        awaitPhase(wall, "live");
        assertThat(new AxeBuilder(wall).analyze().getViolations()).isEmpty();
        var page = watch();
        assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
        press(page, "#settings-button");
        assertThat(page.locator("#settings input[name=title]")).hasValue("door");
        assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
        page.close();
        wall.close();
    }

    @Test
    void everythingWorksUnderAPathPrefix() throws IOException {
        try (var proxy = new PrefixProxy(oriel.port())) {
            var page = browser.open("http://127.0.0.1:" + proxy.port() + PrefixProxy.PREFIX + "/");
            awaitPhase(page, "live");
            Browser.assertMoves(page, page.locator("oriel-camera"));
            page.locator(".tile a").click();
            page.waitForURL("**" + PrefixProxy.PREFIX + "/watch/door");
            awaitPhase(page, "live");
            Browser.assertMoves(page, page.locator("oriel-camera"));
            press(page, "header a");
            page.waitForURL("**" + PrefixProxy.PREFIX + "/");
            awaitPhase(page, "live");
            assertThat(browser.complaints()).isEmpty();
            page.close();
        }
    }

    @Test
    void pagesFitAPhoneInBothColours() {
        for (var colours : com.microsoft.playwright.options.ColorScheme.values()) {
            if (colours == com.microsoft.playwright.options.ColorScheme.NO_PREFERENCE) {
                continue;
            }
            browser.fresh(new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(390, 844)
                    .setDeviceScaleFactor(2).setColorScheme(colours).setHasTouch(true));
            for (var path : new String[]{"/", "/watch/door"}) {
                var page = open(path);
                awaitPhase(page, "live");
                page.locator("oriel-camera").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.VISIBLE));
                Browser.assertMoves(page, page.locator("oriel-camera"));
                assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth")).as(path).isTrue();
                Browser.keep(page, "phone-" + (path.equals("/") ? "wall" : "watch") + "-"
                        + colours.name().toLowerCase(java.util.Locale.ROOT));
                page.close();
            }
        }
        assertThat(browser.complaints()).isEmpty();
    }
}
