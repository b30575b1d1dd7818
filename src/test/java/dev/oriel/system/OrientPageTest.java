package dev.oriel.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.oriel.testing.FreePorts;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The panel that turns a camera, in Chromium, with the test picture; and the page at pistreaming's port.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrientPageTest {
    private static final Duration WITHIN = Duration.ofSeconds(20);

    private static final String ELSEWHERE = "cam.example.org";

    private final Browser browser = Browser.startWithCameras(1, "--host-resolver-rules=MAP " + ELSEWHERE + " 127.0.0.1");
    private final int oldPort = FreePorts.next();
    private final RunningOriel oriel = RunningOriel.with("server.origins", ELSEWHERE, "cameras.test.uri",
            "test:?size=640x360&fps=30", "cameras.test.orient.stay", "1s",
            "compat.pistreaming.httpPort", Integer.toString(oldPort), "compat.pistreaming.port",
            Integer.toString(FreePorts.next()));
    private final Visitor visitor = new Visitor(oriel.port());

    @BeforeEach
    void fresh() throws Exception {
        browser.fresh(new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(1280, 800));
        visitor.ask("POST", "/api/cameras/test/orient?home", "");
        await().atMost(WITHIN).until(() -> !state().getBoolean("moving"));
    }

    @AfterAll
    void close() {
        browser.close();
        visitor.close();
        oriel.close();
    }

    private JsonObject state() {
        try {
            return new JsonObject(visitor.get("/api/cameras/test/orient").body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitTarget(String axis, double value, double about) {
        await().pollInSameThread().atMost(WITHIN)
                .untilAsserted(() -> assertThat(state().getJsonObject("target").getDouble(axis)).isCloseTo(value, within(about)));
    }

    private Page watch() {
        var page = browser.open(oriel.http("/watch/test").toString());
        assertThat(page.locator("oriel-camera")).hasAttribute("phase", "live");
        page.locator("#orient-button").click();
        assertThat(page.locator("#orient")).isVisible();
        return page;
    }

    private static double slider(Page page, String name) {
        return Double.parseDouble(page.locator("#orient [name=" + name + "]").inputValue());
    }

    @Test
    void draggingOnThePadTurnsTheCameraAndEveryPageShowsIt() {
        var other = watch();
        var page = watch();
        var pad = page.locator("#orient .pad").boundingBox();
        page.mouse().move(pad.x + pad.width / 2, pad.y + pad.height / 2);
        page.mouse().down();
        page.mouse().move(pad.x + pad.width * 0.75, pad.y + pad.height * 0.35, new Mouse.MoveOptions().setSteps(12));
        page.mouse().up();
        awaitTarget("pan", 45, 2);
        awaitTarget("tilt", 27, 2);
        await().pollInSameThread().atMost(WITHIN).untilAsserted(() -> {
            assertThat(slider(other, "pan")).isCloseTo(45, within(2.0));
            assertThat(slider(page, "tilt")).isCloseTo(27, within(2.0));
        });
        Browser.keep(page, "orient-panel");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void keysTurnAndZoomItWhileThePanelIsOpen() {
        var page = watch();
        page.keyboard().press("ArrowRight");
        awaitTarget("pan", 5, 0.1);
        page.keyboard().press("ArrowUp");
        page.keyboard().press("ArrowUp");
        awaitTarget("tilt", 10, 0.1);
        page.keyboard().press("+");
        awaitTarget("zoom", 1.25, 0.01);
        page.keyboard().press("m");
        assertThat(page.locator("#orient")).isHidden();
        page.keyboard().press("ArrowRight");
        awaitTarget("pan", 5, 0.1);
    }

    @Test
    void aSliderThatIsDraggedTurnsIt() {
        var page = watch();
        var slider = page.locator("#orient [name=pan]").boundingBox();
        page.mouse().move(slider.x + slider.width / 2, slider.y + slider.height / 2);
        page.mouse().down();
        page.mouse().move(slider.x + slider.width * 0.7, slider.y + slider.height / 2, new Mouse.MoveOptions().setSteps(7));
        page.mouse().up();
        await().pollInSameThread().atMost(WITHIN)
                .untilAsserted(() -> assertThat(state().getJsonObject("target").getDouble("pan")).isBetween(25.0, 50.0));
        assertThat(page.locator("#orient .problem")).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aClickBringsAPlaceToTheMiddle() {
        var page = watch();
        var box = page.locator("oriel-camera").boundingBox(); // 1280 wide, and the picture with it
        page.mouse().click(box.x + box.width / 2 + 320, box.y + box.height / 2 - 160);
        awaitTarget("pan", 15, 0.5);
        awaitTarget("tilt", 7.5, 0.5);
    }

    @Test
    void presetsAreKeptGoneToAndForgotten() throws Exception {
        visitor.ask("POST", "/api/cameras/test/orient?pan=30&tilt=10", "");
        var page = watch();
        page.locator("#preset-name").fill("Front Gate");
        page.keyboard().press("Enter");
        assertThat(page.locator("#orient .preset")).hasText("front-gate×");
        page.locator("#orient [name=home]").click();
        awaitTarget("pan", 0, 0);
        page.locator("#orient .preset button").first().click();
        awaitTarget("pan", 30, 0);
        page.locator("#orient .preset .forget").click();
        assertThat(page.locator("#orient .preset")).hasCount(0);
        assertThat(state().getJsonArray("presets")).isEmpty();
    }

    @Test
    void aGamepadTurnsAndZoomsItWhileThePanelIsOpen() {
        var page = watch();
        page.evaluate("""
                () => {
                  window.pad = { connected: true, axes: [0.1, -0.1], buttons: Array.from({ length: 8 }, () => ({ value: 0 })) };
                  navigator.getGamepads = () => [null, window.pad];
                }""");
        await().during(Duration.ofMillis(300)).atMost(WITHIN)
                .until(() -> state().getJsonObject("target").getDouble("pan") == 0); // a stick that nobody touches
        page.evaluate("() => { window.pad.axes = [1, -1]; window.pad.buttons[7] = { value: 1 }; }");
        await().pollInSameThread().atMost(WITHIN).untilAsserted(() -> {
            var target = state().getJsonObject("target");
            assertThat(target.getDouble("pan")).isGreaterThan(5);
            assertThat(target.getDouble("tilt")).isGreaterThan(5);
            assertThat(target.getDouble("zoom")).isGreaterThan(1.2);
        });
        page.locator("#orient-button").click();
        assertThat(page.locator("#orient")).isHidden();
        await().pollInSameThread().atMost(WITHIN).until(() -> !state().getBoolean("moving"));
        var pan = state().getJsonObject("target").getDouble("pan");
        await().during(Duration.ofMillis(300)).atMost(WITHIN)
                .until(() -> state().getJsonObject("target").getDouble("pan").equals(pan));
    }

    @Test
    void aTourGoesFromPresetToPresetUntilItIsEndedOnAnyPage() throws Exception {
        var page = watch();
        assertThat(page.locator("#orient [name=tour]")).isDisabled();
        for (var preset : new String[]{"left=-20", "right=20"}) {
            visitor.ask("POST", "/api/cameras/test/orient?pan=" + preset.replaceFirst(".*=", ""), "");
            visitor.ask("PUT", "/api/cameras/test/orient/presets/" + preset.replaceFirst("=.*", ""), "");
        }
        var other = watch();
        page.locator("#orient [name=tour]").click();
        assertThat(other.locator("#orient [name=tour]")).hasAttribute("aria-pressed", "true");
        awaitTarget("pan", -20, 0.1);
        awaitTarget("pan", 20, 0.1);
        other.locator("#orient [name=tour]").click();
        assertThat(page.locator("#orient [name=tour]")).hasAttribute("aria-pressed", "false");
        for (var name : new String[]{"left", "right"}) {
            visitor.ask("DELETE", "/api/cameras/test/orient/presets/" + name, "");
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void thePanelFitsAPhoneAndCanBeReadAloud() {
        browser.fresh(new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(390, 844).setHasTouch(true));
        var page = watch();
        assertThat(page.locator("#orient .pad")).isInViewport(new LocatorAssertions.IsInViewportOptions().setRatio(1));
        Browser.keep(page, "orient-phone");
        assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
    }

    /// There a browser says nothing of the page that asks, but what the page has it say.
    @Test
    void thePageAtPistreamingsPortWorksOnPlainHttpUnderAnotherName() {
        var page = browser.open("http://" + ELSEWHERE + ":" + oldPort + "/index.html");
        assertThat(page.locator("#turns")).isVisible();
        page.locator("#sliders [name=tilt]").fill("15");
        awaitTarget("tilt", 15, 0);
        assertThat(page.locator("#problem")).isEmpty();
    }

    @Test
    void thePageAtPistreamingsPortHasTheSliders() {
        var page = browser.open("http://127.0.0.1:" + oldPort + "/index.html");
        assertThat(page.locator("#turns")).isVisible();
        page.locator("#sliders [name=pan]").fill("-20");
        awaitTarget("pan", -20, 0);
        Browser.keep(page, "orient-pistreaming");
        assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }
}
