package dev.oriel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.oriel.files.OtherUser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The files of the settings as they come: unreadable, gone, emptied, somebody else's.
class SettingsFilesTest {
    private static final String PORT = "server:\n  port: 1001\n";

    @TempDir
    Path folder;
    private Path yaml;
    private Path dotEnv;
    private final UsedFiles used = new UsedFiles();
    private @Nullable Path named;

    @BeforeEach
    void name() {
        yaml = folder.resolve("oriel.yaml");
        dotEnv = folder.resolve(".env");
    }

    private Settings read(Map<String, String> environment) throws ConfigException {
        return SettingsReader.read(new SettingsReader.Inputs(Map.of(), environment, folder, named), uri -> Map.of(), used);
    }

    private int port() throws ConfigException {
        return read(Map.of()).server().port();
    }

    private String refused() {
        return refused(Map.of());
    }

    private String refused(Map<String, String> environment) {
        return String.valueOf(catchThrowableOfType(ConfigException.class, () -> read(environment)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "  \n\n", "# all of it is a comment now\n", "server:\n", "{}\n", "\uFEFF"})
    void aFileThatWasUsedAndSaysNothingIsNotUsed(String nothing) throws Exception {
        Files.writeString(yaml, PORT);
        assertThat(port()).isEqualTo(1001);
        Files.writeString(yaml, nothing);
        assertThat(refused()).contains("oriel.yaml").containsAnyOf("it is empty", "it has no settings any more");
        Files.writeString(yaml, "server:\n  port: 1002\n");
        assertThat(port()).isEqualTo(1002);
    }

    @Test
    void aFileThatWasUsedAndIsGoneIsNotEmpty() throws Exception {
        Files.writeString(yaml, PORT);
        Files.writeString(dotEnv, "ORIEL_LOG_LEVEL=debug\n");
        assertThat(port()).isEqualTo(1001);
        Files.delete(yaml);
        assertThat(refused()).contains("oriel.yaml: it is gone").doesNotContain(".env");
        Files.delete(dotEnv);
        assertThat(refused()).contains("oriel.yaml: it is gone", ".env: it is gone");
        Files.writeString(yaml, PORT);
        Files.writeString(dotEnv, "");
        assertThat(refused()).contains(".env: it is empty").doesNotContain("oriel.yaml");
        Files.writeString(dotEnv, "OTHER=1\n");
        assertThat(refused()).contains(".env: it has no settings any more");
    }

    @Test
    void aFileThatCameWhileRunningCountsFromThenOn() throws Exception {
        assertThat(port()).isEqualTo(8080);
        Files.writeString(yaml, PORT);
        assertThat(port()).isEqualTo(1001);
        Files.delete(yaml);
        assertThat(refused()).contains("it is gone");
    }

    @Test
    void aFileThatCouldNotBeUsedIsNoneThatWas() throws Exception {
        Files.writeString(yaml, "server:\n  port: x\n");
        assertThat(refused()).contains("server.port");
        Files.delete(yaml);
        assertThat(port()).isEqualTo(8080);
    }

    @Test
    void anEnvOfOtherProgramsMayComeAndGo() throws Exception {
        Files.writeString(dotEnv, "OTHER=1\n");
        assertThat(port()).isEqualTo(8080);
        Files.delete(dotEnv);
        assertThat(port()).isEqualTo(8080);
    }

    @Test
    void aFolderOrALinkToNothingIsNotEmpty() throws Exception {
        Files.createDirectory(yaml);
        assertThat(refused()).contains("oriel.yaml: cannot be read: is a directory");
        Files.delete(yaml);
        Files.createSymbolicLink(yaml, Path.of("nothing"));
        assertThat(refused()).contains("oriel.yaml: cannot be read: the link leads nowhere");
        Files.delete(yaml);
        Files.createDirectory(dotEnv);
        assertThat(refused()).contains(".env: cannot be read: is a directory");
    }

    @Test
    void atTheStartCommentsAloneAreFineAndANamedFileOfNothingIsNot() throws Exception {
        var file = Files.writeString(folder.resolve("named.yaml"), "# nothing yet\n");
        named = file;
        assertThat(port()).isEqualTo(8080);
        Files.writeString(file, "");
        assertThat(refused()).contains("named.yaml: it is empty");
        named = Path.of("/dev/null");
        assertThat(port()).isEqualTo(8080);
        named = null;
        Files.writeString(yaml, "");
        assertThat(port()).isEqualTo(8080);
    }

    @Test
    void byteOrderMarksAndOtherUnicodeAreRead() throws Exception {
        Files.writeString(dotEnv, "\uFEFFORIEL_SERVER_PORT=1003\n");
        assertThat(port()).isEqualTo(1003);
        Files.write(dotEnv, "\uFEFFORIEL_SERVER_PORT=1004\r\n".getBytes(StandardCharsets.UTF_16LE));
        assertThat(port()).isEqualTo(1004);
        Files.write(yaml, ("\uFEFF" + PORT).getBytes(StandardCharsets.UTF_16BE));
        Files.writeString(dotEnv, "ORIEL_LOG_LEVEL=debug\n");
        assertThat(port()).isEqualTo(1001);
    }

    @Test
    void otherLettersAreToldWithLineAndRemedy() throws Exception {
        Files.write(yaml, "server:\n  port: 1\n# Höf\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(refused()).contains("oriel.yaml: cannot be read: line 3", "\"ö\"", "save the file as UTF-8");
        Files.delete(yaml);
        Files.write(dotEnv, "# Höf\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(refused()).contains(".env: cannot be read: line 1");
    }

    @Test
    void aFileOfAnotherUserIsRefusedUnlessItIsNamed() throws Exception {
        OtherUser.needed();
        Files.writeString(yaml, PORT);
        OtherUser.owns(yaml);
        assertThat(refused()).contains("oriel.yaml: not read", "belongs to the user 65534", "--config", "chown");
        assertThat(read(Map.of("SUDO_UID", "65534")).server().port()).isEqualTo(1001);
        named = yaml;
        assertThat(port()).isEqualTo(1001);
        Files.writeString(dotEnv, "ORIEL_LOG_LEVEL=debug\n");
        OtherUser.owns(dotEnv);
        assertThat(refused()).contains(".env: not read", "belongs to the user 65534", "chown");
    }

    @Test
    void aLinkOfAnotherUserIsRefusedAsAFileIs() throws Exception {
        OtherUser.needed();
        var ours = Files.writeString(folder.resolve("ours.yaml"), PORT);
        OtherUser.owns(Files.createSymbolicLink(yaml, ours));
        assertThat(refused()).contains("oriel.yaml: not read", "the link");
    }

    @Test
    void aFileThatBecomesAnotherUsersWhileRunningIsRefused() throws Exception {
        OtherUser.needed();
        Files.writeString(yaml, PORT);
        assertThat(port()).isEqualTo(1001);
        OtherUser.owns(yaml);
        assertThat(refused()).contains("oriel.yaml: not read");
    }

    @Test
    void theFingerprintChangesWithOwnerRightsAndContent() throws IOException {
        var inputs = new SettingsReader.Inputs(Map.of(), Map.of(), folder, null);
        var none = inputs.fingerprint();
        Files.writeString(yaml, PORT);
        var written = inputs.fingerprint();
        assertThat(written).isNotEqualTo(none).isEqualTo(inputs.fingerprint());
        assertThat(yaml.toFile().setReadable(false)).isTrue();
        assertThat(inputs.fingerprint()).isNotEqualTo(written);
    }
}
