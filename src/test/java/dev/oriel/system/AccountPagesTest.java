package dev.oriel.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.oriel.system.TestAccounts.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.oriel.auth.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The pages of a server that asks for a login, in Chromium: `anna` is an admin, `otto` an operator, `vera` a viewer of one camera.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccountPagesTest {
    private static final int PHONE_WIDTH = 390;

    private final Browser browser = Browser.start();
    private final Browser guests = Browser.start();
    private RunningOriel oriel;

    @BeforeEach
    void run(@TempDir Path data) throws IOException {
        new TestAccounts(data).add("anna", Role.ADMIN).add("otto", Role.OPERATOR).add("vera", Role.VIEWER, "door");
        oriel = RunningOriel.on(data);
        oriel.camera("door", new NumberedJpegs(640, 360, 0)).runAt(10);
        oriel.camera("garden").runAt(10);
        browser.fresh(new NewContextOptions().setViewportSize(1280, 800));
        guests.fresh(new NewContextOptions().setViewportSize(1280, 800));
    }

    @AfterEach
    void leave() {
        browser.fresh(new NewContextOptions());
        guests.fresh(new NewContextOptions());
        oriel.close();
    }

    @AfterAll
    void close() {
        browser.close();
        guests.close();
    }

    private String address(String path) {
        return oriel.http(path).toString();
    }

    /// Opens a page without a login, and logs in where that leads to.
    private Page loggedIn(Browser in, String user, String path) {
        var page = in.open(address(path));
        fill(page, user, PASSWORD);
        page.waitForURL(address(path));
        return page;
    }

    private static void fill(Page page, String user, String password) {
        page.locator("[name=username]").fill(user);
        page.locator("[name=password]").fill(password);
        page.locator("[type=submit]").click();
    }

    private static void awaitLive(Page page) {
        assertThat(page.locator("oriel-camera").first()).hasAttribute("phase", "live");
    }

    private static void assertAccessible(Page page) {
        assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
    }

    /// Clicks on something of the bars, which hide from a pointer that rests.
    private static void press(Page page, String selector) {
        page.mouse().move(400, 300);
        page.mouse().move(410, 310);
        page.locator(selector).click();
    }

    @Test
    void theLoginLeadsToWhereTheVisitorWantedToGo() {
        var page = browser.open(address("/watch/door"));
        page.waitForURL("**/login?to=**");
        assertThat(page.locator("details")).containsText("oriel user passwd");
        assertAccessible(page);
        fill(page, "anna", PASSWORD);
        page.waitForURL(address("/watch/door"));
        awaitLive(page);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aWrongPasswordIsSaidAndTheNextMayBeRight() {
        var page = browser.open(address("/login"));
        fill(page, "anna", "wrong");
        assertThat(page.locator("#problem")).hasText("Wrong name or password.");
        assertAccessible(page);
        fill(page, "Anna", PASSWORD);
        page.waitForURL(address("/"));
        awaitLive(page);
    }

    @Test
    void tooManyWrongPasswordsAreCountedDown() {
        var page = browser.open(address("/login"));
        var problem = page.locator("#problem");
        for (int i = 0; i < 12 && !problem.textContent().startsWith("Too many"); i++) {
            assertThat(page.locator("[type=submit]")).isEnabled(
                    new LocatorAssertions.IsEnabledOptions().setTimeout(70_000));
            fill(page, "anna", "wrong");
            assertThat(problem).not().hasText("");
        }
        assertThat(problem).containsText("Too many attempts");
        assertThat(page.locator("[type=submit]")).isDisabled();
        assertThat(problem).hasText("You can try again now.", new LocatorAssertions.HasTextOptions().setTimeout(70_000));
        fill(page, "anna", PASSWORD);
        page.waitForURL(address("/"));
    }

    @Test
    void theLoginNeedsNoScripts() {
        browser.fresh(new NewContextOptions().setJavaScriptEnabled(false));
        var page = browser.open(address("/watch/door"));
        fill(page, "anna", "wrong");
        page.waitForURL("**/login?error=true**");
        assertThat(page.locator("#problem")).hasText("Wrong name or password.");
        fill(page, "anna", PASSWORD);
        page.waitForURL(address("/watch/door"));
        page.navigate(address("/logout"));
        page.locator("[type=submit]").click();
        page.waitForURL("**/login");
        page.navigate(address("/"));
        page.waitForURL("**/login**");
    }

    @Test
    void loggingOutEndsThePagesOfThisBrowser() {
        var wall = loggedIn(browser, "anna", "/");
        awaitLive(wall);
        var page = browser.open(address("/watch/door"));
        awaitLive(page);
        press(page, ".account-menu summary");
        assertAccessible(page);
        page.locator(".menu a[href$=logout]").click();
        page.waitForURL("**/logout");
        assertAccessible(page);
        page.locator("[type=submit]").click();
        page.waitForURL("**/login");
        assertThat(wall.locator("dialog.ended h2")).hasText("You are logged out");
        assertAccessible(wall);
        wall.locator("dialog.ended a").click();
        fill(wall, "anna", PASSWORD);
        wall.waitForURL(address("/"));
        awaitLive(wall);
    }

    @Test
    void anEndedLoginIsSaidOnTheCamerasPageAndTheWayBackLeadsThere() {
        var page = loggedIn(guests, "vera", "/watch/door");
        awaitLive(page);
        var users = loggedIn(browser, "anna", "/users");
        users.locator("#logins li", new Page.LocatorOptions().setHasText("vera")).locator("button").click();
        assertThat(users.locator("#logins li")).hasCount(1);
        assertThat(page.locator("dialog.ended h2")).hasText("You are logged out");
        Browser.keep(page, "logged-out");
        page.locator("dialog.ended a").click();
        fill(page, "vera", PASSWORD);
        page.waitForURL(address("/watch/door"));
        awaitLive(page);
    }

    @Test
    void aShareLinkShowsItsCameraUntilItIsRevoked() {
        var page = loggedIn(browser, "otto", "/watch/door");
        awaitLive(page);
        press(page, "#share-button");
        page.locator("#share [name=for]").selectOption("1h");
        assertAccessible(page);
        page.locator("#share [type=submit]").click();
        assertThat(page.locator("#share .qr svg")).isVisible();
        assertAccessible(page);
        Browser.keep(page, "share");
        var link = page.locator("#share [name=secret]").inputValue();
        page.locator("#share .made .close").click();
        assertThat(page.locator("#share [name=secret]")).hasCount(0);

        var guest = guests.open(link);
        guest.waitForURL("**/watch/door");
        awaitLive(guest);
        Browser.assertMoves(guest, guest.locator("oriel-camera"));
        for (var hidden : List.of("#back", "#settings-button", "#share-button")) {
            assertThat(guest.locator(hidden)).isHidden();
        }
        assertThat(guest.locator(".account-menu")).hasCount(0);
        guest.keyboard().press("i");
        assertThat(guest.locator("[data-stat=fps-shown]")).not().hasText("–");
        assertAccessible(guest);
        assertThat(guests.complaints()).isEmpty();

        page.navigate(address("/keys"));
        var row = page.locator("#keys li[data-kind=share]");
        assertThat(row).containsText("used");
        assertThat(row).containsText("ends in");
        row.locator("button").click();
        page.locator("dialog.confirm .danger").click();
        assertThat(page.locator("#empty")).isVisible();
        assertThat(guest.locator("dialog.ended h2")).hasText("This link has ended");
        Browser.keep(guest, "link-ended");
        assertAccessible(guest);
    }

    @Test
    void aLinkInTheAddressOfTheCamerasPageWorksToo() {
        var page = loggedIn(browser, "otto", "/watch/door");
        press(page, "#share-button");
        page.locator("#share [type=submit]").click();
        var link = page.locator("#share [name=secret]").inputValue();
        var guest = guests.open(address("/watch/door") + link.substring(link.indexOf('?')));
        guest.waitForURL(address("/watch/door"));
        awaitLive(guest);
    }

    @Test
    void aViewerOfOneCameraHasAWallOfItAndNothingToChange() {
        var page = loggedIn(browser, "vera", "/");
        awaitLive(page);
        assertThat(page.locator(".tile")).hasCount(1);
        assertThat(page.locator(".account-menu")).isVisible();
        assertThat(page.locator("#add-phone")).isHidden();
        page.locator(".tile a").click();
        awaitLive(page);
        assertThat(page.locator(".account-menu")).hasCount(1);
        assertThat(page.locator("#settings-button")).isHidden();
        assertThat(page.locator("#share-button")).isHidden();
        press(page, ".account-menu summary");
        assertThat(page.locator(".menu li")).hasCount(2);
        page.keyboard().press("Escape");
        assertThat(page.locator(".menu")).isHidden();
        page.navigate(address("/watch/garden"));
        assertThat(page.locator("oriel-camera")).containsText("No such camera");
    }

    @Test
    void anOperatorChangesAndSharesAndMakesNoUsers() {
        var page = loggedIn(browser, "otto", "/");
        assertThat(page.locator("#add-phone")).isVisible();
        page.navigate(address("/keys"));
        page.locator("#add").click();
        assertThat(page.locator("[name=kind] option")).hasCount(2);
        page.navigate(address("/watch/door"));
        awaitLive(page);
        press(page, "#settings-button");
        assertThat(page.locator("#settings input[name=title]")).hasValue("door");
        page.navigate(address("/users"));
        assertThat(page.locator("#add")).isHidden();
    }

    @Test
    void anAdminAddsAUserWhoLogsInAndIsChangedAndRemoved() {
        var page = loggedIn(browser, "anna", "/users");
        assertThat(page.locator("#users li")).hasCount(3);
        page.locator("#add").click();
        page.locator("#user-dialog [name=username]").fill("hugo");
        page.locator("#user-dialog [name=password]").fill(PASSWORD);
        page.locator("#user-dialog [value=some]").check();
        page.locator("#user-dialog [type=submit]").click();
        assertThat(page.locator("#user-dialog .problem")).hasText("Choose at least one camera.");
        assertAccessible(page);
        page.locator("#user-dialog [name=camera][value=garden]").check();
        page.locator("#user-dialog [type=submit]").click();
        var row = page.locator("#users li[data-name=hugo]");
        assertThat(row).containsText("sees garden; last login: never");

        var hugo = loggedIn(guests, "hugo", "/");
        assertThat(hugo.locator(".tile[data-camera=garden]")).hasCount(1);
        assertThat(hugo.locator("#add-phone")).isHidden();

        row.locator("[aria-label='Change hugo']").click();
        page.locator("#user-dialog [name=role]").selectOption("operator");
        page.locator("#user-dialog [value=all]").check();
        page.locator("#user-dialog [type=submit]").click();
        assertThat(row).containsText("operator");
        assertThat(row).containsText("sees all cameras");
        hugo.reload();
        assertThat(hugo.locator(".tile")).hasCount(2);
        assertThat(hugo.locator("#add-phone")).isVisible();

        row.locator("[aria-label='Remove hugo']").click();
        assertAccessible(page);
        page.locator("dialog.confirm .danger").click();
        assertThat(page.locator("#users li")).hasCount(3);
        assertThat(hugo.locator("dialog.ended")).isVisible();
    }

    @Test
    void aPasswordIsChangedByItsOwnerAndOtherLoginsEnd() {
        var elsewhere = loggedIn(guests, "vera", "/");
        awaitLive(elsewhere);
        var page = loggedIn(browser, "vera", "/account");
        assertThat(page.locator("#logins li")).hasCount(2);
        assertAccessible(page);
        page.locator("[name=current]").fill("wrong");
        page.locator("[name=password]").fill("another fine password");
        page.locator("[name=again]").fill("another fine password");
        page.locator("#password [type=submit]").click();
        assertThat(page.locator("#password-problem")).not().hasText("");
        page.locator("[name=current]").fill(PASSWORD);
        page.locator("#password [type=submit]").click();
        assertThat(page.locator("#password-done")).containsText("The password is changed");
        assertThat(page.locator("#logins li")).hasCount(1);
        assertThat(elsewhere.locator("dialog.ended h2")).hasText("You are logged out");
        elsewhere.locator("dialog.ended a").click();
        fill(elsewhere, "vera", "another fine password");
        elsewhere.waitForURL(address("/"));
    }

    @Test
    void aKeyForSendingIsMadeOnceAndRevoked() {
        var page = loggedIn(browser, "anna", "/keys");
        page.locator("#add").click();
        page.locator("[name=kind]").selectOption("view");
        page.locator("#key-dialog [name=name]").fill("hass");
        page.locator("#key-dialog [name=for]").selectOption("");
        page.locator("#key-dialog [type=submit]").click();
        assertThat(page.locator("#key-dialog [name=secret]")).hasValue(Pattern.compile("orielkey_.+"));
        assertAccessible(page);
        page.locator("#key-dialog .made .close").click();
        var row = page.locator("#keys li[data-name=hass]");
        assertThat(row).containsText("all cameras");
        assertThat(row).containsText("not used yet");
        assertThat(row).containsText("has no end");
        assertAccessible(page);
        row.locator("button").click();
        page.locator("dialog.confirm .danger").click();
        assertThat(row).hasCount(0);
    }

    @Test
    void theLoginAndTheWayBackWorkUnderAPathPrefix() throws IOException {
        try (var proxy = new PrefixProxy(oriel.port())) {
            var root = "http://127.0.0.1:" + proxy.port() + PrefixProxy.PREFIX;
            var page = browser.open(root + "/watch/door");
            page.waitForURL(root + "/login?to=**");
            fill(page, "anna", PASSWORD);
            page.waitForURL(root + "/watch/door");
            awaitLive(page);
            press(page, ".account-menu summary");
            page.locator(".menu a[href$=users]").click();
            page.waitForURL(root + "/users");
            assertThat(page.locator("#users li")).hasCount(3);
            page.locator(".account-menu summary").click();
            page.locator(".menu a[href$=logout]").click();
            page.locator("[type=submit]").click();
            page.waitForURL(root + "/login");
            page.close();
        }
    }

    @Test
    void pagesFitAPhone() {
        browser.fresh(new NewContextOptions().setViewportSize(PHONE_WIDTH, 844).setHasTouch(true).setDeviceScaleFactor(2));
        var page = browser.open(address("/"));
        assertFits(page, "login");
        fill(page, "anna", PASSWORD);
        page.waitForURL(address("/"));
        for (var path : List.of("", "watch/door", "account", "users", "keys", "logout")) {
            page.navigate(address("/" + path));
            if (!path.equals("logout")) {
                assertThat(page.locator(".account-menu")).hasCount(1);
            }
            assertFits(page, path.isEmpty() ? "wall" : path.replace('/', '-'));
        }
    }

    private static void assertFits(Page page, String name) {
        Browser.keep(page, "phone-account-" + name);
        assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth")).as(name).isTrue();
    }
}
