package dev.oriel.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.ffmpeg.AllowedGraph;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterChainTest {

    /// Until FFmpeg's libraries are loaded, a graph is judged only by what needs none of them, and the rest where it is opened.
    @BeforeAll
    static void loadLibraries() {
        assertThat(AllowedGraph.problem("null")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "gray", " gray , blur ", "blur=0.02", "blur=size=0.02:x=0.1:y=0.1:w=0.3:h=0.2",
        "pixelate=0.05:w=0.5:h=0.5", "text='it''s, a: = test'", "text=''", "timestamp=format='%H:%M:%S':position=top-right",
        "resize=320", "resize=height=240", "ffmpeg='hue=h=90,vignette'", "rotate=-12.5", "mirror=vertical",
        "text=text=door:color=ff8800",
        "ffmpeg='split[a][b];[a]hflip[c];[b][c]overlay=x=w/2'"})
    void chainsOfTheGrammarAreRead(String text) {
        assertThat(FilterChain.parse(text).isEmpty()).isEqualTo(text.isBlank());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {"grey|1|there is no filter",
        "gray,,blur|6|expected a filter's name",
        "gray,|6|expected a filter's name", ",gray|1|expected a filter's name", "gray blur|6|expected , or the end",
        "gray=1|6|one value too many for gray; it has none", "blur=|6|expected a value", "blur=0.02:|11|expected a value",
        "blur=2|6|size is 0 to 0.25", "blur=x=0.1:x=0.2|12|x is given twice", "blur=0.1:size=0.1|10|size is given twice",
        "blur=radius=3|6|blur has no parameter \"radius\"", "blur=NaN|6|size is 0 to 0.25", "blur=1e-2|6|size is 0 to 0.25",
        "text='abc|6|a quotation mark ' that nothing closes", "text=a b|8|expected , or the end",
        "resize|1|needs a width or a height",
        "pixelate=x=1|1|the part lies outside", "edges=0.5:0.2|1|low is above high", "mirror=diagonal|8|axis is one of",
        "text='%Q'|1|no conversion %Q", "timestamp=zone=Nowhere/Land|1|no time zone", "resize=16385|8|width is a whole number",
        "text=color=red|12|a colour of six", "blur=h=0|8|h is 0.001 to 1", "gray=|6|expected a value"})
    void mistakesAreNamedWithTheirColumn(String text, int column, String words) {
        assertThatThrownBy(() -> FilterChain.parse(text)).isInstanceOf(FilterException.class)
                .hasMessageStartingWith("column " + column + ": ").hasMessageContaining(words);
    }

    @Test
    void aChainHasAtMostSixteenFiltersAndAThousandCharacters() {
        assertThat(FilterChain.parse(gray(16)).stages()).hasSize(16);
        assertThatThrownBy(() -> FilterChain.parse(gray(17))).hasMessageContaining("column 81: a filter chain has at most 16");
        assertThatThrownBy(() -> FilterChain.parse(gray(1000)))
                .hasMessageContaining("column 1001: a filter chain has at most 1000");
    }

    private static String gray(int times) {
        return IntStream.range(0, times).mapToObj(i -> "gray").collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @ValueSource(strings = {"movie=/etc/hosts", "drawtext=textfile=/etc/hosts", "lut3d=file=x", "curves=psfile=/x",
        "zoompan=d=99",
        "tile=100x100", "scale=w=n*100:h=100:eval=frame", "geq=random(1)", "fps=1000", "sendcmd=c='1 x y z'",
        "metadata=print:file=x",
        "hflip,movie=x,[in]overlay", "hflip,buffersink", "lutyuv=y=while(1\\,1)", "crop=w=iw+taylor(0\\,0)", "hue=h=root(0\\,1)",
        "scale=8000:8000", "pad=9000:9000", "split=100000000,null", "format=gbrapf32le", "rotate=1:ow=9000",
        "lutyuv=y=wh''ile(1\\,1)", "hflip;vflip",
        "[in]hflip",
        "hflip[out]", "sws_flags=bilinear;hflip", "hflip\\", "scale=0:eval=frame", "pad=eval=frame", "nosuch"})
    void graphsThatCouldTouchMoreThanThePictureAreRefused(String graph) {
        assertThatThrownBy(() -> FilterChain.parse("ffmpeg='" + graph.replace("'", "''") + "'"))
                .isInstanceOf(FilterException.class);
    }

    @Test
    void whateverIsWrittenIsReadOrRefusedInWords() {
        var random = new Random(5);
        var words = new String[]{"gray", "blur", "=", ":", ",", "'", "''", " ", "x", "0.1", "-1", "text", "%H", "ffmpeg",
            "pixelate", "w",
            "\t", "é", "1e9", "[", ";", "\\", "hflip", "crop", "\u0000"};
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            var text = random.ints(1 + random.nextInt(12), 0, words.length).mapToObj(j -> words[j]).collect(Collectors.joining());
            try {
                read += FilterChain.parse(text).stages().size();
            } catch (FilterException e) {
                int column = Integer.parseInt(String.valueOf(e.getMessage()).replaceFirst("(?s)column (\\d+):.*", "$1"));
                assertThat(column).isBetween(1, text.length() + 1);
            }
        }
        assertThat(read).isPositive();
    }
}
