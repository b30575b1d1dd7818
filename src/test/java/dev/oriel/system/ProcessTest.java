package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.auth.KeyKind;
import dev.oriel.auth.KeyRequest;
import dev.oriel.auth.KeyStore;
import io.vertx.core.json.JsonObject;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pictures that are sent to `/api/process` and come back.
class ProcessTest {
    private static final byte[] PICTURE = picture(320, 180, Color.RED);
    private static final int TOO_LARGE_BYTES = 16 * 1024 * 1024 + 1;

    private final RunningOriel oriel = RunningOriel.with();

    @AfterEach
    void close() {
        oriel.close();
    }

    static byte[] picture(int width, int height, Color colour) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var pen = image.createGraphics();
        pen.setColor(colour);
        pen.fillRect(0, 0, width, height);
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, width / 2, height / 2);
        pen.dispose();
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "jpg", bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    static BufferedImage decoded(byte[] jpeg) throws IOException {
        var image = ImageIO.read(new ByteArrayInputStream(jpeg));
        if (image == null) {
            throw new AssertionError("no picture in " + jpeg.length + " bytes");
        }
        return image;
    }

    private static String size(byte[] jpeg) throws IOException {
        var image = decoded(jpeg);
        return image.getWidth() + "x" + image.getHeight();
    }

    /// How far the colours of a pixel at the lower right are apart.
    private static int colourfulness(byte[] jpeg) throws IOException {
        var image = decoded(jpeg);
        var pixel = new Color(image.getRGB(image.getWidth() - 10, image.getHeight() - 10));
        return Math.max(pixel.getRed(), Math.max(pixel.getGreen(), pixel.getBlue()))
                - Math.min(pixel.getRed(), Math.min(pixel.getGreen(), pixel.getBlue()));
    }

    private Viewer connect(String query) {
        return Viewer.connect(oriel.ws("/api/process" + query));
    }

    private static JsonObject error(Viewer client) throws InterruptedException {
        var error = new JsonObject(client.next().words());
        assertThat(error.getString("type")).isEqualTo("error");
        assertThat(error.getString("message")).isNotBlank();
        return error;
    }

    private int statusOf(String query) {
        try {
            connect(query).close();
            throw new AssertionError("accepted: " + query);
        } catch (Viewer.Refused refused) {
            return refused.status();
        }
    }

    // --- what comes back

    @Test
    void eachPictureComesBackGray() throws Exception {
        try (var client = connect("?filter=gray")) {
            for (int i = 0; i < 3; i++) {
                client.say(PICTURE);
                var answer = client.next().picture();
                assertThat(size(answer)).isEqualTo("320x180");
                assertThat(colourfulness(answer)).isLessThan(6);
            }
        }
    }

    @Test
    void withoutFilterThePictureKeepsItsColours() throws Exception {
        try (var client = connect("")) {
            client.say(PICTURE);
            var answer = client.next().picture();
            assertThat(size(answer)).isEqualTo("320x180");
            assertThat(colourfulness(answer)).isGreaterThan(150);
        }
    }

    @Test
    void oneSideKeepsTheAspectAndBothStretch() throws Exception {
        try (var client = connect("?width=160")) {
            client.say(PICTURE);
            assertThat(size(client.next().picture())).isEqualTo("160x90");
            client.say("{\"type\":\"filter\",\"width\":null,\"height\":45}");
            client.say(PICTURE);
            assertThat(size(client.next().picture())).isEqualTo("80x45");
            client.say("{\"type\":\"filter\",\"width\":300}");
            client.say(PICTURE);
            assertThat(size(client.next().picture())).isEqualTo("300x45");
            client.say("{\"type\":\"filter\",\"width\":641,\"height\":481}");
            client.say(PICTURE);
            assertThat(size(client.next().picture())).isEqualTo("641x481");
        }
    }

    @Test
    void qualityMakesPicturesLargerOrSmaller() throws Exception {
        var textured = NumberedJpegs.textured(640, 360).picture(1);
        try (var client = connect("?quality=20")) {
            client.say(textured);
            int small = client.next().picture().length;
            client.say("{\"type\":\"filter\",\"quality\":95}");
            client.say(textured);
            assertThat(client.next().picture().length).isGreaterThan(2 * small);
        }
    }

    @Test
    void aMessageChangesWhatFollowsIt() throws Exception {
        try (var client = connect("")) {
            client.say(PICTURE);
            client.say("{\"type\":\"filter\",\"filter\":\"gray,negate\"}");
            client.say(PICTURE);
            client.say("{\"type\":\"filter\",\"filter\":\"\"}");
            client.say(PICTURE);
            assertThat(colourfulness(client.next().picture())).isGreaterThan(150);
            assertThat(colourfulness(client.next().picture())).isLessThan(6);
            assertThat(colourfulness(client.next().picture())).isGreaterThan(150);
        }
    }

    @Test
    void whatTheContainerSaysOfTheOrientationComesFirst() throws Exception {
        try (var client = connect("")) {
            client.say(turned(PICTURE, 6));
            var upright = decoded(client.next().picture());
            assertThat(upright.getWidth() + "x" + upright.getHeight()).isEqualTo("180x320");
            assertThat(new Color(upright.getRGB(170, 10)).getGreen()).as("white is at the top right").isGreaterThan(200);
            assertThat(new Color(upright.getRGB(10, 10)).getGreen()).isLessThan(60);
            client.say("{\"type\":\"filter\",\"width\":45}");
            client.say(turned(PICTURE, 6));
            assertThat(size(client.next().picture())).isEqualTo("45x80");
        }
    }

    /// With an EXIF segment behind the first marker.
    private static byte[] turned(byte[] jpeg, int orientation) {
        var exif = HexFormat.of().parseHex("ffe10022" + "457869660000" + "4d4d002a00000008" + "0001" + "0112000300000001"
                + "000" + orientation + "0000" + "00000000");
        var turned = new byte[jpeg.length + exif.length];
        System.arraycopy(jpeg, 0, turned, 0, 2);
        System.arraycopy(exif, 0, turned, 2, exif.length);
        System.arraycopy(jpeg, 2, turned, 2 + exif.length, jpeg.length - 2);
        return turned;
    }

    @Test
    void aThousandSmallPicturesAtOnceAreAllAnsweredInOrder() throws Exception {
        try (var client = connect("?filter=gray")) {
            for (int i = 0; i < 1000; i++) {
                client.say(i % 100 == 99 ? new byte[]{1, 2, 3} : picture(16 + i % 50, 16, Color.BLUE));
            }
            for (int i = 0; i < 1000; i++) {
                if (i % 100 == 99) {
                    assertThat(error(client).getInteger("seq")).isEqualTo(i + 1);
                } else {
                    assertThat(size(client.next().picture())).isEqualTo((16 + i % 50) + "x16");
                }
            }
        }
    }

    // --- what is refused

    @Test
    void aBadPictureIsAnsweredInItsPlaceAndTheNextIsProcessed() throws Exception {
        try (var client = connect("")) {
            client.say(PICTURE);
            client.say("not a picture".getBytes(StandardCharsets.UTF_8));
            client.say(new byte[0]);
            client.say(Arrays.copyOf(PICTURE, PICTURE.length / 2));
            client.say(sized(PICTURE, 10_000, 10_000));
            client.say(sized(PICTURE, 0, 180));
            client.say(PICTURE);
            client.next().picture();
            for (int number = 2; number <= 6; number++) {
                var error = error(client);
                assertThat(error.getInteger("seq")).isEqualTo(number);
                assertThat(error.getString("code")).isEqualTo(number == 5 ? "too-large" : "not-a-jpeg");
            }
            client.next().picture();
        }
    }

    /// The same picture with another size in its frame header.
    static byte[] sized(byte[] jpeg, int width, int height) {
        var changed = jpeg.clone();
        for (int at = 2; at < changed.length - 9; at++) {
            if ((changed[at] & 0xff) == 0xff && (changed[at + 1] & 0xff) == 0xc0) {
                changed[at + 5] = (byte) (height >> 8);
                changed[at + 6] = (byte) height;
                changed[at + 7] = (byte) (width >> 8);
                changed[at + 8] = (byte) width;
                return changed;
            }
        }
        throw new AssertionError("no frame header");
    }

    @Test
    void anOutcomeBeyondTheLimitIsRefused() throws Exception {
        try (var client = connect("?width=16384&height=16384")) {
            client.say(PICTURE);
            assertThat(error(client).getString("message")).contains("limits.pixels");
            client.say("{\"type\":\"filter\",\"width\":32,\"height\":32}");
            client.say(PICTURE);
            assertThat(size(client.next().picture())).isEqualTo("32x32");
        }
    }

    @Test
    void aBadFilterInAMessageKeepsTheOldChain() throws Exception {
        try (var client = connect("?filter=gray")) {
            client.say("{\"type\":\"filter\",\"filter\":\"gray,nothing\"}");
            var error = error(client);
            assertThat(error.containsKey("seq")).isFalse();
            assertThat(error.getString("message")).contains("column 6");
            client.say(PICTURE);
            assertThat(colourfulness(client.next().picture())).isLessThan(6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gray", "[]", "{}", "{\"type\":\"nothing\"}", "{\"type\":\"filter\",\"width\":0}",
        "{\"type\":\"filter\",\"width\":16385}", "{\"type\":\"filter\",\"width\":\"1\"}", "{\"type\":\"filter\",\"quality\":101}",
        "{\"type\":\"filter\",\"quality\":1.5}", "{\"type\":\"filter\",\"filter\":7}", "{\"type\":\"filter\",\"width\":-1e99}"})
    void textThatIsNotUnderstoodIsAnErrorOfThatMessage(String text) throws Exception {
        try (var client = connect("")) {
            client.say(text);
            assertThat(error(client).containsKey("seq")).isFalse();
            client.say(PICTURE);
            assertThat(size(client.next().picture())).isEqualTo("320x180");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"filter=nothing", "filter=gray,", "filter=blur%3D", "width=0", "width=a", "height=16385", "quality=0",
        "quality=101", "width=-5"})
    void aBadAddressIs400(String query) {
        assertThat(statusOf("?" + query)).isEqualTo(400);
    }

    @Test
    void aChainOfAThousandStagesIs400() {
        assertThat(statusOf("?filter=" + "gray,".repeat(999) + "gray")).isEqualTo(400);
    }

    @Test
    void aPictureOf16MebibytesIsTakenAndOneByteMoreCloses() throws Exception {
        try (var client = connect("")) {
            var largest = Arrays.copyOf(PICTURE, TOO_LARGE_BYTES - 1); // what follows the end of the picture is left out
            client.say(largest);
            var answer = client.nextWithin(Duration.ofSeconds(60)); // buffers are watched, which makes large ones slow
            assertThat(answer).isNotNull();
            assertThat(size(answer.picture())).isEqualTo("320x180");
            client.say(new byte[TOO_LARGE_BYTES]);
            assertThat(client.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void aClientThatIsRefusedInTheMidstOfAPictureReadsWhyOnceItHasSentAll() throws Exception {
        try (var client = RawConnection.to(oriel.port())) {
            assertThat(client.upgrade("/api/process").status()).isEqualTo(101);
            client.say(ByteBuffer.allocate(14).put((byte) 0x82).put((byte) 0xff).putLong(TOO_LARGE_BYTES).putInt(0).array());
            var part = new byte[TOO_LARGE_BYTES / 16];
            for (int i = 0; i < 16; i++) {
                client.say(part);
                Thread.sleep(250); // as a slow link does
            }
            assertThat(client.nextFrame(RawConnection.CLOSE).closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void aRequestThatIsNoWebSocketIsToldSo() throws Exception {
        var answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(oriel.http("/api/process")).build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(426);
    }

    // --- who may

    @Test
    void fourConnectionsOfOneClientAreLetInAndAFifthWhenOneHasEnded() throws Exception {
        var clients = new ArrayList<Viewer>();
        for (int i = 0; i < 4; i++) {
            clients.add(connect(""));
        }
        try (var fifth = connect("")) {
            assertThat(fifth.closeCode()).isEqualTo(4429);
        }
        var secret = new KeyStore(oriel.data(), Map.of(), InstantSource.system())
                .add(new KeyRequest("phone", KeyKind.PUBLISH, Set.of(), null, null));
        var keyed = withKey(secret).join();
        keyed.abort();
        clients.removeFirst().close();
        org.awaitility.Awaitility.await().untilAsserted(() -> {
            try (var next = connect("")) {
                next.say(PICTURE);
                next.next().picture();
            }
        });
        clients.forEach(Viewer::close);
    }

    @Test
    void aWrongKeyIs401() {
        assertThatThrownBy(() -> withKey("wrong-secret").join()).cause().isInstanceOfSatisfying(WebSocketHandshakeException.class,
                e -> assertThat(e.getResponse().statusCode()).isEqualTo(401));
    }

    private java.util.concurrent.CompletableFuture<WebSocket> withKey(String secret) {
        return HttpClient.newHttpClient().newWebSocketBuilder().header("Authorization", "Bearer " + secret)
                .buildAsync(oriel.ws("/api/process"), new WebSocket.Listener() {
                });
    }

    @Test
    void aForeignPageIs403() {
        assertThatThrownBy(() -> HttpClient.newHttpClient().newWebSocketBuilder().header("Origin", "http://evil.example")
                .buildAsync(oriel.ws("/api/process"), new WebSocket.Listener() {
                }).join())
                .cause().isInstanceOfSatisfying(WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(403));
    }

    @Test
    void aFilterOfTheAddressIsPercentEncodedOnce() throws Exception {
        var chain = URLEncoder.encode("pixelate=size=0.5:x=0:y=0:w=1:h=1,gray", StandardCharsets.UTF_8);
        try (var client = Viewer.connect(URI.create(oriel.ws("/api/process") + "?filter=" + chain))) {
            client.say(PICTURE);
            assertThat(colourfulness(client.next().picture())).isLessThan(6);
        }
    }
}
