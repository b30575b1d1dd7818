package dev.oriel.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CameraStoreTest {
    @TempDir
    Path folder;

    private final CameraSettings configured = new CameraSettings("Door", new Size(640, 480), 30.0, 80, 0, Flip.NONE, "");

    @Test
    void onlyWhatWasChangedIsKept() {
        var store = new CameraStore(folder.resolve("data"));
        store.keep("door", configured, new CameraSettings("Gate", null, 30.0, 80, 180, Flip.NONE, ""));
        var later = new CameraSettings("Door", new Size(640, 480), 15.0, 80, 0, Flip.H, "");
        assertThat(new CameraStore(folder.resolve("data")).overlay("door", later))
                .isEqualTo(new CameraSettings("Gate", null, 15.0, 80, 180, Flip.H, ""));
    }

    @Test
    void goingBackToTheConfigurationForgetsTheChange() throws IOException {
        var store = new CameraStore(folder);
        store.keep("door", configured, CameraSettings.titled("x"));
        store.keep("door", configured, configured);
        assertThat(Files.readString(folder.resolve("cameras.json"))).doesNotContain("door");
    }

    @Test
    void brokenFileIsLeftAloneAndTheConfigurationHolds() throws IOException {
        Files.writeString(folder.resolve("cameras.json"), "{ broken");
        assertThat(new CameraStore(folder).overlay("door", configured)).isEqualTo(configured);
        assertThat(Files.readString(folder.resolve("cameras.json"))).isEqualTo("{ broken");
    }
}
