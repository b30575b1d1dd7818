package dev.oriel.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DotEnvTest {
    private final Problems problems = new Problems();

    private Map<String, String> read(String text) {
        var values = new HashMap<String, String>();
        DotEnv.parse(".env", text, problems).forEach((name, value) -> values.put(name, value.text()));
        return values;
    }

    @Test
    void quotesCommentsAndExportAreUnderstood() {
        var values = read(
                "# a comment\n\nexport A=1\nexport\tB = 'x # y' # z\nC=\"d\"\nE=f # g\nH=i\t# j\nK= # l\nM=n#o\r\nP=q\r\n");
        assertThat(values)
                .containsExactlyInAnyOrderEntriesOf(Map.of("A", "1", "B", "x # y", "C", "d", "E", "f", "H", "i", "K", "",
                        "M", "n#o", "P", "q"));
        assertThat(problems.lines()).isEmpty();
    }

    @Test
    void whatIsMeantForThisProgramAndCannotBeReadIsToldWithItsLine() {
        read("ORIEL_SERVER_PORT: 80\nORIEL_LOG_LEVEL='debug\nORIEL_SERVER_HOST=a\nORIEL_SERVER_HOST=b\n");
        assertThat(problems.lines()).containsExactly(".env line 1: allowed: NAME=value",
                "ORIEL_LOG_LEVEL (.env line 2): a quote that begins here does not end",
                "ORIEL_SERVER_HOST (.env line 4): stands there twice, first .env line 3");
    }

    @Test
    void linesOfOtherProgramsAreNobodysBusiness() {
        read("PRIVATE_KEY=\"-----BEGIN\nabc\n-----END\"\nX=1\nX=2\nsomething else\n");
        assertThat(problems.lines()).isEmpty();
    }

    @Test
    void aValueWithoutANameIsNone() {
        assertThat(read("=1\n = 2\n")).isEmpty();
    }
}
