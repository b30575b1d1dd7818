package dev.oriel.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.config.ConfigException;
import dev.oriel.config.Keys;
import dev.oriel.config.Setting;
import dev.oriel.config.Settings;
import dev.oriel.config.SettingsReader;
import dev.oriel.source.CameraUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `oriel.example.yaml` and `docs/configuration.md` against the list of keys.
class SettingsDocsTest {
    private static final String EXAMPLE = "oriel.example.yaml";
    private static final Pattern COMMENTED_KEY = Pattern.compile("(?m)^( *)#(?=[a-z])");

    @TempDir
    Path folder;

    @Test
    void configurationHasEachKeyWithItsValuesAndDefault() throws IOException {
        var rows = Texts.read("docs/configuration.md").lines().filter(line -> line.startsWith("| `")).toList();
        for (var setting : Keys.ONCE) {
            assertThat(rows).contains(row(setting.key(), setting.environmentName(), setting));
        }
        for (var setting : Keys.CAMERA) {
            var name = "ORIEL_CAMERAS_NAME_" + setting.key().replace('.', '_').toUpperCase(Locale.ROOT);
            assertThat(rows).contains(row("cameras.NAME." + setting.key(), name, setting));
        }
    }

    private static String row(String key, String environment, Setting<?> setting) {
        var standard = setting.defaultValue();
        return "| `" + key + "` | `" + environment + "` | " + setting.allowed() + " | "
                + (standard == null || standard.isEmpty() ? "–" : "`" + standard + "`") + " | " + setting.meaning()
                + (setting.needsRestart() ? " Needs a restart." : "") + " |";
    }

    @Test
    void documentationNamesOnlyKeysThatExist() throws IOException {
        var known = new TreeSet<String>();
        Keys.ONCE.forEach(setting -> known.add(setting.key()));
        Keys.CAMERA.forEach(setting -> known.add("cameras." + setting.key()));
        for (var file : Texts.markdown()) {
            var named = Texts.found(
                    "`((?:server|auth|viewers|ingest|limits|bus|push|compat|log|cameras)\\.[A-Za-z][\\w.-]*)[=:` ]",
                    Texts.read(file));
            named.removeIf(name -> name.matches("compat\\.(pistreaming|jsmpeg|image-to-image)"));
            named.removeIf(name -> name.matches("server\\.(py|log)")); // files of other systems
            named.removeIf(name -> name.matches("cameras\\.(json|[\\w-]+)"));
            assertThat(named).as(file.toString()).allSatisfy(
                    name -> assertThat(known).contains(name.replaceFirst("^cameras\\.[\\w-]+\\.", "cameras.")));
        }
    }

    @Test
    void exampleHasEachKeyWithItsExampleAndDefault() throws IOException {
        var example = Texts.read(EXAMPLE);
        for (var setting : Keys.ONCE) {
            assertDescribed(example, setting);
        }
        for (var setting : Keys.CAMERA) {
            assertDescribed(example, setting);
        }
    }

    private static void assertDescribed(String example, Setting<?> setting) {
        var line = "#" + setting.key().substring(setting.key().lastIndexOf('.') + 1) + ": " + setting.example() + "\n";
        assertThat(example).contains(line);
        var standard = setting.defaultValue();
        var comment = example.substring(0, example.indexOf(line)).replaceAll("(?s).*\n\n", "");
        assertThat(comment).as(setting.key())
                .contains(standard == null || standard.isEmpty() ? "efault: " : "Default " + standard);
        assertThat(comment.contains("restart")).as(setting.key() + " needs a restart").isEqualTo(setting.needsRestart());
    }

    @Test
    void exampleIsAcceptedAsItStands() throws Exception {
        assertThat(read(Texts.read(EXAMPLE)).cameras()).isEmpty();
    }

    @Test
    void exampleIsAcceptedWithEveryKeyInUse() throws Exception {
        Files.writeString(folder.resolve("cert.pem"), "");
        Files.writeString(folder.resolve("key.pem"), "");
        Files.writeString(folder.resolve("redis-ca.pem"), "");
        Files.writeString(folder.resolve("client.html"), "");
        var all = COMMENTED_KEY.matcher(Texts.read(EXAMPLE)).replaceAll("$1")
                .replace("selfSigned: true", "selfSigned: false").replaceAll("(cert|key|redis-ca)\\.pem",
                        folder + "/$1.pem")
                .replace("  keyFile: relay.key\n", "") // beside the key itself
                .replace("page: client.html", "page: " + folder + "/client.html");
        var settings = read(all);
        assertThat(settings.server().host()).isEqualTo("0.0.0.0");
        assertThat(settings.server().tls()).isNotNull();
        assertThat(settings.cameras()).containsOnlyKeys("front-door");
        for (var setting : Keys.CAMERA) {
            var word = setting.key().substring(setting.key().lastIndexOf('.') + 1);
            assertThat(all).containsPattern("(?m)^ {4,6}" + word + ": ");
        }
    }

    private Settings read(String yaml) throws IOException, ConfigException {
        var file = Files.writeString(folder.resolve("oriel.yaml"), yaml);
        return SettingsReader.read(new SettingsReader.Inputs(Map.of(), Map.of(), folder, file),
                uri -> CameraUri.parse(uri).common());
    }
}
