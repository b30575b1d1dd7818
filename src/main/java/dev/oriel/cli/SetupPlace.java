package dev.oriel.cli;

import dev.oriel.config.ConfigException;
import dev.oriel.config.Settings;
import dev.oriel.config.SettingsReader;
import dev.oriel.files.Ownership;
import dev.oriel.systemd.LiveSystem;
import java.nio.file.Path;
import java.util.Map;

/// Where an installation has its files.
///
/// @param isSystem it belongs to the machine, as a service; else to whoever runs it, in the working folder
/// @param settings the settings file
/// @param data     the folder for accounts, keys and other state
/// @param key      the file of a relay's key
record SetupPlace(boolean isSystem, Path settings, Path data, Path key) {
    /// The data folder of the services.
    static final Path SERVICE_DATA = Path.of("/var/lib/oriel/oriel-data");

    /// The machine's for root where systemd runs it, else the working folder's.
    static SetupPlace here() {
        if (Ownership.isRoot() && LiveSystem.isThere()) {
            return new SetupPlace(true, Path.of("/etc/oriel/oriel.yaml"), SERVICE_DATA,
                    Path.of("/etc/oriel/push.key"));
        }
        var folder = Path.of("").toAbsolutePath();
        return new SetupPlace(false, folder.resolve("oriel.yaml"), folder.resolve("oriel-data"), folder.resolve("push.key"));
    }

    /// The settings that are there, as the program will read them.
    ///
    /// @throws UsageException when they cannot be used
    Settings read() throws UsageException {
        try {
            return SettingsReader.read(new SettingsReader.Inputs(Map.of(), Map.of(), folder(), settings),
                    Serving.ADDRESSES);
        } catch (ConfigException e) {
            throw new UsageException("the settings that are there cannot be used:\n  " + String.join("\n  ", e.problems()));
        }
    }

    Path folder() {
        return settings.resolveSibling("");
    }

    /// The log of a program that no systemd keeps one for.
    Path log() {
        return settings.resolveSibling("oriel.log");
    }
}
