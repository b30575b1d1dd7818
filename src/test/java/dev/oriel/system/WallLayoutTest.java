package dev.oriel.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How the tiles of the wall stand in windows of many shapes.
class WallLayoutTest {
    private static final int[][] WINDOWS = {{1280, 800}, {1920, 1080}, {768, 1024}, {390, 844}, {844, 390}};
    private static final int[] COUNTS = {1, 2, 3, 4, 6, 8, 9, 16};
    private static final int PHONE_WIDTH = 600;
    /// Two cameras in a window of 16:10 can cover no more than half of it.
    private static final double LEAST_COVERED = 0.49;
    /// What the page says of its tiles, in CSS pixels of the document.
    private static final String GEOMETRY = """
            JSON.stringify({
              width: innerWidth, height: innerHeight, scrollWidth: document.documentElement.scrollWidth,
              scrollHeight: document.documentElement.scrollHeight,
              top: document.querySelector('header').getBoundingClientRect().bottom + scrollY,
              tiles: [...document.querySelectorAll('.tile')].map((tile) => {
                const box = tile.getBoundingClientRect();
                const picture = tile.querySelector('oriel-camera').getBoundingClientRect();
                return { x: box.x, y: box.y + scrollY, width: box.width, height: box.height,
                  pictureWidth: picture.width, pictureHeight: picture.height };
              }),
            })""";

    private record Tile(double x, double y, double width, double height, double pictureWidth, double pictureHeight) {
        boolean overlaps(Tile other) {
            return x < other.x + other.width - 0.5 && other.x < x + width - 0.5 && y < other.y + other.height - 0.5
                    && other.y < y + height - 0.5;
        }

        double area() {
            return width * height;
        }
    }

    private record Wall(double width, double height, double scrollWidth, double scrollHeight, double top, List<Tile> tiles) {
        boolean scrolls() {
            return scrollHeight > height;
        }

        /// The part of the place below the header that tiles cover.
        double covered() {
            return tiles.stream().mapToDouble(Tile::area).sum() / (width * (Math.max(height, scrollHeight) - top));
        }
    }

    private final Browser browser = Browser.start();
    private final RunningOriel oriel = RunningOriel.with();
    private final List<FakeCamera> cameras = new ArrayList<>();

    @AfterEach
    void close() {
        browser.close();
        oriel.close();
    }

    private void cameras(int count) {
        while (cameras.size() < count) {
            cameras.add(oriel.camera("camera-%02d".formatted(cameras.size() + 1)).runAt(2));
        }
    }

    private Page open(int tiles) {
        var page = browser.open(oriel.http("/").toString());
        assertThat(page.locator(".tile")).hasCount(tiles);
        return page;
    }

    private static Wall measure(Page page) {
        var said = new JsonObject((String) page.evaluate(GEOMETRY));
        var tiles = said.getJsonArray("tiles").stream().map(one -> (JsonObject) one)
                .map(one -> new Tile(one.getDouble("x"), one.getDouble("y"), one.getDouble("width"), one.getDouble("height"),
                        one.getDouble("pictureWidth"), one.getDouble("pictureHeight")))
                .toList();
        return new Wall(said.getDouble("width"), said.getDouble("height"), said.getDouble("scrollWidth"),
                said.getDouble("scrollHeight"), said.getDouble("top"), tiles);
    }

    /// Waits for what a change of the window leads to, two frames later.
    private static Wall resized(Page page, int width, int height) {
        page.setViewportSize(width, height);
        page.evaluate(
                "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))");
        return measure(page);
    }

    private static void assertFits(Wall wall, String what) {
        assertThat(wall.scrollWidth).as(what + ": no sideways scrolling").isLessThanOrEqualTo(wall.width);
        var tiles = wall.tiles;
        IntStream.range(0, tiles.size()).forEach(one -> IntStream.range(0, one).forEach(other -> assertThat(
                tiles.get(one).overlaps(tiles.get(other))).as(what + ": tiles " + other + " and " + one + " overlap").isFalse()));
        assertThat(tiles).as(what + ": within the window").allMatch(tile -> tile.x >= 0 && tile.x + tile.width <= wall.width);
        assertThat(wall.covered()).as(what + ": part of the window that is covered").isGreaterThanOrEqualTo(LEAST_COVERED);
        if (wall.width >= PHONE_WIDTH && tiles.size() <= 9) {
            assertThat(wall.scrolls()).as(what + ": all in sight").isFalse();
        }
        assertThat(wall.scrollHeight).as(what + ": windows to scroll through").isLessThanOrEqualTo(2.5 * wall.height);
    }

