package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a viewer sees at the end of a long or narrow link.
@Tag("measured")
class SlowLinkTest {
    private static final double FPS = 30;
    private static final int PICTURE_BYTES = 42_000;
    private static final SlowLink.Shape LONG = new SlowLink.Shape(20e6, Duration.ofMillis(100), 256 * 1024);
    private static final SlowLink.Shape NARROW = new SlowLink.Shape(6e6, Duration.ofMillis(40), 128 * 1024);
    /// One way, the transfer of one picture, one and a half frame intervals, and what timers and threads need.
    private static final double FRESH_MILLIS = 100 + PICTURE_BYTES * 8 / 20e3 + 1500 / FPS + 30;
    /// What a machine that does other things beside the test adds to that.
    private static final double BUSY_MILLIS = 100;

    /// What a page showed for a while.
    ///
    /// @param shownFps   as the page tells, in the middle
    /// @param saidMillis the age that the page tells, in the middle
    /// @param ageMillis  of pictures on arrival, in the middle
    /// @param oldMillis  the age on arrival that one in twenty exceeds
    private record Look(double shownFps, double saidMillis, double ageMillis, double oldMillis) {}

    private final Browser browser = Browser.start();
    private final RunningOriel oriel = RunningOriel.with();
    private final List<Double> agesMillis = new ArrayList<>();

    @AfterEach
    void close() {
        browser.close();
        oriel.close();
    }

    private static JsonObject wish(int camera) {
        boolean selected = camera == 0;
        return new JsonObject().put("name", "c" + camera).put("width", selected ? 1248 : 416).put("height", selected ? 702 : 234)
                .put("priority", selected ? "selected" : "visible");
    }

    @Test
    void nineCamerasShareANarrowLinkAndTheSelectedOneMoves() throws Exception {
        var pictures = NumberedJpegs.textured(1280, 720);
        IntStream.range(0, 9).forEach(camera -> oriel.camera("c" + camera, pictures).runAt(FPS));
        try (var link = new SlowLink(oriel.port(), NARROW, () -> bytes -> {});
                var wall = new WallClient("ws://127.0.0.1:" + link.port() + "/api/live")) {
            var wishes = new JsonArray(IntStream.range(0, 9).mapToObj(SlowLinkTest::wish).toList());
            wall.send(new JsonObject().put("type", "watch").put("cameras", wishes));
            await().pollDelay(Duration.ofSeconds(9)).pollInterval(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertShared(wall));
        }
    }

    /// What the last six seconds were like.
    private void assertShared(WallClient wall) {
        long fromNanos = System.nanoTime() - TimeUnit.SECONDS.toNanos(6);
        var seen = wall.pictures().stream().filter(picture -> picture.atNanos() > fromNanos)
                .collect(Collectors.groupingBy(WallClient.Picture::camera));
        assertThat(seen).hasSize(9);
        int selected = oriel.hub().camera("c0").orElseThrow().track().index();
        seen.forEach((camera, its) -> {
            var ages = its.stream().map(WallClient.Picture::ageMillis).sorted().toList();
            assertThat(its.size() / 6.0).as("frames per second of camera " + camera)
                    .isGreaterThan(camera == selected ? 5.0 : 1.0);
            assertThat(ages.get(ages.size() * 95 / 100)).as("age of camera " + camera).isLessThan(600 + BUSY_MILLIS);
        });
    }

    private static double stat(Page page, String name) {
        var value = page.locator("[data-stat=" + name + "]").first().getAttribute("data-value");
        return value == null || value.isEmpty() ? Double.NaN : Double.parseDouble(value);
    }

    @Test
    void aLongLinkShowsEveryPictureFreshAndTheOverlaySaysSo() throws IOException {
        oriel.camera("door", new NumberedJpegs(1280, 720, PICTURE_BYTES)).runAt(FPS);
        try (var link = new SlowLink(oriel.port(), LONG, () -> new ArrivingPictures(agesMillis))) {
            browser.fresh(new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(1280, 720));
            var page = browser.open("http://127.0.0.1:" + link.port() + "/watch/door");
            page.keyboard().press("i");
            page.waitForTimeout(6_000);
            var look = look(page);
            Browser.keep(page, "long-link");
            assertThat(look.shownFps).as("frames per second shown").isGreaterThan(FPS * 0.8);
            assertThat(look.oldMillis).as("age on arrival, ms").isLessThan(FRESH_MILLIS + BUSY_MILLIS);
            assertThat(look.saidMillis).as("age that the page tells, ms").isBetween(look.ageMillis - 30,
                    look.ageMillis + 30 + BUSY_MILLIS);
            assertThat(browser.complaints()).isEmpty();
        }
    }

    /// Five seconds of the page and of the link.
    private Look look(Page page) {
        ArrivingPictures.taken(agesMillis);
        var shown = new ArrayList<Double>();
        var said = new ArrayList<Double>();
        for (int i = 0; i < 10; i++) {
            page.waitForTimeout(500);
            shown.add(stat(page, "fps-shown"));
            said.add(stat(page, "age"));
        }
        var ages = ArrivingPictures.taken(agesMillis);
        shown.sort(null);
        said.sort(null);
        return new Look(shown.get(5), said.get(5), ages.get(ages.size() / 2), ages.get(ages.size() * 95 / 100));
    }
}
