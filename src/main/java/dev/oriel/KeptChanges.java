package dev.oriel;

import dev.oriel.config.CameraStore;
import dev.oriel.config.ControlStore;
import dev.oriel.config.DataFiles;
import dev.oriel.config.HistoryStore;
import dev.oriel.config.OrientStore;
import dev.oriel.config.Settings;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.ConfiguredSettings;
import dev.oriel.source.DeviceControls;
import dev.oriel.source.LocalCamera;
import dev.oriel.source.OrientedView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Changes that people made to cameras while running, kept in the data folder: settings with their history, presets and image controls.
///
/// Threads: any. Blocking: reads and writes the disk.
final class KeptChanges {
    private final String file;
    private final Supplier<Settings> configured;
    private final CameraStore settings;
    private final HistoryStore history;
    private final OrientStore presets;
    private final ControlStore controls;

    /// @param data       the folder
    /// @param configured the settings in force
    KeptChanges(Path data, Supplier<Settings> configured, InstantSource clock) {
        this.configured = configured;
        file = DataFiles.cameras(data).toString();
        settings = new CameraStore(data);
        history = new HistoryStore(data, clock);
        presets = new OrientStore(data);
        controls = new ControlStore(data);
    }

    /// Reads the settings, without which a part of a picture might be seen that was hidden.
    ///
    /// @throws IOException naming the file, the reason and the remedy when they cannot be read
    void load() throws IOException {
        settings.load();
    }

    /// Looks whether the files can be read now.
    void refresh() {
        settings.refresh();
        history.refresh();
        presets.refresh();
        controls.refresh();
    }

    /// The reason why each file that cannot be read cannot.
    List<String> problems() {
        return Stream.of(settings.problem(), history.problem(), presets.problem(), controls.problem())
                .filter(problem -> !problem.isEmpty()).toList();
    }

    /// The configured settings with the changes since put over them.
    CameraSettings overlay(String name, CameraSettings configured) {
        return settings.overlay(name, configured);
    }

    /// Keeps the settings that differ from the configured ones, as another server had them.
    void keep(String name, CameraSettings now) {
        settings.keep(name, configured(name, null).settings(), now);
    }

    /// The memory of one camera.
    LocalCamera.CameraMemory of(Settings.CameraEntry entry) {
        return of(entry.name(), entry);
    }

    /// The memory of a camera that the settings need not name.
    LocalCamera.CameraMemory of(String name) {
        return of(name, null);
    }

    private LocalCamera.CameraMemory of(String name, Settings.@Nullable CameraEntry entry) {
        return new LocalCamera.CameraMemory(new CameraHistory(name, settings, history, () -> configured(name, entry)),
                new OrientedView.PresetMemory(() -> presets.presets(name), all -> presets.keep(name, all)),
                new DeviceControls.ControlMemory(() -> controls.values(name), values -> controls.keep(name, values)));
    }

    /// @param otherwise stands for settings that are just being put in force
    private ConfiguredSettings configured(String name, Settings.@Nullable CameraEntry otherwise) {
        var found = configured.get().cameras().get(name);
        var entry = found == null ? otherwise : found;
        return entry == null
                ? new ConfiguredSettings(CameraSettings.titled(name), Map.of(), Set.of(), file, false)
                : new ConfiguredSettings(entry.initial(), entry.origins(), entry.locked(), file, false);
    }
}
