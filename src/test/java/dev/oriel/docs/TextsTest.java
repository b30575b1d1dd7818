package dev.oriel.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Links and words in all texts of the project.
class TextsTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final String WORDS = "(?i)(?<!user-)\\b(issues?|agents?|sub-?agents?|todo|fixme|xxx)\\b";
    private static final String MACHINE = "(?<![\\w.~}-])(/(?:work|root|home|tmp|Users)/)";
    private static final List<String> HOSTS = List.of("adoptium.net", "maven.apache.org", "repo.maven.apache.org",
            "www.apache.org", "www.w3.org");

    @Test
    void relativeLinksAndPicturesResolve() throws IOException {
        int checked = 0;
        for (var file : Texts.markdown()) {
            for (var link : LINK.matcher(Texts.read(file)).results().map(match -> match.group(1)).toList()) {
                if (!link.matches("[a-z]+:.*")) {
                    assertThat(resolves(file, link)).as(file + " -> " + link).isTrue();
                    checked++;
                }
            }
        }
        assertThat(checked).isGreaterThan(20);
    }

    private static boolean resolves(Path file, String link) throws IOException {
        int hash = link.indexOf('#');
        var path = hash < 0 ? link : link.substring(0, hash);
        var target = path.isEmpty() ? file : file.resolveSibling(path).normalize();
        return Files.exists(target) && (hash < 0 || HEADING.matcher(Texts.read(target)).results()
                .anyMatch(heading -> anchor(heading.group(1)).equals(link.substring(hash + 1))));
    }

    private static String anchor(String heading) {
        return heading.toLowerCase(java.util.Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-');
    }

    @Test
    void picturesAreSmall() throws IOException {
        try (var pictures = Files.list(Path.of("docs/images"))) {
            assertThat(pictures.toList()).isNotEmpty().allSatisfy(picture -> assertThat(Files.size(picture)).isLessThan(300_000));
        }
    }

    @Test
    void textsSpeakOfTheProgramOnly() throws IOException {
        for (var file : Texts.all()) {
            if (!file.startsWith("src/test/java/dev/oriel/docs")) {
                assertThat(Texts.found(WORDS, Texts.read(file))).as(file.toString()).isEmpty();
            }
        }
        for (var file : Texts.markdown()) {
            assertThat(Texts.found("(?i)\\b((?:this|an?other|earlier|previous|last|next) session)\\b", Texts.read(file)))
                    .as(file.toString()).isEmpty();
        }
    }

    @Test
    void textsNameNoPathOfOneMachine() throws IOException {
        for (var file : Texts.all()) {
            if (!file.startsWith("src/test/java/dev/oriel/docs")) {
                assertThat(Texts.found(MACHINE, Texts.read(file))).as(file.toString()).isEmpty();
            }
        }
    }

    @Test
    void theBuildNamesOnlyPublicHosts() throws IOException {
        for (var file : Texts.all()) {
            if (builds(file)) {
                assertThat(Texts.found("https?://([A-Za-z0-9.:-]+)", Texts.read(file))).as(file.toString()).isSubsetOf(HOSTS);
            }
        }
    }

    private static boolean builds(Path file) {
        var name = file.toString();
        return Stream.of(".mvn/", ".ci/").anyMatch(name::startsWith)
                || (file.getNameCount() == 1 && Stream.of(".md", ".yaml").noneMatch(name::endsWith));
    }
}
