package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.Clip;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One chart, stored in every way in which cameras store pictures, is the same upright picture of the same colours in each form that
/// viewers get.
class SameChartTest {
    /// Of the corners: top left, top right, bottom left, bottom right.
    private static final int[] COLOURS = {0xc83c3c, 0x3cb44b, 0x3c50c8, 0xdcc83c};
    private static final int JPEG = 1;
    private static final int HEADER_BYTES = 24;
    private static final int WIDTH = 320;
    private static final int HEIGHT = 192;
    /// The way in which the installed `ffmpeg` converts colours: its usual one is off by up to three.
    private static final String EXACT = "bicubic+accurate_rnd+full_chroma_int+full_chroma_inp";
    /// 2 % of what a colour can have.
    private static final int MOST_OFF = 5;
    /// How far a picture may be stretched, for sizes are even.
    private static final double MOST_STRETCHED = 0.02;

    /// Where the page paints the picture: a canvas keeps its shape within its element.
    private static final String PAINTED = """
            canvas => {
              const box = canvas.getBoundingClientRect();
              const scale = Math.min(box.width / canvas.width, box.height / canvas.height);
              const width = canvas.width * scale, height = canvas.height * scale;
              return [box.x + (box.width - width) / 2, box.y + (box.height - height) / 2, width, height];
            }""";

    @TempDir
    Path folder = Path.of("");

    private final Browser browser = Browser.start();
    private final RunningOriel oriel = RunningOriel.with();
    private final Map<String, String> cameras = new LinkedHashMap<>();

    @AfterEach
    void close() {
        browser.close();
        oriel.close();
    }

    /// How stored pixels lie in the picture that is shown: a pixel at `(x, y)` from the middle is shown at `(ax + cy, bx + dy)`.
    private record Turn(int a, int b, int c, int d) {
        boolean swaps() {
            return a == 0;
        }
    }

    /// By EXIF's number.
    private static final List<Turn> TURNS = List.of(new Turn(1, 0, 0, 1), new Turn(-1, 0, 0, 1), new Turn(-1, 0, 0, -1),
            new Turn(1, 0, 0, -1), new Turn(0, 1, 1, 0), new Turn(0, 1, -1, 0), new Turn(0, -1, -1, 0), new Turn(0, -1, 1, 0));

