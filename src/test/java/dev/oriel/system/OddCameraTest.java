package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.SettingsChange;
import dev.oriel.hub.Size;
import dev.oriel.hub.Track;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A camera that fails when it is looked at costs the others nothing.
class OddCameraTest {

    /// A camera that cannot say what it is.
    private record FailingCamera(Track track) implements Camera {
        @Override
        public CameraSettings settings() {
            return CameraSettings.titled(name());
        }

        @Override
        public void change(SettingsChange change) {
            throw new UnsupportedOperationException();
        }

        @Override
        public @Nullable Size pictureSize() {
            throw new IllegalStateException("a camera's own");
        }

        @Override
        public FrameCounts counts() {
            throw new IllegalStateException("a camera's own");
        }

        @Override
        public String maskedUri() {
            return "failing:";
        }
    }

    @Test
    void theOthersAreListedAndMeasured() throws Exception {
        try (var oriel = RunningOriel.with(); var door = oriel.camera("door"); var yard = oriel.camera("yard")) {
            oriel.hub().add(new FailingCamera(oriel.hub().track("between")));
            oriel.hub().remove("yard");
            oriel.hub().add(yard);
            door.publish();
            try (var connection = RawConnection.to(oriel.port())) {
                var list = connection.answer("GET", "/api/cameras");
                assertThat(list.status()).isEqualTo(200);
                var cameras = new JsonObject(list.body()).getJsonArray("cameras");
                assertThat(cameras.stream().map(camera -> ((JsonObject) camera).getString("name"))).containsExactly("door",
                        "yard");
            }
            try (var connection = RawConnection.to(oriel.port())) {
                var metrics = connection.answer("GET", "/metrics");
                assertThat(metrics.status()).isEqualTo(200);
                assertThat(metrics.body()).contains("oriel_frames_invalid_total{camera=\"door\"}",
                        "oriel_frames_invalid_total{camera=\"yard\"}", "oriel_frames_published_total{camera=\"between\"}");
            }
            assertThat(LoggedErrors.found()).as("said once each").hasSizeBetween(2, 3);
        }
    }
}
