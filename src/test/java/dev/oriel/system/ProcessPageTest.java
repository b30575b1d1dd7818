package dev.oriel.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The page `process` in Chromium, with its camera and with files.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProcessPageTest {
    private static final String ELSEWHERE = "cam.example.org";
    private static final Duration WITHIN = Duration.ofSeconds(60);

    private final Browser browser = Browser.startWithCameras(30,
            "--host-resolver-rules=MAP " + ELSEWHERE + " 127.0.0.1");
    private final RunningOriel oriel = RunningOriel.with("server.origins", "http://" + ELSEWHERE);

    @BeforeEach
    void fresh() {
        size(1280, 800);
    }

    @AfterAll
    void close() {
        browser.close();
        oriel.close();
    }

    private void size(int width, int height) {
        browser.fresh(new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(width, height)
                .setAcceptDownloads(true));
    }

    private ProcessPage open(String chain) {
        return ProcessPage.open(browser, oriel.http("/process").toString(), chain);
    }

    private ProcessPage live(String chain) {
        var page = open(chain).withCamera();
        page.assertConnected();
        awaitResult(page);
        return page;
    }

    private static void awaitResult(ProcessPage page) {
        await().pollInSameThread().atMost(WITHIN).until(() -> page.stat("fps-result") > 0);
    }

    private static void awaitColour(ProcessPage page, boolean isGray) {
        await().pollInSameThread().atMost(WITHIN).until(() -> page.colourOfResult() >= 0 && page.colourOfResult() <= 3 == isGray);
    }

    private static byte[] photo() {
        var image = new BufferedImage(900, 600, BufferedImage.TYPE_INT_RGB);
        var pen = image.createGraphics();
        pen.setColor(Color.ORANGE);
        pen.fillRect(0, 0, 900, 600);
        pen.dispose();
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    private static void choose(ProcessPage page, String name, String type, byte[] bytes) {
        page.page().locator("#file").setInputFiles(new FilePayload(name, type, bytes));
    }

    @Test
    void theCameraIsShownBesideItsResult() {
        var page = live("gray");
        awaitColour(page, true);
        Browser.assertMoves(page.page(), page.page().locator("#output"));
        assertThat(page.page().locator("[data-stat=size-result]")).hasText("640 × 480");
        page.add("pixelate");
        page.add("text");
        Browser.keep(page.page(), "process");
        assertThat(new AxeBuilder(page.page()).analyze().getViolations()).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void phonesShowTheResultAboveTheControlsThatChangeIt() {
        size(390, 844);
        var page = live("gray,pixelate");
        Browser.keep(page.page(), "process-phone");
        assertThat((int) page.page().evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(390);
        page.stage("pixelate").locator("input[type=number]").last().scrollIntoViewIfNeeded();
        page.page().mouse().wheel(0, 200);
        var shown = page.page().locator("#output").boundingBox();
        assertThat(shown.y).isBetween(-1.0, 100.0);
        Browser.keep(page.page(), "process-phone-controls");
        assertThat(new AxeBuilder(page.page()).analyze().getViolations()).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void everyFilterOfTheServerHasItsControls() {
        var page = open("");
        var filters = page.page().locator("#filter option");
        assertThat(filters.first()).not().isEmpty();
        for (int i = 0; i < Math.min(16, filters.count()); i++) {
            page.page().locator("#filter").selectOption(filters.nth(i).getAttribute("value"));
            page.page().locator("#add button").click();
            var stage = page.page().locator(".stage").nth(i);
            int parameters = stage.locator(".parameter").count();
            assertThat(stage.locator(".parameter label")).hasCount(parameters);
            assertThat(stage.locator(".inputs")).hasCount(parameters);
        }
        assertThat(new AxeBuilder(page.page()).analyze().getViolations()).isEmpty();
        page.page().screenshot(new Page.ScreenshotOptions().setFullPage(true)
                .setPath(java.nio.file.Path.of("target/test-artifacts/process-all-filters.png")));
    }

    @Test
    void boxesAndTextAreOneChainThatAReloadKeeps() {
        var page = open("");
        assertThat(page.page().locator("#filter option").first()).not().isEmpty();
        page.add("gray");
        page.add("blur");
        assertThat(page.chain()).hasValue("gray,blur");
        page.stage("blur").locator("input[type=number]").first().fill("0.05");
        assertThat(page.chain()).hasValue("gray,blur=0.05");
        page.page().getByLabel("Move Blur up").click();
        assertThat(page.chain()).hasValue("blur=0.05,gray");
        page.page().reload();
        assertThat(page.chain()).hasValue("blur=0.05,gray");
        assertThat(page.stage("blur").locator("input[type=number]").first()).hasValue("0.05");
        page.type("rotate=180 , gray");
        assertThat(page.chain()).hasValue("rotate=180,gray");
        assertThat(page.page().locator(".stage")).hasCount(2);
        page.page().getByLabel("Remove Gray").click();
        assertThat(page.chain()).hasValue("rotate=180");
        page.type("rotate=180,nope");
        assertThat(page.page().locator("#chain-problem")).hasText("There is no filter “nope” (column 12).");
        assertThat(page.page().locator(".stage")).hasCount(1);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aValueThatTheServerRefusesIsNamedAtItsStageAndTheOldChainGoesOn() {
        var page = live("gray");
        page.type("gray,blur=7");
        assertThat(page.stage("blur").locator(".problem")).hasText(Pattern.compile("Blur: size .*0\\.25.*"));
        awaitColour(page, true);
        page.stage("blur").locator("input[type=number]").first().fill("0.01");
        assertThat(page.stage("blur").locator(".problem")).isEmpty();
        page.type("");
        awaitColour(page, false);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aPhotoIsProcessedAnewWithEachChangeAndSaved() throws IOException {
        var page = open("");
        assertThat(page.page().locator("#filter option").first()).not().isEmpty();
        choose(page, "beach.png", "image/png", photo());
        awaitColour(page, false);
        assertThat(page.page().locator("[data-stat=size-result]")).hasText("900 × 600");
        page.type("gray");
        awaitColour(page, true);
        page.page().locator("#result-width").selectOption("320");
        assertThat(page.page().locator("[data-stat=size-result]")).hasText("320 × 213");
        Browser.keep(page.page(), "process-photo");
        var saved = page.page().waitForDownload(() -> page.page().locator("#save").click());
        assertThat(saved.suggestedFilename()).matches("oriel-gray-\\d{4}-\\d\\d-\\d\\d-\\d{6}\\.jpg");
        var picture = ImageIO.read(saved.path().toFile());
        assertThat(picture.getWidth()).isEqualTo(320);
        page.page().locator("#result-width").selectOption("0");
        assertThat(page.page().locator("[data-stat=size-result]")).hasText("900 × 600");
        choose(page, "notes.txt", "text/plain", new byte[]{'h', 'i'});
        assertThat(page.page().locator("#source-problem")).containsText("“notes.txt” is no picture or video");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aRegionIsDrawnOnThePicture() {
        var page = open("pixelate");
        choose(page, "beach.png", "image/png", photo());
        assertThat(page.page().locator("#photo")).isVisible();
        page.page().getByLabel("Draw the region of Pixelate").click();
        var frame = page.page().locator("#original-frame").boundingBox();
        var mouse = page.page().mouse();
        mouse.move(frame.x + frame.width / 4, frame.y + frame.height / 2);
        mouse.down();
        mouse.move(frame.x + frame.width / 2, frame.y + frame.height * 0.6);
        mouse.up();
        assertThat(page.chain())
                .hasValue(Pattern.compile("pixelate=x=0\\.2[45]\\d*:y=0\\.(5|49)\\d*:w=0\\.(25|24)\\d*:h=0\\.11\\d*"));
        assertThat(page.page().locator(".drawing")).hasCount(0);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aVideoFileIsProcessedWhileItPlays() throws IOException, InterruptedException {
        var clip = Files.createTempFile("oriel-clip", ".webm");
        assertThat(new ProcessBuilder("ffmpeg", "-loglevel", "error", "-y", "-f", "lavfi", "-i", "testsrc=size=320x240:rate=15",
                "-t", "2", "-c:v", "libvpx", clip.toString()).inheritIO().start().waitFor()).isZero();
        var page = open("gray");
        choose(page, "clip.webm", "video/webm", Files.readAllBytes(clip));
        Files.delete(clip);
        awaitColour(page, true);
        Browser.assertMoves(page.page(), page.page().locator("#output"));
        assertThat(page.page().locator("[data-stat=size-result]")).hasText("320 × 240");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aLostServerIsSaidAndFoundAgain() {
        var page = live("gray");
        oriel.stop();
        assertThat(page.page().locator("#state-words")).containsText("Connection lost");
        oriel.startAgain();
        page.assertConnected();
        Browser.assertMoves(page.page(), page.page().locator("#output"));
        browser.complaints(); // Chromium says that it lost the server
    }

    @Test
    void aPageWithoutHttpsSaysWhyThereIsNoCameraAndTakesAFile() {
        var page = ProcessPage.open(browser, "http://" + ELSEWHERE + ":" + oriel.port() + "/process", "gray");
        assertThat(page.page().locator("#source-problem")).containsText("https");
        assertThat(page.page().locator("#source-problem a")).hasAttribute("href", "trust");
        assertThat(page.page().locator("#start")).isHidden();
        Browser.keep(page.page(), "process-insecure");
        choose(page, "beach.png", "image/png", photo());
        awaitColour(page, true);
    }

    @Test
    void theWallLeadsHere() {
        var page = browser.open(oriel.http("/").toString());
        page.locator("header a[href=process]").click();
        assertThat(page).hasTitle("Process pictures – Oriel");
        assertThat(Set.of("connecting", "live")).contains(page.locator("body").getAttribute("data-phase"));
    }
}
