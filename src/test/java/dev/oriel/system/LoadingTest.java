package dev.oriel.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Pages that a part of is missing: they recover by themselves, or say what is wrong.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoadingTest {
    private static final List<String> WALL = List.of("wall.js", "wall-grid.js", "layout.js", "tile.js", "wall.css");
    private static final Pattern PART = Pattern.compile("/assets/([\\w-]+\\.(?:js|css))");
    private static final String TOLD = "This page did not load completely.";
    /// Pages that wait side by side.
    private static final int AT_ONCE = 8;

    private final Browser browser = Browser.start();
    private final RunningOriel oriel = RunningOriel.with();

    @BeforeEach
    void forgetReloads() {
        browser.fresh(new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(480, 360));
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
    List<List<String>> parts() {
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
        return asked.stream().gather(Gatherers.windowFixed(AT_ONCE)).toList();
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

    /// A page that a part is missing of when it is asked for first. Chromium itself is told to fail that request: a route of Playwright's
    /// would have each of a page's forty requests come by here, and nothing be kept between two loads.
    private Page missingOnce(String part) {
        var page = browser.open("about:blank");
        var requests = page.context().newCDPSession(page);
        var isMissed = new AtomicBoolean();
        requests.on("Fetch.requestPaused", paused -> {
            if (isMissed.getAndSet(true)) {
                return; // asked for again meanwhile: the end of watching lets it go on
            }
            var failed = new JsonObject();
            failed.add("requestId", paused.get("requestId"));
            failed.addProperty("errorReason", "Failed");
            requests.send("Fetch.failRequest", failed);
            requests.send("Fetch.disable");
        });
        var pattern = new JsonObject();
        pattern.addProperty("urlPattern", "*/assets/" + part + "*");
        var patterns = new JsonArray();
        patterns.add(pattern);
        var watched = new JsonObject();
        watched.add("patterns", patterns);
        requests.send("Fetch.enable", watched);
        page.navigate(oriel.http(WALL.contains(part) ? "/" : "/watch/door").toString());
        return page;
    }

    /// Each of them in a page of its own.
    @ParameterizedTest
    @MethodSource("parts")
    void aPartThatIsMissingOnceKeepsNobodyFromThePicture(List<String> parts) {
        var pages = parts.stream().map(this::missingOnce).toList();
        for (var page : pages) {
            assertLive(page);
            page.close();
        }
    }

    /// A page that a part is always missing of, and how often it was asked for.
    private record Incomplete(Page page, String part, AtomicInteger loads) {}

    private Incomplete without(String part) {
        var loads = new AtomicInteger();
        return new Incomplete(open("/watch/door", part, route -> {
            loads.incrementAndGet();
            route.fulfill(new Route.FulfillOptions().setStatus(502).setContentType("text/html").setBody("<h1>Bad gateway</h1>"));
        }), part, loads);
    }

    @Test
    void aPartThatStaysMissingIsToldAfterAFewTries() {
        var pages = Stream.of("words.js", "watch.js", "oriel.css").map(this::without).toList();
        for (var each : pages) {
            assertThat(each.page.locator(".late")).containsText(TOLD);
            assertThat(each.page.locator(".late")).isVisible();
        }
        pages.getLast().page.waitForTimeout(4_000);
        for (var each : pages) {
            assertThat(each.page.locator(".late")).isVisible();
            assertThat(each.loads.get()).as(each.part).isLessThanOrEqualTo(4);
        }
        Browser.keep(pages.getFirst().page, "not-loaded");
        for (var each : pages) {
            each.page.unroute("**/assets/" + each.part + "*");
            each.page.locator(".late a").click();
            assertLive(each.page);
        }
    }

    @Test
    void aPartOfAnotherVersionIsLoadedAgain() {
        var page = open("/", "words.js", once(
                route -> route
                        .fulfill(new Route.FulfillOptions().setContentType("text/javascript").setBody("export const old = 1;"))));
        assertLive(page);
    }

    /// That a part never comes, and that the script is missing which looks after the others.
    @Test
    void aPageThatNobodyLooksAfterIsToldAllTheSame() {
        var waiting = browser.open("about:blank");
        waiting.route("**/assets/words.js", route -> {});
        waiting.navigate(oriel.http("/").toString(), new Page.NavigateOptions().setWaitUntil(
                com.microsoft.playwright.options.WaitUntilState.COMMIT));
        var alone = browser.open("about:blank");
        alone.route("**/assets/{start,words}.js", Route::abort);
        alone.navigate(oriel.http("/watch/door").toString());
        for (var page : List.of(waiting, alone)) {
            assertThat(page.locator(".late"))
                    .isVisible(new com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions().setTimeout(30_000));
        }
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
