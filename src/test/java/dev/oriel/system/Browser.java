package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/// The system's Chromium, without the windows of a desktop where there is such a build (they cost as much as the pages), and everything in it that a page complained about.
///
/// Those without further arguments are windows of one Chromium, which lasts as long as the process: its start takes a second, and each has
/// cookies, connections and a store of its own.
///
/// Threads: the test's.
final class Browser implements AutoCloseable {
    private static final List<String> ARGUMENTS = List.of("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync");
    private static final Path ARTIFACTS = Path.of(System.getProperty("oriel.tests.artifacts", "target/test-artifacts"));
    /// How long what a page is to show is waited for.
    private static final double SOON_MILLIS = 60_000;
    private static final boolean ALL = Boolean.getBoolean("oriel.tests.all");

    private static @Nullable Chromium shared;

    private final Chromium chromium;
    private final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();
    private BrowserContext context;

    static {
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
    }

    /// A running one.
    private record Chromium(Playwright playwright, com.microsoft.playwright.Browser browser, boolean isShared) {
        static Chromium start(Path program, Path node, List<String> more, Map<String, String> environment, boolean isShared) {
            var playwright = Playwright.create(new Playwright.CreateOptions()
                    .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1", "PLAYWRIGHT_NODEJS_PATH", node.toString())));
            return new Chromium(playwright,
                    playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(program)
                            .setHeadless(true).setArgs(Stream.concat(ARGUMENTS.stream(), more.stream()).toList())
                            .setEnv(environment)),
                    isShared);
        }

        static synchronized Chromium shared(Path program, Path node) {
            var known = shared;
            if (known == null || !known.browser.isConnected()) {
                known = start(program, node, List.of(), System.getenv(), true);
                shared = known;
            }
            return known;
        }
    }

    private Browser(Chromium chromium) {
        this.chromium = chromium;
        context = chromium.browser.newContext();
        PlaywrightAssertions.setDefaultAssertionTimeout(SOON_MILLIS);
    }

    /// Starts it; where there is none the test is skipped, or fails when all are to run.
    static Browser start() {
        return start(null, System.getenv());
    }

    /// Starts one that no other class shares, for pages that tests make or that lose WebSockets in numbers: Chromium delays those that come
    /// after many that have failed, also in pages of other tests, and takes a page that comes from no address for one of the Internet,
    /// whose connections to this machine it may hold back.
    static Browser alone() {
        return start(List.of("--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets"), System.getenv());
    }

    /// The same with two cameras, which every page may use: moving pictures at that many frames per second.
    ///
    /// @param more arguments of Chromium
    static Browser startWithCameras(int fps, String... more) {
        return start(Stream.concat(Stream.of("--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream=device-count=2,fps=" + fps), Stream.of(more)).toList(), System.getenv());
    }

    /// The same for a user with a home of its own, and with the authorities that are trusted there.
    static Browser at(Path home) {
        var environment = new HashMap<>(System.getenv());
        environment.put("HOME", home.toString());
        environment.keySet().removeIf(name -> name.startsWith("XDG_"));
        return start(List.of(), environment);
    }

    /// @param more arguments, or null where a shared one will do
    private static Browser start(@Nullable List<String> more, Map<String, String> environment) {
        var chromium = find("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome");
        var node = find("node", "nodejs");
        if (chromium == null || node == null) {
            var missing = "NOT TESTED in a browser: this machine lacks " + (chromium == null ? "chromium" : "node");
            if (ALL) {
                throw new AssertionError(missing);
            }
            System.err.println(missing);
            Assumptions.abort(missing);
        }
        return new Browser(more == null
                ? Chromium.shared(chromium, node)
                : Chromium.start(chromium, node, more, environment, false));
    }

    private static @Nullable Path find(String... names) {
        var folders = String.valueOf(System.getenv("PATH")).split(":");
        return Stream.of(names).flatMap(name -> Stream.of(folders).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable).findFirst().orElse(null);
    }

    /// A new page at that address, whose complaints are kept.
    Page open(String address) {
        var page = context.newPage();
        page.onConsoleMessage(message -> {
            if (List.of("error", "warning").contains(message.type())) {
                complaints.add(message.type() + ": " + message.text());
            }
        });
        page.onPageError(error -> complaints.add("uncaught: " + error));
        page.navigate(address);
        return page;
    }

    /// Runs that script in every page before its own.
    void script(String words) {
        context.addInitScript(words);
    }

    /// Forgets all pages, and what they keep.
    void fresh(com.microsoft.playwright.Browser.NewContextOptions options) {
        context.close();
        context = chromium.browser.newContext(options);
        complaints.clear();
    }

    /// Console errors and warnings, refusals by the content policy among them, since the last call.
    List<String> complaints() {
        var found = List.copyOf(complaints);
        complaints.clear();
        return found;
    }

    /// Keeps a picture of the page for people.
    static void keep(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(ARTIFACTS.resolve(name + ".png")));
    }

    /// Waits until what is drawn there is no longer what it is now, for as long as a machine with other things to do may take.
    static void assertMoves(Page page, Locator element) {
        var before = element.screenshot();
        for (int i = 0; i < 100; i++) {
            page.waitForTimeout(100);
            if (!java.util.Arrays.equals(before, element.screenshot())) {
                return;
            }
        }
        assertThat(element.screenshot()).as("ten seconds later").isNotEqualTo(before);
    }

    @Override
    public void close() {
        context.close();
        if (!chromium.isShared) {
            chromium.playwright.close();
        }
    }
}
