package dev.oriel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ParsersTest {
    private static void refuses(Setting.Parser<?> parser, String... texts) {
        for (var text : texts) {
            assertThatThrownBy(() -> parser.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void boundsThemselvesAreAllowed() {
        var whole = Parsers.between(1, 10);
        assertThat(whole.parse("1")).isEqualTo(1);
        assertThat(whole.parse("10")).isEqualTo(10);
        refuses(whole, "0", "11", "1.5", "");
        var fraction = Parsers.between(0.5, 1.5);
        assertThat(fraction.parse("0.5")).isEqualTo(0.5);
        assertThat(fraction.parse("1.5")).isEqualTo(1.5);
        refuses(fraction, "0.49", "1.51", "NaN");
        var time = Parsers.durationBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));
        assertThat(time.parse("1s")).isEqualTo(Duration.ofSeconds(1));
        assertThat(time.parse("1m")).isEqualTo(Duration.ofMinutes(1));
        refuses(time, "999ms", "61s");
    }

    @Test
    void bytesHaveUnits() {
        assertThat(Parsers.bytes("1M")).isEqualTo(1 << 20);
        assertThat(Parsers.bytes("1024k")).isEqualTo(1 << 20);
        assertThat(Parsers.bytes("1.5GiB")).isEqualTo(3L << 29);
        assertThat(Parsers.bytes("64GB")).isEqualTo(64L << 30);
        assertThat(Parsers.bytes("1048576")).isEqualTo(1 << 20);
        refuses(Parsers::bytes, "1048575", "64.1G", "1T", "-1M");
    }

    @Test
    void wordsAndListsAreThoseThatAreAllowed() {
        assertThat(Parsers.oneOf("a", "b").parse("b")).isEqualTo("b");
        refuses(Parsers.oneOf("a", "b"), "c", "");
        assertThat(Parsers.listOf(Pattern.compile("[a-z]")).parse("a, b,,c")).isEqualTo(List.of("a", "b", "c"));
        refuses(Parsers.listOf(Pattern.compile("[a-z]")), "a,B");
        assertThat(Parsers.networks("10.0.0.0/8, ::1")).isEqualTo(List.of("10.0.0.0/8", "::1"));
        refuses(Parsers::networks, "10.0.0.0/8,10.0.0.0/99");
        assertThat(Parsers.bool("Yes")).isTrue();
        assertThat(Parsers.bool("off")).isFalse();
        refuses(Parsers::bool, "1");
    }
}
