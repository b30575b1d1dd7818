package dev.oriel.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrientationTest {

    /// EXIF's number, and the matrix that does the same: where it takes the picture's right edge, and where its lower one.
    @ParameterizedTest
    @CsvSource({"1,1,0,0,1,false,0", "2,-1,0,0,1,true,0", "3,-1,0,0,-1,false,180", "4,1,0,0,-1,true,180", "5,0,1,1,0,true,270",
        "6,0,1,-1,0,false,90", "7,0,-1,-1,0,true,90", "8,0,-1,1,0,false,270"})
    void aPictureLiesInOneOfEightWays(int exif, double a, double b, double c, double d, boolean mirrored, int degrees) {
        var expected = new Orientation(mirrored, degrees);
        assertThat(Orientation.ofExif(exif)).isEqualTo(expected);
        assertThat(Orientation.ofMatrix(a, b, c, d)).isEqualTo(expected);
        assertThat(expected.isQuarterTurned()).isEqualTo(exif >= 5);
    }

    @Test
    void unknownNumbersAndEmptyMatricesAreUpright() {
        assertThat(Orientation.ofExif(0)).isEqualTo(Orientation.UPRIGHT);
        assertThat(Orientation.ofExif(9)).isEqualTo(Orientation.UPRIGHT);
        assertThat(Orientation.ofMatrix(0, 0, 0, 0)).isEqualTo(Orientation.UPRIGHT);
    }

    @ParameterizedTest
    @CsvSource({"30,0", "60,90", "120,90", "150,180", "210,180", "240,270", "300,270", "330,0"})
    void anAngleInBetweenIsTheNearestQuarters(double degrees, int quarter) {
        double cosine = Math.cos(Math.toRadians(degrees));
        double sine = Math.sin(Math.toRadians(degrees));
        assertThat(Orientation.ofMatrix(cosine, sine, -sine, cosine)).isEqualTo(new Orientation(false, quarter));
    }

    @Test
    void anEighthIsNotYetAQuarter() {
        assertThat(Orientation.ofMatrix(1, 1, -1, 1)).isEqualTo(Orientation.UPRIGHT);
    }

    @Test
    void onlyQuartersAreTurnedBy() {
        assertThatThrownBy(() -> new Orientation(false, 45)).isInstanceOf(IllegalArgumentException.class);
    }
}
