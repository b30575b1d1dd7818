package dev.oriel.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.WaitForSelectorState;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages that load while the WebSocket does not come about: they say why, and show a plain stream.
class FallbackTest {
    private static final String PASS = "proxy_pass http://127.0.0.1:ORIEL; proxy_buffering off; ";
    private static final String UPGRADE = "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; "
            + "proxy_set_header Connection upgrade; ";
    private static final String HOST = "proxy_set_header Host $http_host; ";
    /// A refused WebSocket is tried again every fifteen seconds.
    private static final double TRIED_AGAIN_MILLIS = 40_000;

    @TempDir
    Path folder = Path.of("");

    private final Browser browser = Browser.alone();
    private final RunningOriel oriel = RunningOriel.with();
    private final FakeCamera door = oriel.camera("door", new NumberedJpegs(640, 360, 0)).runAt(10);

    @AfterEach
    void close() {
        browser.close();
        oriel.close();
    }

    private NginxInFront nginx(String lines) throws IOException {
        return new NginxInFront(folder, lines(lines));
    }

    private String lines(String lines) {
        return lines.replace("ORIEL", Integer.toString(oriel.port()));
    }

    private static void awaitPhase(Page page, String phase) {
        assertThat(page.locator("oriel-camera").first()).hasAttribute("phase", phase,
                new LocatorAssertions.HasAttributeOptions().setTimeout(TRIED_AGAIN_MILLIS));
    }

    private static void assertStreams(Page page, String words) {
        awaitPhase(page, "fallback");
        assertThat(page.locator("oriel-camera [part=note]").first()).containsText(words);
        page.locator("oriel-camera img").first().waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.VISIBLE));
        Browser.assertMoves(page, page.locator("oriel-camera img").first());
    }

    @Test
    void aProxyThatDropsUpgradeIsNamedAndThePictureShownAllTheSame() throws IOException {
        try (var nginx = nginx(PASS)) {
            var page = browser.open(nginx.address("/watch/door"));
            assertStreams(page, "proxy_set_header Upgrade $http_upgrade");
            assertThat(page.locator("#state")).hasText("Plain stream");
            nginx.change(lines(PASS + HOST));
            assertThat(page.locator("oriel-camera [part=note]")).containsText("drops WebSocket connections",
                    new LocatorAssertions.ContainsTextOptions().setTimeout(TRIED_AGAIN_MILLIS));
            Browser.keep(page, "fallback-watch");
            nginx.change(lines(PASS + UPGRADE + HOST));
            awaitPhase(page, "live");
            assertThat(page.locator("oriel-camera img")).hasCount(0);
            Browser.assertMoves(page, page.locator("oriel-camera"));
        }
    }

    @Test
    void allTilesOfAWallShowPicturesThoughABrowserHasFewConnections() throws IOException {
        for (int i = 0; i < 7; i++) {
            oriel.camera("camera-" + i, new NumberedJpegs(640, 360, 0)).runAt(5);
        }
        try (var nginx = nginx(PASS + HOST)) {
            var page = browser.open(nginx.address("/"));
            assertThat(page.locator(".tile[data-phase=fallback]")).hasCount(8,
                    new LocatorAssertions.HasCountOptions().setTimeout(TRIED_AGAIN_MILLIS));
            for (int i = 0; i < 8; i++) {
                Browser.assertMoves(page, page.locator("oriel-camera").nth(i));
            }
            assertThat(page.locator(".tile").first()).containsText("Plain stream");
            assertThat(page.locator("#plain")).containsText("proxy_set_header Upgrade $http_upgrade");
            Browser.keep(page, "fallback-wall");
            assertThat((Boolean) page.evaluate("fetch('healthz').then((answer) => answer.ok)")).as("a connection is left")
                    .isTrue();
            page.close();
        }
        await().until(() -> door.track().subscriptions() == 0);
    }

    @Test
    void anOriginThatAProxyHidesIsNamedWithItsSetting() throws Exception {
        try (var nginx = nginx(PASS + UPGRADE)) {
            var page = browser.open(nginx.address("/watch/door"));
            assertStreams(page, "server.origins");
            assertThat(page.locator("oriel-camera")).containsText("http://127.0.0.1:" + nginx.port());
            oriel.change("server.origins", "http://127.0.0.1:" + nginx.port());
            awaitPhase(page, "live");
        }
    }

    @Test
    void aForeignPageReadsWhyItsOriginIsRefused() throws Exception {
        var site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", exchange -> {
            var server = "http://127.0.0.1:" + oriel.port();
            var body = ("<!doctype html><link rel=icon href='data:,'><script type=module src='" + server
                    + "/assets/oriel-camera.js'></script><oriel-camera src='" + server
                    + "/api/cameras/door/live'></oriel-camera>")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        site.start();
        try {
            var address = "http://127.0.0.1:" + site.getAddress().getPort();
            var page = browser.open(address + "/");
            awaitPhase(page, "refused"); // its pictures over HTTP are for pages of the same site
            assertThat(page.locator("oriel-camera")).containsText("server.origins");
            assertThat(page.locator("oriel-camera")).containsText(address);
            oriel.change("server.origins", address);
            awaitPhase(page, "live");
        } finally {
            site.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"400 Bad Request", "403 Forbidden", "404 Not Found", "502 Bad Gateway", "200 OK"})
    void whateverAnswersTheHandshakeThePictureIsShown(String status) throws IOException {
        try (var proxy = new Middle(oriel.port())) {
            proxy.start((client, server) -> PrefixProxy.serve(client, server, proxy.target(), head -> PrefixProxy.isUpgrade(head)
                    ? "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    : ""));
            var page = browser.open("http://127.0.0.1:" + proxy.port() + "/watch/door");
            assertStreams(page, "a proxy on the way drops WebSocket connections");
        }
    }

    @Test
    void aPlainStreamKnowsTheCamerasStateToo() throws IOException {
        try (var nginx = nginx(PASS + HOST)) {
            var page = browser.open(nginx.address("/watch/door"));
            awaitPhase(page, "fallback");
            door.lose("unplugged");
            awaitPhase(page, "lost");
            assertThat(page.locator("oriel-camera")).containsText("unplugged");
            door.runAt(10);
            assertStreams(page, "Upgrade");
            oriel.stop();
            awaitPhase(page, "reconnecting");
            assertThat(page.locator("oriel-camera")).containsText("the server cannot be reached");
            oriel.startAgain("door", new NumberedJpegs(640, 360, 0)).runAt(10);
            assertStreams(page, "Upgrade");
        }
    }

    @Test
    void aHiddenPageStreamsNothing() throws IOException {
        try (var nginx = nginx(PASS + HOST)) {
            var page = browser.open(nginx.address("/watch/door"));
            awaitPhase(page, "fallback");
            await().until(() -> door.track().subscriptions() > 0);
            page.evaluate("""
                    () => {
                      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
                      document.dispatchEvent(new Event('visibilitychange'));
                    }""");
            await().atMost(Duration.ofSeconds(20)).until(() -> door.track().subscriptions() == 0);
            page.evaluate("() => { delete document.hidden; document.dispatchEvent(new Event('visibilitychange')); }");
            assertStreams(page, "Upgrade");
        }
    }
}