    @Test
    void tilesCoverTheWindowWhateverItsShapeAndTheirNumber() {
        for (int count : COUNTS) {
            cameras(count);
            var page = open(count);
            for (var window : WINDOWS) {
                var what = count + "-at-" + window[0] + "x" + window[1];
                var wall = resized(page, window[0], window[1]);
                Browser.keep(page, "wall-" + what);
                assertFits(wall, what);
            }
            page.close();
        }
    }

    @Test
    void phonesShowFewCamerasInTheFullWidth() {
        cameras(3);
        var page = open(3);
        var wall = resized(page, 390, 844);
        assertThat(wall.tiles).allMatch(tile -> tile.width > 0.9 * wall.width);
        assertThat(wall.scrolls()).isFalse();
    }

    @Test
    void aTileHasTheShapeOfItsCamera() {
        cameras(2);
        cameras.add(oriel.camera("high", new NumberedJpegs(180, 320, 0)).runAt(2));
        cameras.add(oriel.camera("square", new NumberedJpegs(240, 240, 0)).runAt(2));
        cameras.add(oriel.camera("wide", new NumberedJpegs(640, 180, 0)).runAt(2));
        var page = open(5);
        assertThat(page.locator(".tile[data-phase=live]")).hasCount(5);
        var aspects = new double[]{16 / 9.0, 16 / 9.0, 9 / 16.0, 1, 32 / 9.0};
        for (var window : WINDOWS) {
            var what = "mixed-at-" + window[0] + "x" + window[1];
            var wall = resized(page, window[0], window[1]);
            Browser.keep(page, "wall-" + what);
            assertFits(wall, what);
            for (int i = 0; i < aspects.length; i++) {
                var tile = wall.tiles.get(i);
                assertThat(tile.pictureWidth / tile.pictureHeight).as(what + ": shape of tile " + i).isBetween(aspects[i] * 0.95,
                        aspects[i] * 1.05);
            }
        }
    }

    @Test
    void everyWindowHasAPlanWhateverItsSizeAndTheCamerasShapes() {
        var page = open(0);
        assertThat(page.evaluate(
                """
                        async () => {
                          const { plan } = await import('./assets/layout.js');
                          const shapes = [16 / 9, 4 / 3, 1, 9 / 16, 32 / 9, 100, 0.01, 1.25];
                          for (let width = -3; width < 3000; width += 61.3) {
                            for (let height = -3; height < 2000; height += 97.7) {
                              for (const count of [1, 2, 3, 5, 16, 40]) {
                                const aspects = Array.from({ length: count }, (_, index) => shapes[(index * index + count) % shapes.length]);
                                const made = plan(aspects, { width, height, gap: 9.216 });
                                const fits = made.tiles.every((tile) => tile.width >= 0 && tile.height >= 0 && tile.width <= Math.max(1, width));
                                if (made.tiles.length !== count || !fits) {
                                  return `${count} in ${width}x${height}`;
                                }
                              }
                            }
                          }
                          return '';
                        }"""))
                .isEqualTo("");
    }

    @Test
    void tilesMakeRoomForACameraThatComesAndTakeThatOfOneThatGoes() {
        cameras(1);
        browser.fresh(new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(1280, 800));
        var page = open(1);
        double alone = measure(page).tiles.getFirst().area();
        cameras(6);
        await().pollInSameThread().until(() -> {
            page.evaluate("() => dispatchEvent(new Event('online'))"); // looks at once
            page.waitForTimeout(100);
            return page.locator(".tile").count() == 6;
        });
        var six = resized(page, 1280, 800);
        assertFits(six, "six after one");
        assertThat(six.tiles.getFirst().area()).isLessThan(alone / 3);
    }
}
