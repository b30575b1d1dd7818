package dev.oriel.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each setting of the table in all that hangs on it. The bus, the kept files, keys, addresses and locks have such tests of their own.
class CameraSettingTest {
    private static final CameraSettings PLAIN = CameraSettings.titled("door");

    private static CameraSettings with(CameraSetting setting) {
        return PLAIN.with(setting, setting.parse(setting.words().example()));
    }

    private static JsonObject sent(JsonObject json) {
        return new JsonObject(json.encode());
    }

    @ParameterizedTest
    @EnumSource
    void aStrangerChangesItAndTakesItBack(CameraSetting setting) {
        var patch = SettingsPatch.between(PLAIN, with(setting));
        assertThat(patch.names()).containsExactly(setting.key());
        assertThat(SettingsPatch.parse(sent(patch.json()), chain -> chain)).isEqualTo(patch);
        var back = SettingsPatch.parse(new JsonObject().putNull(setting.key()), chain -> chain);
        assertThat(back.applyTo(with(setting))).isEqualTo(PLAIN.with(setting, setting.standard()));
    }

    @ParameterizedTest
    @EnumSource
    void anotherProcessIsToldOfIt(CameraSetting setting) {
        assertThat(CameraSettings.readWhatIsSaid(sent(with(setting).json()))).isEqualTo(with(setting));
    }

    @ParameterizedTest
    @EnumSource
    void itsChangeIsRecordedAndUndone(CameraSetting setting) throws Exception {
        var change = RecordedChange.of(1, Instant.EPOCH, "anna", PLAIN, with(setting));
        assertThat(RecordedChange.read(sent(change.write()))).isEqualTo(change);
        assertThat(change.undo(with(setting))).isEqualTo(PLAIN);
    }

    @ParameterizedTest
    @EnumSource
    void thePageHasAFieldForIt(CameraSetting setting) throws IOException {
        assertThat(Files.readString(Path.of("src/main/resources/web/watch.html")))
                .contains("data-setting=\"" + setting.key() + "\"", "name=\"" + setting.key() + "\"");
    }

    @ParameterizedTest
    @EnumSource
    void theDocumentationNamesIt(CameraSetting setting) throws IOException {
        var name = "`" + setting.key() + "`";
        assertThat(Files.readString(Path.of("docs/protocol.md")).lines())
                .anySatisfy(line -> assertThat(line).startsWith("Settings are ").contains(name));
        assertThat(Files.readString(Path.of("docs/configuration.md")).lines())
                .anySatisfy(line -> assertThat(line).contains(name, "can also be changed while Oriel runs"))
                .anySatisfy(line -> assertThat(line).startsWith("| `cameras.NAME." + setting.key() + "` |"));
    }

    @Test
    void jsonHasTheFieldsInTheirOrder() {
        assertThat(PLAIN.json().encode()).isEqualTo("{\"title\":\"door\",\"fps\":null,\"size\":null,\"quality\":80,\"rotate\":0,"
                + "\"flip\":\"none\",\"filter\":\"\"}");
    }

    @Test
    void aTextIsJudgedAtOnceExceptATitle() {
        assertThatThrownBy(() -> CameraSetting.QUALITY.parse("101")).isInstanceOf(IllegalArgumentException.class);
        assertThat(CameraSetting.TITLE.parse("x".repeat(101))).isEqualTo("x".repeat(101));
    }

    @Test
    void onlyNamesOfSettingsAreKnown() {
        assertThat(CameraSetting.known(new JsonArray().add("fps").add("colour"))).containsExactly("fps");
    }
}
