package dev.oriel.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages that a part of is missing: they recover by themselves, or say what is wrong.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoadingTest {
    private static final List<String> WALL = List.of("wall.js", "wall-grid.js", "layout.js", "tile.js", "wall.css");
    private static final Pattern PART = Pattern.compile("/assets/([\\w-]+\\.(?:js|css))");
    private static final String TOLD = "This page did not load completely.";

    private final Browser browser = Browser.start();
    private final RunningOriel oriel = RunningOriel.with();

    @BeforeEach
    void forgetReloads() {
        browser.fresh(new com.microsoft.playwright.Browser.NewContextOptions());
    }

    LoadingTest() {
        oriel.camera("door").runAt(10);
    }

    @AfterAll
    void close() {
        browser.close();
        oriel.close();
    }

    /// The parts that the wall and a camera's page ask for until they are live.
    SortedSet<String> parts() {
        var asked = new ConcurrentSkipListSet<String>();
        for (var path : List.of("/", "/watch/door")) {
            var page = browser.open("about:blank");
            page.onRequest(request -> {
                var part = PART.matcher(request.url());
                if (part.find()) {
                    asked.add(part.group(1));
                }
            });
            page.navigate(oriel.http(path).toString());
            assertLive(page);
            page.close();
        }
        assertThat(asked).contains("wall.js", "watch.js", "live.js", "oriel.css").hasSizeGreaterThan(30);
        return asked;
    }

    private Page open(String path, String part, Consumer<Route> answer) {
        var page = browser.open("about:blank");
        page.route("**/assets/" + part + "*", answer);
        page.navigate(oriel.http(path).toString());
        return page;
    }

    private static Consumer<Route> once(Consumer<Route> first) {
        var asked = new AtomicInteger();
        return route -> {
            if (asked.getAndIncrement() == 0) {
                first.accept(route);
            } else {
                route.resume();
            }
        };
    }

    private static void assertLive(Page page) {
        assertThat(page.locator("oriel-camera").first()).hasAttribute("phase", "live");
        assertThat(page.locator(".late")).isHidden();
    }

    @ParameterizedTest
    @MethodSource("parts")
    void aPartThatIsMissingOnceKeepsNobodyFromThePicture(String part) {
        var page = open(WALL.contains(part) ? "/" : "/watch/door", part, once(Route::abort));
        assertLive(page);
        page.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"words.js", "watch.js", "oriel.css"})
    void aPartThatStaysMissingIsToldAfterAFewTries(String part) {
        var loads = new AtomicInteger();
        var page = open("/watch/door", part, route -> {
            loads.incrementAndGet();
            route.fulfill(new Route.FulfillOptions().setStatus(502).setContentType("text/html").setBody("<h1>Bad gateway</h1>"));
        });
        assertThat(page.locator(".late")).containsText(TOLD);
        assertThat(page.locator(".late")).isVisible();
        page.waitForTimeout(4_000);
        assertThat(page.locator(".late")).isVisible();
        assertThat(loads.get()).isLessThanOrEqualTo(4);
        Browser.keep(page, "not-loaded");
        page.unroute("**/assets/" + part + "*");
        page.locator(".late a").click();
        assertLive(page);
    }

    @Test
    void aPartOfAnotherVersionIsLoadedAgain() {
        var page = open("/", "words.js", once(
                route -> route
                        .fulfill(new Route.FulfillOptions().setContentType("text/javascript").setBody("export const old = 1;"))));
        assertLive(page);
    }

    @Test
    void aPartThatNeverComesIsTold() {
        var page = browser.open("about:blank");
        page.route("**/assets/words.js", route -> {});
        page.navigate(oriel.http("/").toString(), new Page.NavigateOptions().setWaitUntil(
                com.microsoft.playwright.options.WaitUntilState.COMMIT));
        assertThat(page.locator(".late")).isVisible(new com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions()
                .setTimeout(30_000));
    }

    @Test
    void aPageWithoutItsFirstScriptIsToldAllTheSame() {
        var page = browser.open("about:blank");
        page.route("**/assets/{start,words}.js", Route::abort);
        page.navigate(oriel.http("/watch/door").toString());
        assertThat(page.locator(".late")).isVisible(new com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions()
                .setTimeout(30_000));
    }

    @Test
    void aPlayerWhoseEngineStaysMissingSaysSoAndRecovers() {
        var page = open("/watch/door", "live.js", Route::abort);
        assertThat(page.locator("oriel-camera")).containsText("could not be loaded");
        page.unroute("**/assets/live.js*");
        assertThat(page.locator("oriel-camera")).hasAttribute("phase", "live",
                new com.microsoft.playwright.assertions.LocatorAssertions.HasAttributeOptions().setTimeout(30_000));
    }

    @Test
    void aNameThatIsNoTextIsNoReasonToStandStill() {
        var page = browser.open("http://127.0.0.1:" + oriel.port() + "/watch/%E0%A4%A");
        assertThat(page.locator("oriel-camera")).containsText("No such camera");
        page.locator(".late").waitFor(new Locator.WaitForOptions().setState(
                com.microsoft.playwright.options.WaitForSelectorState.HIDDEN));
    }
}
