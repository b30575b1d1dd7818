package dev.oriel.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A browser as a camera: `/publish` with a camera of Chromium's own, watched in a second browser.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PhoneCameraTest {
    private static final String LIVE = "On the air: somebody is watching.";
    private static final String READY = "Ready. Nobody is watching, so nothing is sent.";
    private static final Duration LONG = Duration.ofSeconds(60);
    /// Keeps the streams that the page opens where a test finds them.
    private static final String KEEP_STREAMS = "const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);"
            + "navigator.mediaDevices.getUserMedia = async (wish) => window.opened = await ask(wish);";

    private final Browser phones = Browser.startWithCameras(30);
    private final Browser viewers = Browser.start();
    private RunningOriel oriel = RunningOriel.with();

    @BeforeEach
    void run() {
        oriel.close();
        oriel = RunningOriel.with("cameras.phone.linger", "1s", "cameras.phone.uri", "publish:");
        phones.fresh(new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(390, 844));
        viewers.fresh(new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(1000, 700));
        phones.script("localStorage.setItem('oriel.publish.size', '640x480');");
    }

    @AfterEach
    void leave() {
        phones.fresh(new com.microsoft.playwright.Browser.NewContextOptions());
        viewers.fresh(new com.microsoft.playwright.Browser.NewContextOptions());
    }

    @AfterAll
    void close() {
        phones.close();
        viewers.close();
        oriel.close();
    }

    private Page phone(String key) {
        return phones.open(oriel.http("/publish#name=phone&key=" + key).toString());
    }

    private Page started() throws IOException {
        var page = phone(new Publishing(oriel).key("key" + System.nanoTime(), "phone"));
        page.locator("#begin").click();
        assertThat(page.locator("#state")).hasText(READY);
        page.locator("#statistics-button").click();
        return page;
    }

    private Page watching() {
        var page = viewers.open(oriel.http("/watch/phone").toString());
        assertThat(page.locator("oriel-camera")).hasAttribute("phase", "live");
        page.keyboard().press("i");
        return page;
    }

    private static String stat(Page page, String name) {
        return page.locator("[data-stat=" + name + "]").first().textContent().strip();
    }

    private static double number(Page page, String name) {
        var text = stat(page, name).replaceAll("[^0-9.].*", "");
        return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
    }

    private static void soon(Page page, ThrowingRunnable fact) {
        await().pollInSameThread().atMost(LONG).untilAsserted(() -> {
            page.waitForTimeout(100);
            fact.run();
        });
    }

    @Test
    @Tag("measured")
    void aSecondBrowserSeesItAtItsFullRateAndFresh() throws IOException {
        var phone = started();
        var viewer = watching();
        assertThat(phone.locator("#state")).hasText(LIVE);
        soon(viewer, () -> {
            assertThat(number(viewer, "fps-shown")).isBetween(25.0, 33.0);
            assertThat(number(viewer, "age")).isBetween(0.0, 150.0);
            assertThat(stat(viewer, "width") + "x" + stat(viewer, "height")).isEqualTo("640x480");
        });
        Browser.keep(phone, "publish");
        assertThat(phones.complaints()).isEmpty();
        assertThat(viewers.complaints()).isEmpty();
    }

    @Test
    void nothingIsEncodedWhileNobodyWatches() throws IOException {
        var phone = started();
        assertThat(stat(phone, "encoded")).isEqualTo("0");
        var viewer = watching();
        soon(phone, () -> assertThat(number(phone, "encoded")).isGreaterThan(20));
        viewer.close();
        assertThat(phone.locator("#state")).hasText(READY);
        soon(phone, () -> assertThat(stat(phone, "fps")).isEqualTo("0.0"));
        var encoded = stat(phone, "encoded");
        phone.waitForTimeout(3_000);
        assertThat(stat(phone, "encoded")).isEqualTo(encoded);
        watching();
        soon(phone, () -> assertThat(number(phone, "encoded")).isGreaterThan(Double.parseDouble(encoded) + 20));
    }

    @Test
    void itIsSentNoLargerThanViewersShowIt() throws IOException {
        var phone = started();
        viewers.fresh(new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(320, 260));
        watching();
        soon(phone, () -> assertThat(number(phone, "size")).isBetween(16.0, 400.0));
        assertThat(number(phone, "size")).as("of 640").isLessThan(640);
        viewers.fresh(new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(1000, 700));
        watching();
        soon(phone, () -> assertThat(stat(phone, "size")).isEqualTo("640 × 480"));
    }

    @Test
    void itGoesOnByItselfAfterARestartOfTheServer() throws IOException {
        var phone = started();
        var viewer = watching();
        oriel.stop();
        assertThat(phone.locator("body")).hasAttribute("data-phase", "reconnecting");
        oriel.startAgain();
        assertThat(phone.locator("body")).hasAttribute("data-phase", "live");
        assertThat(viewer.locator("oriel-camera")).hasAttribute("phase", "live");
        soon(viewer, () -> assertThat(number(viewer, "fps-shown")).isGreaterThan(20));
    }

    @Test
    void anotherCameraGoesOnUnderTheSameName() throws IOException {
        phones.script(KEEP_STREAMS);
        var phone = started();
        watching();
        assertThat(phone.evaluate("opened.getVideoTracks()[0].label")).isEqualTo("fake_device_0");
        phone.locator("#turn").click();
        soon(phone, () -> assertThat(phone.evaluate("opened.getVideoTracks()[0].label")).isEqualTo("fake_device_1"));
        assertThat(phone.locator("#state")).hasText(LIVE);
        soon(phone, () -> assertThat(number(phone, "fps")).isGreaterThan(20));
    }

    @Test
    void aCameraThatIsPulledOutIsSaidAndComesBackByItself() throws IOException {
        phones.script(KEEP_STREAMS);
        var phone = started();
        watching();
        phone.evaluate("opened.getVideoTracks()[0].stop(); opened.getVideoTracks()[0].dispatchEvent(new Event('ended'))");
        assertThat(phone.locator("#state")).hasText("The camera was unplugged or switched off. Trying again…");
        assertThat(phone.locator("#state")).hasText(LIVE);
        soon(phone, () -> assertThat(number(phone, "fps")).isGreaterThan(20));
    }

    @Test
    void theKeyLeavesTheAddressBarAndStaysForTheTab() throws IOException {
        var key = new Publishing(oriel).key("hall", "phone");
        var page = phone(key);
        assertThat(page.url()).isEqualTo(oriel.http("/publish").toString());
        page.reload();
        page.locator("#begin").click();
        assertThat(page.locator("#state")).hasText(READY);
        assertThat(page.evaluate("JSON.stringify(localStorage)").toString()).doesNotContain(key);
        page.context().grantPermissions(List.of("camera")); // as browsers do that remember it
        page.reload();
        assertThat(page.locator("#state")).hasText(READY); // without being asked
        new Publishing(oriel).keys().revoke("hall");
        assertThat(page.locator("#card-words")).hasText("The key was revoked. Ask for a new link.");
    }

    @Test
    void whatIsWrongIsSaidInWords() throws IOException {
        var wrong = phone("orielkey_wrong");
        wrong.locator("#begin").click();
        assertThat(wrong.locator("#card-words")).containsText("The server does not accept this link");
        var other = phone(new Publishing(oriel).key("other", "door"));
        other.locator("#begin").click();
        assertThat(other.locator("#card-words")).containsText("This link may not publish under this name.");
        phones.script("navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('no', 'NotAllowedError'); };");
        var denied = phone("x");
        denied.locator("#begin").click();
        assertThat(denied.locator("#card-words")).containsText("This page may not use the camera.");
        phones.script("Object.defineProperty(navigator, 'mediaDevices', { value: undefined });"
                + "Object.defineProperty(window, 'isSecureContext', { value: false });");
        var plain = phone("x");
        assertThat(plain.locator("#card-words")).containsText("Browsers give a camera only to pages that come by https");
        assertThat(plain.locator("#card-more")).containsText("--tls-self-signed");
        assertThat(plain.locator("#begin")).isHidden();
    }

    @Test
    void theWallMakesALinkWithWhichTheCameraAppears() {
        var wall = viewers.open(oriel.http("/").toString());
        wall.locator("#add-phone").click();
        assertThat(wall.locator("#phone .advice")).containsText("Only this machine can open this page");
        wall.route("**/api/keys", route -> {
            if (route.request().method().equals("GET")) {
                var answer = route.fetch();
                route.fulfill(new Route.FulfillOptions().setResponse(answer)
                        .setBody(answer.text().replace("\"open\":false", "\"open\":true").replaceAll("\"addresses\":\\[[^]]*]",
                                "\"addresses\":[\"127.0.0.1\"]")));
            } else {
                route.resume();
            }
        });
        wall.keyboard().press("Escape");
        wall.locator("#add-phone").click();
        wall.locator("#phone [name=camera]").fill("hall-phone");
        wall.locator("#phone .make [type=submit]").click();
        assertThat(wall.locator("#phone .qr svg")).isVisible();
        Browser.keep(wall, "add-phone");
        assertThat(new AxeBuilder(wall).analyze().getViolations()).isEmpty();
        var link = wall.locator("#phone [name=secret]").inputValue();
        wall.locator("#phone .made .close").click();
        assertThat(wall.locator("#phone [name=secret]")).hasCount(0);
        var phone = phones.open(link);
        phone.locator("#begin").click();
        assertThat(phone.locator("#title")).hasText("hall-phone");
        assertThat(wall.locator(".tile[data-camera=hall-phone]")).hasAttribute("data-phase", "live",
                new LocatorAssertions.HasAttributeOptions().setTimeout((double) LONG.toMillis()));
        assertThat(phone.locator("#state")).hasText(LIVE);
    }

    @Test
    void thePageIsAccessible() throws IOException {
        var page = phone("x");
        assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
        page.close();
        var phone = started();
        assertThat(new AxeBuilder(phone).analyze().getViolations()).isEmpty();
        phone.locator("#settings-button").click();
        assertThat(new AxeBuilder(phone).analyze().getViolations()).isEmpty();
    }
}
