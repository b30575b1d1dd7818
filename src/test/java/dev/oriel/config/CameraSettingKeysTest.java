package dev.oriel.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.hub.CameraSetting;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.SettingsPatch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each setting that can be changed while running, in the configuration and in the files of the data folder.
class CameraSettingKeysTest {
    private static final CameraSettings PLAIN = CameraSettings.titled("door");

    @TempDir
    Path folder;

    private static CameraSettings with(CameraSetting setting) {
        return PLAIN.with(setting, setting.parse(setting.words().example()));
    }

    private Settings.CameraEntry read(Map<String, String> commandLine, Map<String, String> options) throws ConfigException {
        var entry = SettingsReader.read(new SettingsReader.Inputs(commandLine, Map.of(), folder, null), uri -> options).cameras()
                .get("door");
        assertThat(entry).isNotNull();
        return entry;
    }

    @ParameterizedTest
    @EnumSource
    void aKeySetsIt(CameraSetting setting) throws ConfigException {
        var key = "cameras.door." + setting.key();
        var entry = read(Map.of("cameras.door.uri", "test:", key, setting.words().example()), Map.of());
        assertThat(entry.initial()).isEqualTo(with(setting));
        assertThat(entry.origins()).containsOnlyKeys(setting.key());
    }

    @ParameterizedTest
    @EnumSource
    void theAddressSetsIt(CameraSetting setting) throws ConfigException {
        var entry = read(Map.of("cameras.door.uri", "test:"), Map.of(setting.key(), setting.words().example()));
        assertThat(entry.initial()).isEqualTo(with(setting));
    }

    @ParameterizedTest
    @EnumSource
    void itCanBeLocked(CameraSetting setting) throws ConfigException {
        var entry = read(Map.of("cameras.door.uri", "test:", "cameras.door.locked", setting.key()), Map.of());
        assertThat(entry.locked()).containsExactly(setting.key());
        assertThat(SettingsPatch.of(entry.initial(), entry.locked()).applyTo(with(setting))).isEqualTo(PLAIN);
    }

    @ParameterizedTest
    @EnumSource
    void itsChangeIsKept(CameraSetting setting) throws IOException {
        new CameraStore(folder).keep("door", PLAIN, with(setting));
        new HistoryStore(folder, () -> Instant.EPOCH).add("door", "anna", PLAIN, with(setting));
        var store = new CameraStore(folder);
        store.load();
        assertThat(store.overlay("door", PLAIN)).isEqualTo(with(setting));
        assertThat(new HistoryStore(folder, () -> Instant.EPOCH).changes("door").getFirst().after())
                .isEqualTo(SettingsPatch.between(PLAIN, with(setting)));
    }
}
