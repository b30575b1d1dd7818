package dev.oriel.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Chromium of a user who trusts the server's own authority, or does not yet.
class TrustPageTest {
    private static final int PHONE_WIDTH = 390;

    @TempDir
    Path folder;

    private RunningOriel oriel;

    @BeforeEach
    void start() {
        Programs.needed("certutil");
        oriel = RunningOriel.on(folder.resolve("data"), "server.tls.selfSigned", "true", "server.host", "0.0.0.0");
        oriel.camera("door", new NumberedJpegs(640, 360, 0)).runAt(25);
    }

    @AfterEach
    void close() {
        oriel.close();
    }

    /// A home whose store of certificates, which Chromium reads on Linux, may have the authority.
    private Path home(boolean trusts) throws IOException, InterruptedException {
        var store = Files.createDirectories(folder.resolve("home/.pki/nssdb"));
        certutil("-d", "sql:" + store, "-N", "--empty-password");
        if (trusts) {
            certutil("-d", "sql:" + store, "-A", "-t", "C,,", "-n", "Oriel", "-i",
                    folder.resolve("data/tls/authority.crt").toString());
        }
        return folder.resolve("home");
    }

    private static void certutil(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("certutil"));
        command.addAll(List.of(words));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).as(String.join(" ", words)).isZero();
    }

    private String at(String scheme, String host, String path) {
        return scheme + "://" + host + ":" + oriel.port() + path;
    }

    @Test
    void aBrowserThatTrustsTheAuthorityWatchesLiveOverHttps() throws Exception {
        try (var browser = Browser.at(home(true))) {
            for (var host : List.of("127.0.0.1", "localhost")) {
                var page = browser.open(at("https", host, "/watch/door"));
                assertThat(page.locator("oriel-camera").first()).hasAttribute("phase", "live");
                assertThat(page.evaluate("isSecureContext && typeof navigator.mediaDevices.getUserMedia")).isEqualTo("function");
                page.close();
            }
            assertThat(browser.complaints()).isEmpty();
            var page = browser.open(at("http", "127.0.0.1", "/trust"));
            assertThat(page.locator("#trusted")).isVisible();
            page.locator("#trusted a").click();
            page.waitForURL(at("https", "127.0.0.1", "/"));
        }
    }

    @Test
    void aBrowserThatDoesNotTrustItIsWarnedAndFindsInTheClearHowTo() throws Exception {
        try (var browser = Browser.at(home(false))) {
            browser.fresh(new NewContextOptions().setViewportSize(1000, 900).setColorScheme(ColorScheme.DARK));
            assertThatThrownBy(() -> browser.open(at("https", "127.0.0.1", "/"))).isInstanceOf(PlaywrightException.class)
                    .hasMessageContaining("ERR_CERT_AUTHORITY_INVALID");
            assertThatThrownBy(() -> browser.open(at("http", "127.0.0.1", "/watch/door"))).hasMessageContaining("ERR_CERT");
            var page = browser.open(at("http", "127.0.0.1", "/trust"));
            assertThat(page.locator(".fingerprint")).isVisible();
            assertThat(page.locator("[data-system=linux]")).hasAttribute("open", "");
            assertThat(page.locator("#trusted")).isHidden();
            assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
            Browser.keep(page, "trust-dark");
            var download = page.waitForDownload(() -> page.locator(".button").first().click());
            assertThat(download.suggestedFilename()).isEqualTo("oriel.crt");
            assertThat(Files.readString(download.path())).isEqualTo(Files.readString(folder.resolve("data/tls/authority.crt")));
        }
    }

    @Test
    void aPhoneSeesItsOwnStepsAndNothingIsCutOff() throws Exception {
        try (var browser = Browser.at(home(true))) {
            browser.fresh(new NewContextOptions().setViewportSize(PHONE_WIDTH, 844).setIsMobile(true).setHasTouch(true)
                    .setDeviceScaleFactor(2).setUserAgent("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1"));
            var page = browser.open(at("https", "127.0.0.1", "/trust"));
            assertThat(page.locator("[data-system=ios]")).hasAttribute("open", "");
            assertThat(page.locator("[data-system=linux]")).not().hasAttribute("open", "");
            assertThat(width(page)).isEqualTo(PHONE_WIDTH);
            assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
            page.locator("[data-system=ios]").scrollIntoViewIfNeeded();
            Browser.keep(page, "trust-phone");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static int width(Page page) {
        return (int) page.evaluate("document.documentElement.scrollWidth");
    }
}
