package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.auth.KeyKind;
import dev.oriel.auth.KeyRequest;
import dev.oriel.auth.KeyStore;
import dev.oriel.frame.Codec;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What tests of publishing have in common: keys, recorded streams, and a look at the camera.
///
/// Threads: the test's.
final class Publishing {
    private final RunningOriel oriel;

    Publishing(RunningOriel oriel) {
        this.oriel = oriel;
    }

    KeyStore keys() {
        return new KeyStore(oriel.data(), Map.of(), InstantSource.system());
    }

    String key(String name, String... cameras) throws IOException {
        return keys().add(new KeyRequest(name, KeyKind.PUBLISH, Set.of(cameras), null, null));
    }

    String ingest(String camera) {
        return oriel.http("/api/cameras/" + camera + "/ingest").toString();
    }

    JsonObject camera(String name) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(oriel.http("/api/cameras/" + name)).build();
            return new JsonObject(client.send(request, BodyHandlers.ofString()).body());
        }
    }

    HttpResponse<byte[]> snapshot(String name) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(oriel.http("/api/cameras/" + name + "/snapshot.jpg")).build(),
                    BodyHandlers.ofByteArray());
        }
    }

    TrackState state(String name) {
        return oriel.hub().camera(name).orElseThrow().track().state();
    }

    boolean isKnown(String name) {
        return oriel.hub().camera(name).isPresent();
    }

    Track passed(String name) {
        var broadcast = oriel.hub().camera(name).orElseThrow().offered(Codec.MPEG_TS);
        assertThat(broadcast).as("passed on").isNotNull();
        return java.util.Objects.requireNonNull(broadcast);
    }

    /// A recording of some frames, as bytes.
    static byte[] recorded(String size, int frames, String words) throws IOException {
        var file = Files.createTempFile("recorded", ".bin");
        try (var ffmpeg = Ffmpeg.start("ffmpeg", "-y -v error -f lavfi -i testsrc2=size=" + size + ":rate=25 -frames:v " + frames
                + " " + words + " " + file)) {
            assertThat(ffmpeg.ended()).as(ffmpeg.said()).isZero();
            return Files.readAllBytes(file);
        } finally {
            Files.delete(file);
        }
    }

    static final String MPEG1 = "-f mpegts -codec:v mpeg1video -b:v 1000k -bf 0";
    static final String H264 = "-f mpegts -codec:v libx264 -preset ultrafast -tune zerolatency -g 25";
    static final String MJPEG = "-f mjpeg -codec:v mjpeg -q:v 5";

    static String[] with(List<String> headers, String... more) {
        var all = Arrays.copyOf(more, more.length + headers.size());
        for (int i = 0; i < headers.size(); i++) {
            all[more.length + i] = headers.get(i);
        }
        return all;
    }

}
