package dev.oriel.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `<oriel-camera>` in a page of somebody else's: what its attributes, its place and its life do.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CameraElementTest {
    private static final String SCRIPT = "<script type=module src=assets/oriel-camera.js></script>";
    private static final String DOOR = "<oriel-camera id=one src=api/cameras/door/live></oriel-camera>";
    private static final double A_WHILE_MILLIS = 1_500;

    private final Browser browser = Browser.alone();
    private final RunningOriel oriel = RunningOriel.with();
    private final FakeCamera door = oriel.camera("door").runAt(20);
    private final FakeCamera garden = oriel.camera("garden", new NumberedJpegs(240, 240, 0)).runAt(20);

    @BeforeEach
    void forget() {
        browser.fresh(new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(600, 500));
    }

    @AfterEach
    void leave() {
        browser.fresh(new com.microsoft.playwright.Browser.NewContextOptions());
        await().until(() -> door.track().subscriptions() == 0 && garden.track().subscriptions() == 0);
    }

    @AfterAll
    void close() {
        browser.close();
        oriel.close();
    }

    private Page open(String body) {
        var page = browser.open("about:blank");
        page.route("**/page.html", route -> route.fulfill(new Route.FulfillOptions().setContentType("text/html")
                .setBody("<!doctype html><link rel=icon href='data:,'>" + body)));
        page.navigate(oriel.http("/page.html").toString());
        return page;
    }

    private static void awaitPhase(Page page, String id, String phase) {
        try {
            assertThat(page.locator("#" + id)).hasAttribute("phase", phase);
        } catch (AssertionError e) {
            throw new AssertionError("phase " + page.evaluate("id => JSON.stringify(document.getElementById(id).phase)", id), e);
        }
    }

    private int connections() throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            return connection.answer("GET", "/metrics").body().lines().filter(line -> line.startsWith("oriel_connections "))
                    .mapToInt(line -> (int) Double.parseDouble(line.split(" ")[1])).findFirst().orElseThrow();
        }
    }

    @ParameterizedTest
    @CsvSource({"http://[bad, is no address", "ftp://door/live, no address of a web server",
        "api/live, the attribute “camera”", "api/cameras/door/stream.mjpg, ends in /live", "api/cameras/door, ends in /live",
        "watch/door, ends in /live", "javascript:alert(1), no address of a web server"})
    void aBadAddressIsSaidAndTheOldCameraIsGone(String src, String words) {
        var page = open(SCRIPT + DOOR);
        awaitPhase(page, "one", "live");
        page.evaluate("(src) => document.getElementById('one').setAttribute('src', src)", src);
        awaitPhase(page, "one", "invalid");
        assertThat(page.locator("#one")).containsText(words);
        assertThat(page.locator("#one canvas")).isHidden();
        await().until(() -> door.track().subscriptions() == 0);
        page.evaluate("document.getElementById('one').setAttribute('src', 'api/cameras/garden/live')");
        awaitPhase(page, "one", "live");
        assertThat(page.evaluate("document.getElementById('one').pictureSize.width")).isEqualTo(240);
        assertThat(browser.complaints()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"removeAttribute('src')", "setAttribute('src', '')", "setAttribute('src', '  ')"})
    void withoutAnAddressThereIsNothing(String change) {
        var page = open(SCRIPT + DOOR);
        awaitPhase(page, "one", "live");
        page.evaluate("document.getElementById('one')." + change);
        awaitPhase(page, "one", "empty");
        assertThat(page.locator("#one")).hasText("");
        await().until(() -> door.track().subscriptions() == 0);
        assertThat(page.evaluate("document.getElementById('one').statistics")).isNull();
    }

    @Test
    void anUnknownCameraIsSaidToBeNone() {
        var page = open(SCRIPT + DOOR);
        awaitPhase(page, "one", "live");
        page.evaluate("document.getElementById('one').src = 'api/cameras/nobody/live'");
        awaitPhase(page, "one", "missing");
        assertThat(page.locator("#one canvas")).isHidden();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<div id=place style='display:none'>", "<div style='height:3000px'></div><div id=place>",
        "<div id=place style='width:0;height:0;overflow:hidden'>"})
    void anElementThatNobodySeesNeverConnects(String place) throws IOException {
        long before = door.track().counts().taken();
        var page = open(SCRIPT + place + DOOR + "</div>");
        awaitPhase(page, "one", "paused");
        page.waitForTimeout(A_WHILE_MILLIS);
        assertThat(connections()).isZero();
        assertThat(door.track().counts().taken()).isEqualTo(before);
        page.evaluate("() => { const place = document.getElementById('place'); place.style = ''; place.scrollIntoView(); }");
        awaitPhase(page, "one", "live");
    }

    @Test
    void aPageThatIsHiddenFromTheStartNeverConnects() throws IOException {
        var page = browser.open("about:blank");
        page.addInitScript("Object.defineProperty(document, 'hidden', { get: () => !window.shown })");
        page.route("**/page.html", route -> route.fulfill(new Route.FulfillOptions().setContentType("text/html")
                .setBody("<!doctype html><link rel=icon href='data:,'>" + SCRIPT + DOOR)));
        page.navigate(oriel.http("/page.html").toString());
        awaitPhase(page, "one", "paused");
        page.waitForTimeout(A_WHILE_MILLIS);
        assertThat(connections()).isZero();
        page.evaluate("() => { window.shown = true; document.dispatchEvent(new Event('visibilitychange')); }");
        awaitPhase(page, "one", "live");
    }

    @Test
    void anElementThatLeavesTheWindowIsPaused() {
        var page = open(SCRIPT + DOOR + "<div style='height:3000px'></div>");
        awaitPhase(page, "one", "live");
        page.evaluate("scrollTo(0, 3000)");
        awaitPhase(page, "one", "paused");
        await().until(() -> !door.track().wanted());
        page.evaluate("scrollTo(0, 0)");
        awaitPhase(page, "one", "live");
    }

    @Test
    void manyChangesWhileItConnectsEndAtTheLast() {
        var page = open(SCRIPT + DOOR);
        page.evaluate("""
                async () => {
                  const one = document.getElementById('one');
                  for (let i = 0; i < 30; i++) {
                    one.setAttribute('src', i % 3 === 0 ? 'api/live' : `api/cameras/${i % 2 ? 'door' : 'garden'}/live`);
                    one.setAttribute('camera', i % 2 ? 'door' : 'garden');
                    await new Promise((done) => setTimeout(done, i % 4 * 7));
                  }
                }""");
        awaitPhase(page, "one", "live");
        assertThat(page.evaluate("document.getElementById('one').pictureSize.width")).isEqualTo(320);
        await().until(() -> door.track().subscriptions() == 1 && garden.track().subscriptions() == 0);
        assertThat(browser.complaints()).allMatch(words -> words.contains("closed before the connection is established"));
    }

    @Test
    void anElementThatMovesShowsOnAndOneThatIsRemovedLetsGo() {
        var page = open(SCRIPT + "<div id=a>" + DOOR + "</div><div id=b></div>");
        awaitPhase(page, "one", "live");
        page.evaluate("document.getElementById('b').append(document.getElementById('one'))");
        awaitPhase(page, "one", "live");
        Browser.assertMoves(page, page.locator("#one"));
        page.evaluate("() => { window.kept = document.getElementById('one'); window.kept.remove(); }");
        await().until(() -> door.track().subscriptions() == 0);
        assertThat(page.evaluate("window.kept.phase.name")).isEqualTo("paused");
        page.evaluate("document.getElementById('a').append(window.kept)");
        awaitPhase(page, "one", "live");
        Browser.assertMoves(page, page.locator("#one"));
        await().until(() -> door.track().subscriptions() == 1);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void twoElementsOfOneCameraBothShowIt() {
        for (var source : new String[]{"src=api/cameras/door/live", "src=api/live camera=door"}) {
            var style = "style='width:200px;display:inline-block'";
            var page = open(SCRIPT + "<oriel-camera id=one " + style + source + "></oriel-camera><oriel-camera id=two " + style
                    + source + "></oriel-camera>");
            awaitPhase(page, "one", "live");
            awaitPhase(page, "two", "live");
            page.evaluate("document.getElementById('one').remove()");
            Browser.assertMoves(page, page.locator("#two"));
            page.close();
        }
    }

    @Test
    void attributesAreProperties() {
        var page = open("""
                <oriel-camera id=one></oriel-camera>
                <script>
                  const early = document.getElementById('one');
                  early.src = 'api/live'; early.camera = 'garden'; early.label = 'Garden'; early.maxFps = 5; early.silent = true;
                </script>""" + SCRIPT);
        awaitPhase(page, "one", "live");
        assertThat(page.locator("#one")).hasAttribute("camera", "garden");
        assertThat(page.locator("#one")).hasAttribute("max-fps", "5");
        assertThat(page.locator("#one [role=img]")).hasAttribute("aria-label", "Garden");
        page.evaluate("document.getElementById('one').camera = 'door'");
        page.waitForFunction("document.getElementById('one').pictureSize.width === 320");
        page.evaluate("document.getElementById('one').src = null");
        awaitPhase(page, "one", "empty");
    }

    @Test
    void aSecondScriptOfAnotherServerIsNoFault() {
        var page = open(SCRIPT + "<script type=module src='assets/oriel-camera.js?other'></script>" + DOOR);
        awaitPhase(page, "one", "live");
        assertThat(browser.complaints()).isEmpty();
    }
}