    /// The chart as it is stored, so that the turn shows it upright.
    private static BufferedImage stored(Turn turn) {
        int width = turn.swaps() ? HEIGHT : WIDTH;
        int height = turn.swaps() ? WIDTH : HEIGHT;
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int fromMiddleX = 2 * x - width + 1;
                int fromMiddleY = 2 * y - height + 1;
                boolean right = turn.a * fromMiddleX + turn.c * fromMiddleY > 0;
                boolean bottom = turn.b * fromMiddleX + turn.d * fromMiddleY > 0;
                image.setRGB(x, y, COLOURS[(bottom ? 2 : 0) + (right ? 1 : 0)]);
            }
        }
        return image;
    }

    private Path chart(Turn turn) throws IOException {
        var file = folder.resolve("chart" + TURNS.indexOf(turn) + ".png");
        ImageIO.write(stored(turn), "png", file.toFile());
        return file;
    }

    /// Three seconds of H.264.
    private Path film(String name, Turn turn, String words) throws IOException {
        var file = folder.resolve(name + ".mp4");
        try (var ffmpeg = Ffmpeg.start("ffmpeg", "-y -v error -loop 1 -framerate 10 -i " + chart(turn) + " " + words
                + " -c:v libx264 -preset ultrafast -qp 4 -pix_fmt yuv420p -t 3 " + file)) {
            assertThat(ffmpeg.ended()).as(ffmpeg.said()).isZero();
        }
        return file;
    }

    private void camera(String name, Path file) {
        cameras.put(name, "file:" + file + (file.toString().endsWith(".mp4") ? "?loop=true" : ""));
    }

    /// Writes the turn into the head of the one track of an MP4 (ISO/IEC 14496-12, 8.3.2).
    private static void setMatrix(Path file, Turn turn) throws IOException {
        var bytes = Files.readAllBytes(file);
        int head = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("tkhd");
        var matrix = ByteBuffer.wrap(bytes, head + 4 + 40, 36);
        for (int number : new int[]{turn.a << 16, turn.b << 16, 0, turn.c << 16, turn.d << 16, 0, 0, 0, 1 << 30}) {
            matrix.putInt(number);
        }
        Files.write(file, bytes);
    }

    private Path photo(int exif) throws IOException {
        var jpeg = folder.resolve("photo" + exif + ".jpg");
        try (var ffmpeg = Ffmpeg.start("ffmpeg", "-y -v error -i " + chart(TURNS.get(exif - 1)) + " -q:v 2 " + jpeg)) {
            assertThat(ffmpeg.ended()).as(ffmpeg.said()).isZero();
        }
        var bytes = Files.readAllBytes(jpeg);
        var with = new ByteArrayOutputStream();
        with.write(bytes, 0, 2);
        with.writeBytes(
                new byte[]{(byte) 0xff, (byte) 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 18,
                    0, 3, 0, 0, 0, 1, 0, (byte) exif, 0, 0, 0, 0, 0, 0});
        with.write(bytes, 2, bytes.length - 2);
        return Files.write(jpeg, with.toByteArray());
    }

    // --- what viewers get

    private static BufferedImage image(byte[] bytes) throws IOException {
        return Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(bytes)));
    }

    private byte[] snapshot(String path) throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            connection.ask("GET", path);
            var head = connection.head();
            assertThat(head.status()).as(path).isEqualTo(200);
            return connection.bytes(Integer.parseInt(head.header("Content-Length")));
        }
    }

    private byte[] mjpeg(String path) throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            connection.ask("GET", path);
            connection.head();
            var come = new ByteArrayOutputStream();
            while (true) {
                come.writeBytes(connection.chunk());
                var text = come.toString(StandardCharsets.ISO_8859_1);
                int length = text.toLowerCase(Locale.ROOT).indexOf("content-length: ");
                int start = text.indexOf("\r\n\r\n", Math.max(0, length)) + 4;
                if (length >= 0 && start >= 4) {
                    int bytes = Integer.parseInt(text.substring(length + 16, text.indexOf('\r', length)).strip());
                    if (come.size() >= start + bytes) {
                        return Arrays.copyOfRange(come.toByteArray(), start, start + bytes);
                    }
                }
            }
        }
    }

    /// A picture of the live page's protocol.
    private byte[] live(String name) throws InterruptedException {
        try (var viewer = Viewer.connect(oriel.ws("/api/cameras/" + name + "/live"), "oriel.v1")) {
            viewer.say("{\"type\":\"view\",\"width\":1280,\"height\":1280}");
            while (true) {
                var message = viewer.next();
                if (message.text() == null && message.bytes()[0] == JPEG) {
                    return Arrays.copyOfRange(message.bytes(), HEADER_BYTES, message.bytes().length);
                }
            }
        }
    }

    /// A later picture of what jsmpeg's players get, decoded by the installed `ffmpeg`.
    private byte[] mpeg(String name) throws IOException, InterruptedException {
        var stream = new ByteArrayOutputStream();
        try (var viewer = Viewer.connect(oriel.ws("/api/cameras/" + name + "/jsmpeg"))) {
            for (int i = 0; i < 8; i++) {
                stream.writeBytes(viewer.next().picture());
            }
        }
        var file = Files.write(folder.resolve(name + ".ts"), stream.toByteArray());
        var png = folder.resolve(name + "-mpeg.png");
        try (var ffmpeg = Ffmpeg.start("ffmpeg", "-y -v error -i " + file + " -sws_flags " + EXACT + " -update 1 " + png)) {
            assertThat(ffmpeg.ended()).as(ffmpeg.said()).isZero();
        }
        return Files.readAllBytes(png);
    }

    /// The picture as the live page shows it to a user.
    private byte[] page(String name) {
        try (var page = browser.open(oriel.http("/watch/" + name).toString())) {
            PlaywrightAssertions.assertThat(page.locator("oriel-camera")).hasAttribute("phase", "live");
            var place = (List<?>) page.locator("oriel-camera canvas").evaluate(PAINTED);
            var numbers = place.stream().mapToDouble(one -> ((Number) one).doubleValue()).toArray();
            Browser.keep(page, "same-chart-" + name);
            // The words of the wait for the first picture fade away over it.
            return page.screenshot(new Page.ScreenshotOptions().setAnimations(ScreenshotAnimations.DISABLED)
                    .setClip(new Clip(numbers[0], numbers[1], numbers[2], numbers[3])));
        }
    }

    private void assertIsTheChart(String what, byte[] bytes, double shape, List<String> wrong) throws IOException {
        var image = image(bytes);
        double stretched = (double) image.getWidth() / image.getHeight() / shape;
        if (Math.abs(stretched - 1) > MOST_STRETCHED) {
            wrong.add(what + " is " + image.getWidth() + "x" + image.getHeight());
        }
        for (int i = 0; i < COLOURS.length; i++) {
            int seen = image.getRGB(image.getWidth() * (i % 2 == 0 ? 1 : 3) / 4, image.getHeight() * (i < 2 ? 1 : 3) / 4);
            for (int shift = 0; shift <= 16; shift += 8) {
                if (Math.abs((seen >> shift & 255) - (COLOURS[i] >> shift & 255)) > MOST_OFF) {
                    wrong.add("%s, corner %d: %06x in place of %06x".formatted(what, i, seen & 0xffffff, COLOURS[i]));
                    break;
                }
            }
        }
    }

    private void assertAllAreTheChart(double shape) throws Exception {
        var settings = new ArrayList<String>();
        cameras.forEach((name, uri) -> settings.addAll(List.of("cameras." + name + ".uri", uri)));
        oriel.change(settings.toArray(String[]::new));
        var wrong = new ArrayList<String>();
        for (var name : cameras.keySet()) {
            var at = "/api/cameras/" + name;
            await().until(() -> oriel.hub().camera(name).isPresent());
            assertIsTheChart(name + " in a snapshot", snapshot(at + "/snapshot.jpg"), shape, wrong);
            assertIsTheChart(name + " in a small snapshot", snapshot(at + "/snapshot.jpg?width=160"), shape, wrong);
            assertIsTheChart(name + " as MJPEG", mjpeg(at + "/stream.mjpg"), shape, wrong);
            assertIsTheChart(name + " as small MJPEG", mjpeg(at + "/stream.mjpg?width=160"), shape, wrong);
            assertIsTheChart(name + " live", live(name), shape, wrong);
            assertIsTheChart(name + " as MPEG-1", mpeg(name), shape, wrong);
            assertIsTheChart(name + " on the page", page(name), shape, wrong);
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void aVideoHoweverAPhoneWasHeld() throws Exception {
        for (int i = 0; i < TURNS.size(); i++) {
            var film = film("turned-" + i, TURNS.get(i), "-vf setsar=1");
            setMatrix(film, TURNS.get(i));
            camera("turned-" + i, film);
        }
        assertAllAreTheChart((double) WIDTH / HEIGHT);
    }

    @Test
    void aPhotoHoweverAPhoneWasHeld() throws Exception {
        for (int exif = 1; exif <= 8; exif++) {
            camera("exif-" + exif, photo(exif));
        }
        assertAllAreTheChart((double) WIDTH / HEIGHT);
    }

    @Test
    void coloursOfEachMatrixAndRange() throws Exception {
        for (var matrix : List.of("bt709", "smpte170m")) {
            for (var range : List.of("tv", "pc")) {
                camera(matrix + "-" + range, film(matrix + range, TURNS.getFirst(), "-vf scale=out_color_matrix=" + matrix
                        + ":out_range=" + range + ":flags=" + EXACT + ",format=yuv420p,setsar=1 -colorspace " + matrix
                        + " -color_range " + range));
            }
        }
        assertAllAreTheChart((double) WIDTH / HEIGHT);
    }

    @Test
    void pixelsOfEachShape() throws Exception {
        for (var aspect : List.of("12/11", "2/1", "1/2")) {
            cameras.clear();
            camera("aspect-" + aspect.replace('/', '-'), film("aspect" + aspect.replace('/', '-'), TURNS.getFirst(),
                    "-vf setsar=" + aspect));
            var parts = aspect.split("/");
            assertAllAreTheChart((double) WIDTH * Integer.parseInt(parts[0]) / Integer.parseInt(parts[1]) / HEIGHT);
        }
    }
}
