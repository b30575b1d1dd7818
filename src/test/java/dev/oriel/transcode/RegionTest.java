package dev.oriel.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RegionTest {
    private static FilterArguments arguments(double x, double y, double width, double height) {
        var filter = new FilterDescription("part", "Part", "A part.", Region.parameters(), Region::problem);
        return new FilterArguments(filter, Map.of("x", x, "y", y, "w", width, "h", height));
    }

    private static Region region(double x, double y, double width, double height) {
        return Region.of(arguments(x, y, width, height), 641, 481);
    }

    @Test
    void aPartIsAFractionOfThePicture() {
        assertThat(region(0.25, 0.5, 0.5, 0.25)).isEqualTo(new Region(160, 240, 322, 122));
        assertThat(Region.of(arguments(0.1, 0.2, 0.3, 0.4), 100, 50)).as("to the pixel").isEqualTo(new Region(10, 10, 30, 20));
    }

    @Test
    void edgesAreEvenAndNothingOfThePartIsLeftOut() {
        assertThat(Region.of(arguments(0.11, 0.13, 0.02, 0.02), 100, 100)).isEqualTo(new Region(10, 12, 4, 4));
    }

    @Test
    void whatReachesBeyondThePictureIsCutOff() {
        assertThat(region(0.5, 0.5, 1, 1)).isEqualTo(new Region(320, 240, 321, 241));
        assertThat(region(0.9999, 0.9999, 1, 1)).as("never nothing").isEqualTo(new Region(640, 480, 1, 1));
    }

    @Test
    void theWholePictureIsOne() {
        assertThat(region(0, 0, 1, 1).isWhole(641, 481)).isTrue();
        assertThat(region(0.25, 0, 1, 1).isWhole(641, 481)).isFalse();
        assertThat(region(0, 0.25, 1, 1).isWhole(641, 481)).isFalse();
        assertThat(region(0, 0, 0.25, 1).isWhole(641, 481)).isFalse();
        assertThat(region(0, 0, 1, 0.25).isWhole(641, 481)).isFalse();
        assertThat(new Region(2, 0, 641, 481).isWhole(641, 481)).isFalse();
        assertThat(new Region(0, 2, 641, 481).isWhole(641, 481)).isFalse();
    }

    @Test
    void whatBeginsOutsideOfThePictureIsRefused() {
        assertThat(Region.problem(arguments(1, 0, 1, 1))).contains("outside");
        assertThat(Region.problem(arguments(0, 1, 1, 1))).contains("outside");
        assertThat(Region.problem(arguments(0.99, 0.99, 1, 1))).isEmpty();
    }
}
