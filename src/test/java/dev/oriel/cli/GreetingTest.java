package dev.oriel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.Oriel;
import dev.oriel.config.SettingsReader;
import dev.oriel.source.CameraUri;
import dev.oriel.testing.FreePorts;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GreetingTest {
    @TempDir
    Path folder;

    private String greeting(Map<String, String> given) throws Exception {
        var words = new HashMap<>(Map.of("server.port", "0", "cameras.door.uri", "test:"));
        words.putAll(given);
        var settings = SettingsReader.read(new SettingsReader.Inputs(words, Map.of(), folder, null),
                uri -> CameraUri.parse(uri).common());
        var out = new ByteArrayOutputStream();
        try (var oriel = new Oriel(settings, folder).start()) {
            Greeting.print(new PrintStream(out, true, StandardCharsets.UTF_8), oriel, settings);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void portsOfOldProgramsAreNamedBehindTheAddressToOpen() throws Exception {
        var ports = new String[]{Integer.toString(FreePorts.next()), Integer.toString(FreePorts.next()),
            Integer.toString(FreePorts.next()), Integer.toString(FreePorts.next())};
        var greeting = greeting(Map.of("compat.pistreaming.httpPort", ports[0], "compat.pistreaming.port", ports[1],
                "compat.jsmpeg.inPort", ports[2], "compat.jsmpeg.outPort", ports[3]));
        assertThat(greeting).containsSubsequence("Open:", "pistreaming", "http://127.0.0.1:" + ports[0] + "/",
                "ws://127.0.0.1:" + ports[1] + "/", "jsmpeg", "http://127.0.0.1:" + ports[2] + "/KEY",
                "ws://127.0.0.1:" + ports[3] + "/");
    }

    @Test
    void withoutOldPortsAndBusThereIsNoWordOfThem() throws Exception {
        assertThat(greeting(Map.of())).contains("door  test:").doesNotContain("jsmpeg", "pistreaming", "bus");
    }

    @Test
    void aServerThatSignsForItselfNamesThePageThatTellsHowToTrustItAndWhatToCompare() throws Exception {
        var greeting = greeting(Map.of("server.tls.selfSigned", "true"));
        assertThat(greeting)
                .containsSubsequence("Open:", "https://127.0.0.1:", "http://127.0.0.1:", "/trust", "\"Oriel on ", "SHA-256")
                .containsPattern("(?m)^  ([0-9A-F]{2}:){31}[0-9A-F]{2}$");
        assertThat(greeting(Map.of())).doesNotContain("trust", "https:");
    }

    @Test
    void aBusIsNamedWithWhatIsToBeExpectedOfIt() throws Exception {
        var greeting = greeting(Map.of("bus.url", "redis://me:s3cret@127.0.0.1:" + Integer.toString(FreePorts.next())));
        assertThat(greeting).contains("Cameras of the bus redis://me:***@127.0.0.1:", "none yet", "appear by themselves")
                .doesNotContain("s3cret");
    }
}
