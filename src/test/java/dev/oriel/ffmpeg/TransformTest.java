package dev.oriel.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransformTest {

    @ParameterizedTest
    @CsvSource({"0,false,false,320x240,red green blue white", "90,false,false,240x320,blue red white green",
        "180,false,false,320x240,white blue green red", "270,false,false,240x320,green white red blue",
        "0,true,false,320x240,green red white blue", "0,false,true,320x240,blue white red green",
        "0,true,true,320x240,white blue green red", "180,true,true,320x240,red green blue white",
        "90,true,false,240x320,red blue green white"})
    void cornersGoWhereTheShapeSendsThem(int rotate, boolean horizontally, boolean vertically, String size, String corners)
            throws IOException {
        var shape = new Shape(0, 0, rotate, horizontally, vertically, "");
        assertThat(look(shape, 320, 240)).isEqualTo(size + " " + corners);
    }

    @Test
    void scalesBeforeItRotates() throws IOException {
        assertThat(look(new Shape(160, 90, 90, false, false, ""), 320, 240)).isEqualTo("90x160 blue red white green");
    }

    @Test
    void scalesAlone() throws IOException {
        assertThat(look(new Shape(640, 360, 0, false, false, ""), 320, 240)).isEqualTo("640x360 red green blue white");
    }

    @Test
    void runsFiltersLast() throws IOException {
        assertThat(look(new Shape(0, 0, 90, false, false, "hflip"), 320, 240)).isEqualTo("240x320 red blue green white");
    }

    @Test
    void aFilterThatDoesNotExistIsAnError() {
        assertThatThrownBy(() -> look(new Shape(0, 0, 0, false, false, "nosuchfilter"), 320, 240))
                .isInstanceOf(IOException.class);
    }

    @Test
    void anInputThatChangesItsSizeIsFollowed() throws IOException {
        try (var arena = Arena.ofConfined(); var transform = new Transform(new Shape(0, 0, 90, false, false, ""))) {
            for (int width : new int[]{320, 640, 322, 320}) {
                try (var picture = Pictures.quarters(arena, width, 240); var turned = transform.apply(picture)) {
                    assertThat(turned).hasToString("240x" + width);
                }
            }
        }
    }

    @Test
    void whatItMadeStaysWhenItMakesTheNext() throws IOException {
        try (var arena = Arena.ofConfined();
                var transform = new Transform(new Shape(160, 120, 0, false, false, ""));
                var picture = Pictures.quarters(arena, 320, 240);
                var first = transform.apply(picture);
                var second = transform.apply(picture)) {
            assertThat(first.frame().data(0).address()).isNotEqualTo(second.frame().data(0).address());
        }
    }

    private static String look(Shape shape, int width, int height) throws IOException {
        try (var arena = Arena.ofConfined();
                var picture = Pictures.quarters(arena, width, height);
                var transform = new Transform(shape);
                var result = transform.apply(picture);
                var encoder = new JpegEncoder()) {
            var jpeg = encoder.encode(result, 90);
            try {
                return result + " " + Pictures.corners(jpeg);
            } finally {
                jpeg.release();
            }
        }
    }
}
