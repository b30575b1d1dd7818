package dev.oriel.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a screen reader says of the pages: names and states when they change, and nothing meanwhile.
class QuietPagesTest {
    /// Gathers in `window.spoken` what live regions say from now on, those within shadow roots too.
    private static final String LISTEN = """
            () => {
              window.spoken = [];
              const isLive = (node) => {
                for (let one = node; one; one = one.parentNode ?? one.host) {
                  const role = one.getAttribute?.('role');
                  const live = one.getAttribute?.('aria-live');
                  if (live === 'off') return false;
                  if (live || one.localName === 'output' || ['status', 'alert', 'log', 'timer', 'marquee'].includes(role)) return true;
                }
                return false;
              };
              const observe = (root) => {
                new MutationObserver((changes) => changes.filter((change) => isLive(change.target))
                  .forEach((change) => window.spoken.push(change.target.textContent)))
                  .observe(root, { subtree: true, childList: true, characterData: true });
                root.querySelectorAll('*').forEach((one) => one.shadowRoot && observe(one.shadowRoot));
              };
              observe(document);
            }""";
    private static final double A_WHILE_MILLIS = 3_500;

    private final Browser browser = Browser.alone();
    private final RunningOriel oriel = RunningOriel.with();
    private final FakeCamera door = oriel.camera("door").runAt(10);

    @AfterEach
    void close() {
        browser.close();
        oriel.close();
    }

    private Page open(String path) {
        var page = browser.open(oriel.http(path).toString());
        assertThat(page.locator("oriel-camera").last()).hasAttribute("phase", "live");
        page.evaluate(LISTEN);
        return page;
    }

    private static Object spoken(Page page) {
        return page.evaluate("window.spoken.filter((text) => text !== '').join(' / ')");
    }

    @Test
    void aLiveWallSaysNothing() {
        var page = open("/");
        assertThat(page.locator("[data-stat=fps]")).not().hasText("");
        var snapshot = page.locator("#wall").ariaSnapshot();
        door.runAt(3); // another rate to show
        page.waitForTimeout(A_WHILE_MILLIS);
        assertThat(page.locator("[data-stat=fps]")).hasText("3 fps");
        assertThat(spoken(page)).isEqualTo("");
        assertThat(page.locator("#wall").ariaSnapshot()).as("what a focused link is called").isEqualTo(snapshot);
    }

    @Test
    void openStatisticsSayNothing() {
        var page = open("/watch/door");
        page.keyboard().press("i");
        assertThat(page.locator("[data-stat=fps-shown]")).not().hasText("–");
        page.waitForTimeout(A_WHILE_MILLIS);
        assertThat(spoken(page)).isEqualTo("");
    }

    @Test
    void aLossIsSaidOnceWithItsCauseAndSoIsTheReturn() {
        for (var path : new String[]{"/", "/watch/door"}) {
            var page = open(path);
            door.lose("unplugged");
            assertThat(page.locator("oriel-camera")).hasAttribute("phase", "lost");
            page.waitForTimeout(1_500);
            assertThat(spoken(page)).as(path).asString().matches("(door: )?Camera lost: unplugged");
            door.runAt(10);
            assertThat(page.locator("oriel-camera")).hasAttribute("phase", "live");
            page.waitForTimeout(A_WHILE_MILLIS);
            assertThat(spoken(page)).as(path).asString().matches("(door: )?Camera lost: unplugged / (door: )?Live again");
            page.close();
        }
    }

    @Test
    void aCountdownIsNoNewsAndALostConnectionOneForAllCameras() {
        oriel.camera("garden").runAt(10);
        var page = open("/");
        oriel.stop();
        assertThat(page.locator(".tile[data-phase=reconnecting]")).hasCount(2);
        page.waitForTimeout(A_WHILE_MILLIS);
        var before = page.locator("#wall").ariaSnapshot();
        page.waitForTimeout(A_WHILE_MILLIS);
        assertThat(page.locator("#wall").ariaSnapshot()).isEqualTo(before);
        oriel.startAgain("door", new NumberedJpegs(320, 180, 0)).runAt(10);
        oriel.camera("garden").runAt(10);
        assertThat(page.locator(".tile[data-phase=live]")).hasCount(2);
        assertThat(spoken(page)).asString().matches("Connection lost( / The server cannot be reached\\.)* / Live again");
    }
}
