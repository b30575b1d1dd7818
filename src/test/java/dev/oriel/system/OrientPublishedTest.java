package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.frame.Codec;
import io.vertx.core.json.JsonObject;
import java.awt.Color;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Published cameras whose pictures are looked around in.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrientPublishedTest {
    private static final String RED_BESIDE_BLUE = "-v error -re -f lavfi -i color=red:s=320x240:r=25,drawbox=x=160:w=160:h=240:c=blue:t=fill ";

    private final RunningOriel oriel = RunningOriel.with("cameras.cam.uri", "publish:", "cameras.cam.orient.driver", "digital",
            "cameras.cam.orient.speed", "720", "cameras.run.uri", "publish:", "cameras.run.orient.driver", "exec",
            "cameras.run.orient.command", "true");
    private final Publishing publishing = new Publishing(oriel);
    private final Visitor visitor = new Visitor(oriel.port());

    @AfterAll
    void close() {
        visitor.close();
        oriel.close();
    }

    private void turn(String query) throws IOException, InterruptedException {
        assertThat(visitor.ask("POST", "/api/cameras/cam/orient?" + query, "").statusCode()).isEqualTo(202);
        await().until(() -> !new JsonObject(visitor.get("/api/cameras/cam/orient").body()).getBoolean("moving"));
    }

    /// The colours a quarter from the left and from the right.
    private String colours() throws IOException, InterruptedException {
        var answer = publishing.snapshot("cam");
        if (answer.statusCode() != 200) {
            return "none";
        }
        var picture = ImageIO.read(new ByteArrayInputStream(answer.body()));
        assertThat(picture.getWidth()).as("as large as the whole").isEqualTo(320);
        return colour(picture.getRGB(80, 120)) + " " + colour(picture.getRGB(240, 120));
    }

    private static String colour(int rgb) {
        var colour = new Color(rgb);
        return colour.getRed() > colour.getBlue() ? "red" : "blue";
    }

    private void awaitColours(String wanted) {
        await().atMost(Duration.ofSeconds(20)).until(() -> colours().equals(wanted));
    }

    @ParameterizedTest
    @ValueSource(strings = {Publishing.MPEG1, Publishing.MJPEG})
    void aPartOfWhatIsPublishedIsShownAsLargeAsTheWhole(String codec) throws Exception {
        turn("pan=0&tilt=0&zoom=1");
        try (var ffmpeg = Ffmpeg.start("ffmpeg", RED_BESIDE_BLUE + codec + " -method POST " + publishing.ingest("cam"))) {
            awaitColours("red blue");
            turn("pan=15&zoom=4");
            awaitColours("blue blue");
            turn("pan=-15&zoom=4");
            awaitColours("red red");
            assertThat(oriel.hub().camera("cam").orElseThrow().offered(Codec.MPEG_TS)).as("passed on as it comes").isNull();
            turn("pan=0&zoom=1");
            awaitColours("red blue");
            assertThat(ffmpeg.runs()).as(ffmpeg.said()).isTrue();
        }
    }

    @Test
    void hardwareBesideTheServerTurnsWhatSomebodyElsePublishes() throws Exception {
        assertThat(new JsonObject(visitor.get("/api/cameras/run").body()).getJsonArray("capabilities")).contains("orient");
        assertThat(visitor.ask("POST", "/api/cameras/run/orient?pan=10", "").statusCode()).isEqualTo(202);
        await().until(() -> new JsonObject(visitor.get("/api/cameras/run/orient").body()).getDouble("pan") == 10.0);
    }
}
