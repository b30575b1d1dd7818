package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.hub.CameraSetting;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.RecordedChange;
import dev.oriel.hub.RememberedSettings;
import dev.oriel.hub.SettingsChange;
import dev.oriel.hub.SettingsException;
import dev.oriel.hub.Size;
import dev.oriel.hub.UndoException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The past of a camera's settings, and the ways back.
class TriedJournalTest {
    private static final CameraSettings CONFIGURED = new CameraSettings("Door", new Size(640, 480), 10.0, 80, 0, Flip.NONE, "");

    private final List<CameraSettings> kept = new ArrayList<>();
    private volatile int mostPixels = 1_000_000;
    private final TriedSettings settings = new TriedSettings("door", CONFIGURED, CONFIGURED, () -> mostPixels,
            new RememberedSettings(CONFIGURED, kept::add));
    private final List<TriedSettings.Change> changed = new ArrayList<>();
    private final TriedJournal journal = new TriedJournal(settings, changed::add);

    private void change(CameraSettings next) {
        settings.change(SettingsChange.by("anna", now -> next));
    }

    private static CameraSettings turned(int rotate) {
        return new CameraSettings("Door", new Size(640, 480), 10.0, 80, rotate, Flip.NONE, "");
    }

    @Test
    void undoesWalkBackToTheBeginningAndThenAreRefused() throws Exception {
        change(turned(90));
        change(turned(180));
        change(turned(180).with(CameraSetting.FILTER, "gray"));
        journal.undo(null, "bob");
        assertThat(settings.now()).isEqualTo(turned(180));
        assertThat(changed.getLast().filters()).isTrue();
        journal.undo(null, "bob");
        journal.undo(null, "bob");
        assertThat(settings.now()).isEqualTo(CONFIGURED);
        assertThat(kept.getLast()).isEqualTo(CONFIGURED);
        assertThatThrownBy(() -> journal.undo(null, "bob")).isInstanceOf(UndoException.class);
        assertThat(journal.report().changes()).extracting(RecordedChange::undone).doesNotContainNull();
    }

    @Test
    void anUndoOfASettingThatIsLockedNowIsRefused() {
        change(turned(90));
        settings.lock(Set.of("rotate"));
        assertThatThrownBy(() -> journal.undo(null, null)).isInstanceOf(UndoException.class)
                .hasMessage("locked in the settings: rotate (cameras.door.locked)");
        assertThat(settings.now()).isEqualTo(turned(90));
    }

    @Test
    void anUndoToASizeThatIsTooLargeNowIsRefused() {
        change(new CameraSettings("Door", new Size(64, 48), 10.0, 80, 0, Flip.NONE, ""));
        mostPixels = 10_000;
        assertThatThrownBy(() -> journal.undo(null, null)).isInstanceOf(UndoException.class)
                .hasMessage("size: at most 10000 pixels (limits.pixels)");
    }

    @Test
    void aResetIsAChangeThatCanBeUndone() throws Exception {
        change(new CameraSettings("Gate", null, 10.0, 80, 90, Flip.NONE, "gray"));
        journal.reset(Set.of("title", "filter", "size"), "bob");
        assertThat(settings.now()).isEqualTo(turned(90));
        assertThat(changed.getLast()).isEqualTo(new TriedSettings.Change(true, true));
        journal.undo(null, "bob");
        assertThat(settings.now().filter()).isEqualTo("gray");
        assertThat(settings.now().title()).isEqualTo("Gate");
    }

    @ParameterizedTest
    @EnumSource
    void eachSettingThatIsLockedStays(CameraSetting setting) {
        settings.lock(Set.of(setting.key()));
        assertThatThrownBy(() -> change(CONFIGURED.with(setting, setting.parse(setting.words().example()))))
                .isInstanceOfSatisfying(SettingsException.class, e -> assertThat(e.problems()).containsOnlyKeys(setting.key()))
                .hasMessageContaining("locked in the settings");
        assertThat(settings.now()).isEqualTo(CONFIGURED);
    }

    @Test
    void eachProblemStandsBesideItsSetting() {
        settings.lock(Set.of("rotate", "title"));
        assertThatThrownBy(() -> change(turned(90))).isInstanceOfSatisfying(SettingsException.class,
                e -> assertThat(e.problems()).containsOnlyKeys("rotate"));
        assertThatThrownBy(() -> change(new CameraSettings("Door", new Size(4000, 3000), 10.0, 80, 0, Flip.NONE, "")))
                .isInstanceOfSatisfying(SettingsException.class, e -> assertThat(e.problems()).containsOnlyKeys("size"));
    }
}
