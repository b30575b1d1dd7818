package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The jsmpeg player as it is published, in Chromium.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JsmpegPlayerTest {
    private static final Path FOLDER = Path.of("target/jsmpeg-player");
    private static final Path PLAYER = FOLDER
            .resolve("node_modules/@cycjimmy/jsmpeg-player/dist/jsmpeg-player.umd.min.js");
    private static final double FIRST_WITHIN_MILLIS = 1000;
    private static final String PAGE = """
            <!doctype html><title>player</title><canvas id="canvas" width="640" height="360"></canvas>
            <script src="player.js"></script>
            <script>
              const given = new URLSearchParams(location.search);
              const seen = window.seen = {decoded: 0, began: performance.now(), first: 0, last: 0};
              new JSMpeg.Player(given.get('url'), {
                ...(given.has('protocols') && {protocols: given.get('protocols')}),
                canvas: document.getElementById('canvas'), disableGl: true, audio: false, autoplay: true,
                onVideoDecode: () => {
                  seen.last = performance.now();
                  if (seen.decoded++ === 0) { seen.first = seen.last - seen.began; }
                }
              });
            </script>
            """;

    @TempDir
    private Path folder;
    private HttpServer pages;
    private Browser browser;

    @BeforeAll
    void install() throws Exception {
        if (!Files.exists(PLAYER)) {
            Files.createDirectories(FOLDER);
            need("npm cannot install the player", "npm", "install", "--prefix", FOLDER.toString(), "--no-audit", "--no-fund",
                    "--ignore-scripts", "@cycjimmy/jsmpeg-player@6.1.2");
        }
        browser = Browser.start();
        pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pages.createContext("/", exchange -> {
            var body = exchange.getRequestURI().getPath().equals("/player.js")
                    ? Files.readAllBytes(PLAYER)
                    : PAGE.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type",
                    exchange.getRequestURI().getPath().endsWith(".js") ? "text/javascript" : "text/html");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        pages.start();
    }

    @AfterAll
    void close() {
        if (browser != null) {
            browser.close();
        }
        if (pages != null) {
            pages.stop(0);
        }
    }

    private String origin() {
        return "http://127.0.0.1:" + pages.getAddress().getPort();
    }

    private RunningOriel oriel(String uri) {
        return RunningOriel.with("server.origins", origin(), "cameras.door.uri", uri);
    }

    /// Shows the camera until so many pictures are decoded.
    private Page show(RunningOriel oriel, int pictures) {
        var page = browser.open(origin() + "/?url=" + oriel.ws("/api/cameras/door/jsmpeg"));
        page.waitForFunction("() => window.seen.decoded >= " + pictures);
        return page;
    }

    private static double number(Page page, String script) {
        return ((Number) page.evaluate(script)).doubleValue();
    }

    /// The rate of the pictures so far.
    private static double fps(Page page) {
        return number(page, "() => (seen.decoded - 1) * 1000 / (seen.last - seen.began - seen.first)");
    }

    /// The time to the first picture of a page that joins, milliseconds.
    private double joins(RunningOriel oriel) {
        try (var page = show(oriel, 1)) {
            return number(page, "() => seen.first");
        }
    }

    @Test
    @Tag("measured")
    void showsMovingPicturesOfTheTestCamera() {
        try (var oriel = oriel("test:?size=640x360&fps=25"); var first = show(oriel, 60)) {
            Browser.assertMoves(first, first.locator("canvas"));
            assertThat(fps(first)).isBetween(10.0, 30.0);
            assertThat(joins(oriel)).as("milliseconds to the first picture").isLessThan(FIRST_WITHIN_MILLIS);
            Browser.keep(first, "jsmpeg");
            assertThat(browser.complaints()).isEmpty();
            browser.fresh(new com.microsoft.playwright.Browser.NewContextOptions());
        }
    }

    @Test
    @Tag("measured")
    void cameraOfTenFramesASecondHasTheRightSpeed() {
        try (var oriel = oriel("test:?size=640x360&fps=10"); var page = show(oriel, 30)) {
            assertThat(fps(page)).isBetween(8.5, 12.0);
            assertThat(browser.complaints()).isEmpty();
            browser.fresh(new com.microsoft.playwright.Browser.NewContextOptions());
        }
    }

    @Test
    @Tag("measured")
    void showsMovingPicturesOfAFile() throws Exception {
        var clip = folder.resolve("clip.mp4");
        need("ffmpeg is not installed", "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=size=320x240:rate=15:duration=2",
                "-pix_fmt", "yuv420p", clip.toString());
        try (var oriel = oriel("file:" + clip + "?loop=true"); var page = show(oriel, 40)) {
            Browser.assertMoves(page, page.locator("canvas"));
            assertThat(fps(page)).isBetween(12.0, 18.0);
            Browser.keep(page, "jsmpeg-file");
            assertThat(browser.complaints()).isEmpty();
            browser.fresh(new com.microsoft.playwright.Browser.NewContextOptions());
        }
    }

    @Test
    void showsMovingPicturesOfAPublisherAndOfItsNextRunsWithoutConnectingAgain() throws Exception {
        try (var oriel = oriel("publish:"); var page = show(oriel, 0)) {
            for (var words : List.of(Publishing.MPEG1, Publishing.MPEG1, Publishing.H264)) {
                double before = number(page, "() => seen.decoded");
                try (var run = publish(oriel, words)) {
                    page.waitForFunction("() => window.seen.decoded > " + (before + 30));
                    Browser.assertMoves(page, page.locator("canvas"));
                    Browser.keep(page, "jsmpeg-published" + (words.equals(Publishing.MPEG1) ? "" : "-h264"));
                    assertThat(run.runs()).as(run.said()).isTrue();
                }
            }
            assertThat(browser.complaints()).isEmpty();
            browser.fresh(new com.microsoft.playwright.Browser.NewContextOptions());
        }
    }

    /// Players before 2022 offer the subprotocol `null`, and pages may name one; Chromium ends what does not take it up.
    @Test
    void playerThatOffersASubprotocolPlays() {
        try (var oriel = oriel("test:?size=320x180&fps=25");
                var page = browser
                        .open(origin() + "/?protocols=null&url=" + oriel.ws("/api/cameras/door/jsmpeg"))) {
            page.waitForFunction("() => window.seen.decoded >= 10");
            assertThat(browser.complaints()).isEmpty();
            browser.fresh(new com.microsoft.playwright.Browser.NewContextOptions());
        }
    }

    @Test
    void socketsOpenedWithNullForTheirProtocolsStayOpen() {
        try (var oriel = oriel("test:?size=320x180&fps=25"); var page = show(oriel, 1)) {
            for (var path : List.of("/api/cameras/door/jsmpeg", "/ws", "/websocket")) {
                assertThat(page.evaluate("""
                        address => new Promise(done => {
                          const socket = new WebSocket(address, null);
                          socket.onopen = () => { done(socket.protocol); socket.close(); };
                          socket.onerror = () => done('failed');
                        })""", oriel.ws(path).toString())).as(path).isEqualTo("null");
            }
            assertThat(browser.complaints()).isEmpty();
            browser.fresh(new com.microsoft.playwright.Browser.NewContextOptions());
        }
    }

    private static Ffmpeg publish(RunningOriel oriel, String words) {
        return Ffmpeg.picture("640x360", "-pix_fmt yuv420p " + words + " -method POST " + new Publishing(oriel).ingest("door"));
    }

    /// Runs a program; where that fails the test is skipped, or fails when all are to run.
    private static void need(String missing, String... command) throws InterruptedException {
        String said;
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0) {
                return;
            }
        } catch (IOException e) {
            said = String.valueOf(e.getMessage());
        }
        var words = "NOT TESTED with the jsmpeg player: " + missing + ": " + said.strip();
        if (Boolean.getBoolean("oriel.tests.all")) {
            throw new AssertionError(words);
        }
        System.err.println(words);
        Assumptions.abort(words);
    }
}
