package dev.oriel.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeTest {
    @Test
    void aSizeHasTheSidesThatAJpegCanHave() {
        assertThat(Size.parse("1x1")).isEqualTo(new Size(1, 1));
        assertThat(Size.parse(" 65535 X 65535 ")).hasToString("65535x65535");
        assertThat(new Size(65535, 65535).pixels()).isEqualTo(4_294_836_225L);
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,0", "65536,1", "1,65536"})
    void otherSidesAreRefused(int width, int height) {
        assertThatThrownBy(() -> new Size(width, height)).isInstanceOf(IllegalArgumentException.class);
    }
}
