package dev.oriel.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import dev.oriel.testing.FreePorts;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What somebody who opens a refused address in a browser reads.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErrorPagesTest {
    private static final String NAVIGATION = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

    private final int playersPort = FreePorts.next();
    private final RunningOriel oriel = RunningOriel.with("server.frameAncestors", "https://home.example.org",
            "compat.pistreaming.port", Integer.toString(playersPort), "compat.pistreaming.httpPort",
            Integer.toString(FreePorts.next()));
    private final FakeCamera door = oriel.camera("door");

    @AfterAll
    void close() {
        oriel.close();
    }

    private RawConnection.Answer ask(String method, String path, String... headers) throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            return connection.answer(method, path, headers);
        }
    }

    @ParameterizedTest
    @CsvSource({"/nothing, 404, there is nothing at this address", "/watch/a/b, 404, there is nothing at this address",
        "/api/cameras/nobody, 404, there is no camera of that name",
        "/api/cameras/nobody/stream.mjpg, 404, there is no camera of that name",
        "/api/cameras/door/stream.mjpg?fps=x, 400, fps is a number", "/api/live, 426, for WebSocket connections",
        "/api/cameras/door/snapshot.jpg, 503, no picture within", "/ingest/SECRET/door, 405, 'POST, PUT'"})
    void aBrowserGetsAPageWithTheSameStatus(String path, int status, String words) throws IOException {
        var answer = ask("GET", path, NAVIGATION);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(answer.body()).startsWith("<!doctype html>").containsIgnoringCase(words).contains(Integer.toString(status))
                .doesNotContain("{{").doesNotContain("SECRET");
        var page = ask("GET", "/");
        for (var header : new String[]{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"}) {
            assertThat(answer.header(header)).as(header).isNotEmpty().isEqualTo(page.header(header));
        }
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        var head = ask("HEAD", path, NAVIGATION);
        if (status != 503) { // HEAD watches nothing, so it does not find out
            assertThat(head.status()).isEqualTo(status);
            assertThat(head.header("Content-Length")).isEqualTo(answer.header("Content-Length"));
        }
        assertThat(door.track().subscriptions()).isZero();
    }

    @Test
    void aWrongHostIsToldWhatToSet() throws IOException {
        var answer = ask("GET", "/", "Host: cam.example.org", NAVIGATION);
        assertThat(answer.status()).isEqualTo(421);
        assertThat(answer.body()).contains("cam.example.org", "server.origins").doesNotContain("All cameras");
    }

    @Test
    void aPortForPlayersSaysThatItIsNoPage() throws IOException {
        try (var connection = RawConnection.to(playersPort)) {
            var answer = connection.answer("GET", "/", NAVIGATION);
            assertThat(answer.status()).isEqualTo(426);
            assertThat(answer.body()).contains("<h1>", "on another port").doesNotContain("All cameras");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Accept: */*", "Accept: application/json", "Accept: image/avif,image/webp,*/*;q=0.8",
        "Accept: text/html\r\nSec-Fetch-Mode: cors", "Accept: text/html\r\nSec-Fetch-Mode: no-cors",
        "Accept: text/html;q=0, */*", "X-Nothing: at all"})
    void everythingElseGetsJson(String headers) throws IOException {
        var answer = ask("GET", "/nothing", headers.split("\r\n"));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
        assertThat(new JsonObject(answer.body()).getJsonObject("error").getString("code")).isEqualTo("not-found");
    }

    @Test
    void aRequestThatChangesSomethingGetsJson() throws IOException {
        var answer = ask("PATCH", "/api/cameras/nobody/settings", NAVIGATION, "Content-Length: 0");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
    }

    @Test
    void whatARequestSaysIsNoMarkup() throws IOException {
        var answer = ask("GET", "/", "Host: <img/src=x>\"'&.example", NAVIGATION);
        assertThat(answer.status()).isIn(400, 421);
        assertThat(answer.body()).doesNotContain("<img");
    }

    @Test
    void thePageIsReadableAndLeadsToTheCamerasUnderAnyPrefix() throws IOException {
        try (var browser = Browser.start(); var proxy = new PrefixProxy(oriel.port())) {
            door.runAt(10);
            var page = browser.open("http://127.0.0.1:" + proxy.port() + PrefixProxy.PREFIX + "/api/cameras/nobody/settings");
            assertThat(page.locator("h1")).hasText("No such camera");
            Browser.keep(page, "error-404");
            assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
            assertThat(page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth")).isNotEqualTo("none");
            page.locator("a").click();
            page.waitForURL("**" + PrefixProxy.PREFIX + "/");
            assertThat(page.locator("oriel-camera")).hasAttribute("phase", "live");
            assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("404"));
            page.close();
            door.stop();
        }
    }
}
