package dev.oriel.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The classes that the profile `mutation` names: one that has another name now would be left out without a word.
class MutationProfileTest {

    @Test
    void eachClassAndItsTestsExist() throws IOException {
        var profile = Texts.read("pom.xml").replaceFirst("(?s).*<id>mutation</id>", "").replaceFirst("(?s)</profile>.*", "");
        var classes = Texts.found("(dev\\.oriel\\.[a-z]+\\.\\w+)", profile);
        assertThat(classes).hasSizeGreaterThan(100).allSatisfy(name -> {
            var source = (name.endsWith("Test") ? "src/test/java/" : "src/main/java/") + name.replace('.', '/') + ".java";
            assertThat(Files.exists(Path.of(source))).as(name).isTrue();
        });
    }
}
