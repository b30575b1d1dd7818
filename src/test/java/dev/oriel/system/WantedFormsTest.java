package dev.oriel.system;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.frame.Codec;
import dev.oriel.hub.Camera;
import dev.oriel.testing.TakenVideo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// No subscription, no encoding: viewers of random forms come and go, and each form is made exactly while somebody takes it, at most once a
/// picture; a video is decoded exactly while somebody takes a form that has to be made of its pictures.
@Timeout(180)
class WantedFormsTest {
    private static final long SEED = 20_261_130;
    private static final int CHANGES = 14;
    private static final Pattern ENCODED = Pattern.compile("oriel_pictures_encoded_total\\{([^}]*)} (\\d+)");
    private static final Pattern FORM = Pattern.compile("form=\"([^\"]*)\"");
    private static final String VIDEO = "video";
    private static final String DECODED = "decoded";
    /// By the name that the metric has for each.
    private static final Map<String, String> PATHS = new TreeMap<>(
            Map.of("jpeg", "stream.mjpg", "jpeg-426", "stream.mjpg?width=426",
                    "jpeg-640", "stream.mjpg?width=640", "mpeg1", "jsmpeg"));

    @TempDir
    Path folder = Path.of("");

    private final RunningOriel oriel = RunningOriel.with();
    private final Random random = new Random(SEED);
    private final Map<String, AutoCloseable> viewers = new HashMap<>();

    @AfterEach
    void close() throws Exception {
        for (var viewer : viewers.values()) {
            viewer.close();
        }
        oriel.close();
    }

    private Camera camera() {
        return oriel.hub().camera("cam").orElseThrow();
    }

    private AutoCloseable viewer(String form) {
        if (form.equals(VIDEO)) {
            return TakenVideo.of(requireNonNull(camera().offered(Codec.H264))); // no address gives it yet
        }
        var path = "/api/cameras/cam/" + PATHS.get(form);
        var crowd = new MixedCrowd(oriel.port());
        return form.equals("mpeg1") ? crowd.play(1, path) : crowd.stream(1, path);
    }

    /// Pictures of each form, and those that were decoded, so far.
    private Map<String, Long> made() throws IOException {
        var made = new TreeMap<String, Long>();
        try (var connection = RawConnection.to(oriel.port())) {
            var matcher = ENCODED.matcher(connection.answer("GET", "/metrics").body());
            while (matcher.find()) {
                var form = FORM.matcher(matcher.group(1));
                assertThat(form.find()).isTrue();
                made.merge(form.group(1), Long.parseLong(matcher.group(2)), Long::sum);
            }
        }
        made.put(DECODED, camera().counts().decoded());
        return made;
    }

    private Map<String, Long> madeMeanwhile(long millis) throws Exception {
        var before = made();
        Thread.sleep(millis);
        var after = made();
        after.replaceAll((form, count) -> count - before.getOrDefault(form, 0L));
        after.values().removeIf(count -> count == 0);
        return after;
    }

    /// Changes one viewer after another, and looks each time at what is made once that has settled.
    private void eachFormIsMadeWhileItIsWanted(SortedSet<String> forms, boolean isDecoded)
            throws Exception {
        for (int change = 0; change < CHANGES; change++) {
            var form = forms.stream().skip(random.nextInt(forms.size())).findFirst().orElseThrow();
            var gone = viewers.remove(form);
            if (gone == null) {
                viewers.put(form, viewer(form));
            } else {
                gone.close();
            }
            var wanted = new TreeSet<>(viewers.keySet());
            boolean shows = wanted.remove(VIDEO) ? !wanted.isEmpty() : !viewers.isEmpty();
            if (isDecoded && shows) {
                wanted.add(DECODED);
            }
            await().untilAsserted(() -> assertThat(madeMeanwhile(400).keySet()).as("with viewers of " + viewers.keySet())
                    .isEqualTo(wanted));
            long pictures = camera().track().published();
            var made = madeMeanwhile(400);
            long most = camera().track().published() - pictures + 2; // those that were on their way at both ends
            assertThat(made.values()).as("at most one a picture").allMatch(count -> count <= most);
        }
    }

    @Test
    void ofADrawnPicture() throws Exception {
        oriel.change("cameras.cam.uri", "test:?size=1280x720&fps=15", "cameras.cam.linger", "0s", "cameras.cam.mpeg.size",
                "320x180");
        eachFormIsMadeWhileItIsWanted(new TreeSet<>(PATHS.keySet()), false);
    }

    @Test
    void ofAVideo() throws Exception {
        var film = Files.write(folder.resolve("film.mp4"), Publishing.recorded("1280x720", 250,
                "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 25 -bf 0 -movflags frag_keyframe -f mp4"));
        oriel.change("cameras.cam.uri", "file:" + film + "?loop=true", "cameras.cam.linger", "0s", "cameras.cam.mpeg.size",
                "320x180");
        try (var _ = viewer("jpeg")) {
            await().until(() -> camera().offered(Codec.H264) != null);
        }
        var forms = new TreeSet<>(PATHS.keySet());
        forms.add(VIDEO);
        eachFormIsMadeWhileItIsWanted(forms, true);
    }
}
