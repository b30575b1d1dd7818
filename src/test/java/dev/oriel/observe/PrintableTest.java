package dev.oriel.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

    @Test
    void ordinaryTextStaysAsItIs() {
        for (var text : new String[]{"", "Höf", "unplugged: /dev/video0", "門 👩‍🚀"}) {
            assertThat(Printable.of(text, 100)).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n", "\u0000", "\u001b", "\u0085", "\u2028", "\u2029", "\u202e", "\u2066", "\ufeff",
        "\ud800"})
    void nothingEndsForgesOrTurnsALine(String part) {
        var text = "door" + part + "12:00 ERROR forged";
        assertThat(Printable.of(text, 100)).matches("door[ ?]{1,2}12:00 ERROR forged");
    }

    @Test
    void longTextIsCutBetweenCharacters() {
        assertThat(Printable.of("x".repeat(1000), 10)).isEqualTo("x".repeat(9) + "…");
        assertThat(Printable.of("👩👩👩👩👩👩", 10)).isEqualTo("👩👩👩👩…");
        assertThat(Printable.of("x".repeat(10), 10)).isEqualTo("x".repeat(10));
    }
}
