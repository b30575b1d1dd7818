package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The text of filter chains as the page `process` reads and writes it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChainTextTest {
    /// Reads a chain and writes it, twice; an error is its words.
    private static final String THERE_AND_BACK = """
            async ({ text }) => {
              const { parseChain, formatChain } = await import('./assets/chain.js');
              const named = (name, ...parameters) => ({ name, parameters: parameters.map((one) => ({ name: one, type: 'text' })) });
              const filters = [named('gray'), named('rotate', 'degrees'), named('pixelate', 'size', 'x', 'y', 'w', 'h'),
                named('ffmpeg', 'graph'), named('text', 'text', 'size')];
              try {
                const once = formatChain(parseChain(text, filters)).text;
                return formatChain(parseChain(once, filters)).text === once ? once : `not stable: ${once}`;
              } catch (error) {
                return `! ${error.message}`;
              }
            }""";

    private final Browser browser = Browser.start();
    private final RunningOriel oriel = RunningOriel.with();
    private Page page;

    @BeforeAll
    void open() {
        page = browser.open(oriel.http("/process").toString());
    }

    @AfterAll
    void close() {
        browser.close();
        oriel.close();
    }

    private String thereAndBack(String text) {
        return (String) page.evaluate(THERE_AND_BACK, Map.of("text", text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {"\"\" | \"\"", "\"  \" | \"\"", "gray | gray",
        "gray , rotate=90 | gray,rotate=90", "rotate=degrees=90 | rotate=90",
        "pixelate=0.1:0.2:h=3 | pixelate=size=0.1:x=0.2:h=3", "ffmpeg='hue=s=0,eq=''a''' | ffmpeg='hue=s=0,eq=''a'''",
        "text='Hi there, it''s':size=5 | text=text='Hi there, it''s':size=5", "text='' | text=''", "text='a' | text=a"})
    void chainsAreReadAndWrittenInOneGrammar(String text, String written) {
        assertThat(thereAndBack(text)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {"gray, | a filter is missing at the end | 6",
        "nope | there is no filter “nope” | 1", "gray=1 | “gray” takes no more values | 6",
        "rotate= | a value for “degrees” of “rotate” was expected here | 8",
        "rotate=90 gray | “,” was expected in place of “g” | 11", "text='x | this quotation does not end | 6",
        "pixelate=q=3 | “pixelate” has no parameter “q” | 10", "pixelate=x=1:x=2 | “x” of “pixelate” is given twice | 14"})
    void mistakesAreNamedWithTheirColumn(String text, String problem, int column) {
        assertThat(thereAndBack(text)).isEqualTo("! " + problem + " (column " + column + ")");
    }

    @Test
    void chainsHaveLimits() {
        assertThat(thereAndBack("gray,".repeat(16) + "gray")).isEqualTo("! a chain has at most 16 filters (column 81)");
        assertThat(thereAndBack("gray" + " ".repeat(1_000))).startsWith("! a chain has at most 1000 characters");
    }
}
