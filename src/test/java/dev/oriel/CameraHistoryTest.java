package dev.oriel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.config.CameraStore;
import dev.oriel.config.HistoryStore;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.ConfiguredSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.Size;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Values and history of a camera, in their two files.
class CameraHistoryTest {
    private static final CameraSettings CONFIGURED = CameraSettings.titled("Door");
    private static final CameraSettings GATE = CameraSettings.titled("Gate");

    @TempDir
    Path folder;
    private CameraHistory history;

    @BeforeEach
    void open() {
        history = new CameraHistory("door", new CameraStore(folder), new HistoryStore(folder, InstantSource.system()),
                () -> new ConfiguredSettings(CONFIGURED, Map.of(), Set.of(), "cameras.json", false));
    }

    private CameraSettings kept() {
        return new CameraStore(folder).overlay("door", CONFIGURED);
    }

    private static CameraSettings sized(String title, @Nullable Size size) {
        return new CameraSettings(title, size, null, 80, 0, Flip.NONE, "");
    }

    @Test
    void aChangeIsKeptInBothFiles() throws IOException {
        history.change("anna", CONFIGURED, GATE);
        assertThat(kept()).isEqualTo(GATE);
        assertThat(history.changes()).hasSize(1);
        history.undo(history.changes().getFirst(), "bob", GATE, CONFIGURED);
        assertThat(kept()).isEqualTo(CONFIGURED);
        assertThat(history.changes().getFirst().undone()).isNotNull();
    }

    @Test
    void aChangeOfNothingIsNoEntry() throws IOException {
        history.change("anna", CONFIGURED, CONFIGURED);
        assertThat(history.changes()).isEmpty();
    }

    @Test
    void whereTheHistoryCannotBeReadNothingIsChangedAndTheSettingsStay() throws IOException {
        history.change(null, CONFIGURED, GATE);
        var file = Files.writeString(folder.resolve("history.json"), "{ broken");
        assertThatThrownBy(() -> history.change(null, GATE, CONFIGURED)).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the change cannot be kept, because the history of the settings cannot be read")
                .hasMessageContaining(file.toString());
        assertThat(kept()).isEqualTo(GATE);
        assertThat(file).hasContent("{ broken");
    }

    @Test
    void whereTheHistoryCannotBeWrittenTheSettingsBeforeStay() throws IOException {
        Files.createDirectories(folder.resolve("history.json.new/in-the-way"));
        assertThatThrownBy(() -> history.change(null, CONFIGURED, GATE)).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot be kept");
        assertThat(kept()).isEqualTo(CONFIGURED);
        assertThat(history.changes()).isEmpty();
    }

    @Test
    void aSizeThatTheCameraTookBackIsSeenAsSuch() throws IOException {
        history.change("anna", CONFIGURED, sized("Door", new Size(9999, 9999)));
        history.takeBack(sized("Door", new Size(9999, 9999)), CONFIGURED);
        assertThat(history.changes().getFirst().undone()).isNotNull().matches(undone -> undone.takenBack());
        assertThat(kept()).isEqualTo(CONFIGURED);
    }

    @Test
    void theRestOfAChangeWhoseSizeWasTakenBackCanStillBeUndone() throws Exception {
        history.change("anna", CONFIGURED, sized("Gate", new Size(9999, 9999)));
        history.takeBack(sized("Gate", new Size(9999, 9999)), GATE);
        var change = history.changes().getFirst();
        assertThat(change.undone()).isNull();
        assertThat(change.undo(GATE)).isEqualTo(CONFIGURED);
    }
}
