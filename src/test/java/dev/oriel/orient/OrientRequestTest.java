package dev.oriel.orient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrientRequestTest {
    private static OrientRequest read(Map<String, String> parameters) {
        return OrientRequest.of(parameters::get);
    }

    @Test
    void readsWhatIsAskedFor() {
        assertThat(read(Map.of("pan", "5"))).isEqualTo(new OrientRequest.To(Map.of(Axis.PAN, 5.0)));
        assertThat(read(Map.of("pan", "5."))).isEqualTo(new OrientRequest.To(Map.of(Axis.PAN, 5.0)));
        assertThat(read(Map.of("pan", "-5.5", "tilt", "+9", "zoom", ".5")))
                .isEqualTo(new OrientRequest.To(Map.of(Axis.PAN, -5.5, Axis.TILT, 9.0, Axis.ZOOM, 0.5)));
        assertThat(read(Map.of("dpan", "1", "dzoom", "-0.25")))
                .isEqualTo(new OrientRequest.By(Map.of(Axis.PAN, 1.0, Axis.ZOOM, -0.25)));
        assertThat(read(Map.of("preset", "front-door"))).isEqualTo(new OrientRequest.ToPreset("front-door"));
        assertThat(read(Map.of("home", ""))).isEqualTo(new OrientRequest.Home());
        assertThat(read(Map.of("stop", ""))).isEqualTo(new OrientRequest.Stop());
        assertThat(read(Map.of("tour", "on"))).isEqualTo(new OrientRequest.Tour(true));
        assertThat(read(Map.of("tour", "off"))).isEqualTo(new OrientRequest.Tour(false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x", "NaN", "Infinity", "-Infinity", "1e3", "0x1p3", "5f", "5d", " 5", "5 ", "1,5", "--5",
        "9999999999", "٣", "1_000"})
    void refusesWhatIsNoPlainNumber(String text) {
        for (var name : new String[]{"pan", "tilt", "zoom", "dpan", "dtilt", "dzoom"}) {
            assertThatThrownBy(() -> read(Map.of(name, text))).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(name + ": allowed: a number, such as 12 or -4.5");
        }
    }

    @Test
    void refusesNothingAndSeveralThings() {
        assertThatThrownBy(() -> read(Map.of())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("nothing is asked for");
        assertThatThrownBy(() -> read(Map.of("pan", "1", "home", ""))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("several things");
        assertThatThrownBy(() -> read(Map.of("pan", "1", "dtilt", "1"))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"preset, Front", "preset, ''", "preset, ../x", "preset, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "tour, yes",
        "tour, ''"})
    void refusesOtherWords(String name, String text) {
        assertThatThrownBy(() -> read(Map.of(name, text))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name + ": allowed: ");
    }
}
