package dev.oriel.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// The settings of a camera on its page, in Chromium: every field, where its value comes from, and the last changes.
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SettingsPageTest {
    private static final String PATH = "/api/cameras/door/settings";

    private final Browser browser = Browser.start();
    private final RunningOriel oriel = RunningOriel.with("cameras.door.uri", "test:?size=320x180&fps=10", "cameras.door.title",
            "Door", "cameras.door.locked", "flip");
    private final Visitor visitor = new Visitor(oriel.port());

    @BeforeEach
    void fresh() throws Exception {
        browser.fresh(new NewContextOptions().setViewportSize(1280, 800));
        visitor.ask("POST", PATH + "/reset", "");
    }

    @AfterAll
    void close() {
        browser.close();
        visitor.close();
        oriel.close();
    }

    private JsonObject settings() throws IOException, InterruptedException {
        return new JsonObject(visitor.get(PATH).body());
    }

    private Page open() {
        var page = browser.open(oriel.http("/watch/door").toString());
        assertThat(page.locator("oriel-camera")).hasAttribute("phase", "live");
        openSettings(page);
        return page;
    }

    private static void openSettings(Page page) {
        page.mouse().move(200, 300);
        page.mouse().move(210, 310);
        page.locator("#settings-button").click();
        assertThat(page.locator("#settings .kept")).isVisible();
    }

    private static Locator field(Page page, String name) {
        return page.locator("#settings [name=" + name + "]");
    }

    private static Locator wrong(Page page, String name) {
        return page.locator("#wrong-" + name);
    }

    private static Locator origin(Page page, String name) {
        return page.locator("#origin-" + name);
    }

    private static void save(Page page) {
        page.locator("#settings button[type=submit]").click();
    }

    @Test
    void everySettingCanBeChanged() throws Exception {
        var page = open();
        field(page, "title").fill("Gate");
        field(page, "size").fill("160 x 120");
        field(page, "fps").fill("5");
        field(page, "quality").fill("60");
        field(page, "rotate").selectOption("180");
        field(page, "filter-choice").selectOption("gray");
        field(page, "add-filter").click();
        assertThat(field(page, "filter")).hasValue("gray");
        save(page);
        assertThat(page.locator("#settings")).isHidden();
        assertThat(page.locator("#title")).hasText("Gate");
        assertThat(settings()).isEqualTo(new JsonObject().put("title", "Gate").put("fps", 5.0).put("size", "160x120")
                .put("quality", 60).put("rotate", 180).put("flip", "none").put("filter", "gray"));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void whatIsWrongIsSaidAtTheField() throws Exception {
        var before = settings();
        var page = open();
        field(page, "quality").fill("101");
        field(page, "fps").fill("0");
        save(page);
        assertThat(wrong(page, "quality")).hasText("A whole number from 1 to 100.");
        assertThat(wrong(page, "fps")).hasText("A number from 0.1 to 240, or nothing for the camera’s own.");
        assertThat(field(page, "fps")).isFocused();
        Browser.keep(page, "settings-wrong");
        field(page, "quality").fill("70");
        assertThat(wrong(page, "quality")).isEmpty();
        field(page, "fps").fill("");
        field(page, "size").fill("9x9");
        field(page, "filter").fill("gray,nothing-known");
        field(page, "filter").blur();
        assertThat(wrong(page, "filter")).containsText("column 6");
        save(page);
        assertThat(wrong(page, "size")).containsText("16x16");
        assertThat(wrong(page, "filter")).not().isEmpty();
        assertThat(page.locator("#settings .problem")).hasText(Pattern.compile("Nothing was saved: .*Size.*"));
        assertThat(settings()).isEqualTo(before);
    }

    @Test
    void eachFieldSaysWhereItsValueComesFromAndTheWayBack() throws Exception {
        visitor.ask("PATCH", PATH, "{\"title\":\"Gate\",\"quality\":55}");
        var page = open();
        assertThat(origin(page, "title")).containsText("Changed here; the command line says “Door”.");
        assertThat(origin(page, "quality")).containsText("Changed here; the default is “80”.");
        assertThat(origin(page, "size")).hasText("From the camera's address (command line).");
        assertThat(origin(page, "rotate")).isEmpty();
        assertThat(origin(page, "flip")).hasText("Locked in the settings (cameras.door.locked).");
        assertThat(field(page, "flip")).isDisabled();
        assertThat(page.locator("#settings .kept")).containsText(oriel.data().resolve("cameras.json").toString());
        field(page, "filter").fill("gray");
        origin(page, "title").getByRole(AriaRole.BUTTON).click();
        assertThat(field(page, "title")).hasValue("Door");
        assertThat(origin(page, "title")).hasText("From the command line.");
        assertThat(field(page, "filter")).hasValue("gray"); // typed and not saved
        assertThat(settings().getString("title")).isEqualTo("Door");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void changesAreListedAndUndoneAndOtherPagesFollow() throws Exception {
        visitor.ask("PATCH", PATH, "{\"title\":\"Gate\"}");
        visitor.ask("PATCH", PATH, "{\"rotate\":90,\"fps\":5}");
        var other = open();
        var page = open();
        page.locator("#settings .history summary").click();
        var rows = page.locator("#settings .history li");
        assertThat(rows.first()).containsText("Frames per second 10 → 5");
        assertThat(rows.first()).containsText("Rotate none → 90°");
        assertThat(rows.nth(1)).containsText("Title Door → Gate");
        rows.nth(1).getByRole(AriaRole.BUTTON).click();
        assertThat(rows.nth(1)).containsText("undone just now");
        assertThat(page.locator("#title")).hasText("Door");
        assertThat(field(page, "title")).hasValue("Door");
        assertThat(field(other, "title")).hasValue("Door");
        visitor.ask("PATCH", PATH, "{\"rotate\":180}");
        assertThat(rows.first()).containsText("Rotate 90° → 180°");
        rows.nth(1).getByRole(AriaRole.BUTTON).click();
        assertThat(page.locator("#settings .history .wrong")).containsText("It has been changed since: rotate is 180 now");
        page.locator("#settings .history").scrollIntoViewIfNeeded();
        Browser.keep(page, "settings-history");
    }

    @Test
    void thePanelFitsAPhoneAndCanBeReadAloud() throws Exception {
        visitor.ask("PATCH", PATH, "{\"title\":\"Gate\",\"filter\":\"gray\"}");
        browser.fresh(new NewContextOptions().setViewportSize(390, 844).setHasTouch(true));
        var page = open();
        Browser.keep(page, "settings-phone");
        assertThat(page
                .evaluate("document.getElementById('settings').scrollWidth <= document.getElementById('settings').clientWidth"))
                .isEqualTo(true);
        page.locator("#settings .history summary").click();
        page.locator("#settings .history li").last().scrollIntoViewIfNeeded();
        Browser.keep(page, "settings-phone-history");
        assertThat(new AxeBuilder(page).include("#settings").analyze().getViolations()).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }
}
