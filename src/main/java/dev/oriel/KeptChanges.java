package dev.oriel;

import dev.oriel.config.CameraStore;
import dev.oriel.config.ControlStore;
import dev.oriel.config.OrientStore;
import dev.oriel.hub.CameraSettings;
import dev.oriel.source.DeviceControls;
import dev.oriel.source.LocalCamera;
import dev.oriel.source.OrientedView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Changes that people made to cameras while running, kept in the data folder: settings, presets and image controls.
///
/// Threads: any. Blocking: reads and writes the disk.
final class KeptChanges {
    private final CameraStore settings;
    private final OrientStore presets;
    private final ControlStore controls;

    /// @param data the folder
    KeptChanges(Path data) {
        settings = new CameraStore(data);
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
        presets.refresh();
        controls.refresh();
    }

    /// The reason why each file that cannot be read cannot.
    List<String> problems() {
        return Stream.of(settings.problem(), presets.problem(), controls.problem()).filter(problem -> !problem.isEmpty())
                .toList();
    }

    /// The configured settings with the changes since put over them.
    CameraSettings overlay(String name, CameraSettings configured) {
        return settings.overlay(name, configured);
    }

    /// Keeps the settings that differ from the configured ones.
    void keep(String name, CameraSettings configured, CameraSettings now) {
        settings.keep(name, configured, now);
    }

    /// The memory of one camera.
    ///
    /// @param keep remembers its settings
    LocalCamera.CameraMemory of(String name, Consumer<CameraSettings> keep) {
        return new LocalCamera.CameraMemory(keep,
                new OrientedView.PresetMemory(() -> presets.presets(name), all -> presets.keep(name, all)),
                new DeviceControls.ControlMemory(() -> controls.values(name), values -> controls.keep(name, values)));
    }
}
