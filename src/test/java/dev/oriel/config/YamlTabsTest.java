package dev.oriel.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlTabsTest {

    /// A tab is written `>` here, and a line end `|`.
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', value = {"port:>80>#>why; port: 80 # why", "a:>1|b:>2; a: 1|b: 2",
        ">a:>1; >a: 1", ">># only a comment;~  # only a comment~", "k: 'a>b'>c; k: 'a>b' c", "'a>b':>1; 'a>b': 1",
        "k: [>'a>b',>\"c>d\"]; k: [ 'a>b', \"c>d\"]", "k: it's>so; k: it's so"})
    void tabsBetweenWordsBecomeSpacesAndThoseInQuotesStay(String text, String expected) {
        assertThat(YamlTabs.asSpaces(written(text))).isEqualTo(written(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', value = {"k: \"a\\\"b>c\">d; k: \"a\\\"b>c\" d",
        "k: \"C:\\\\\">d; k: \"C:\\\\\" d", "k: 'C:\\'>d; k: 'C:\\' d"})
    void aBackslashEscapesOnlyInDoubleQuotes(String text, String expected) {
        assertThat(YamlTabs.asSpaces(written(text))).isEqualTo(written(expected));
    }

    private static String written(String text) {
        return text.replace('>', '\t').replace('|', '\n');
    }
}
