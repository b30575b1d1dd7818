package dev.oriel.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BusUrlTest {

    @Test
    void everyPartIsRead() {
        assertThat(BusUrl.parse("rediss://ada:p%40ss+word@redis.example:7000/3"))
                .isEqualTo(new BusUrl("redis.example", 7000, true, "ada", "p@ss+word", 3, null));
        assertThat(BusUrl.parse("redis://:secret@10.0.0.1"))
                .isEqualTo(new BusUrl("10.0.0.1", 6379, false, null, "secret", 0, null));
        assertThat(BusUrl.parse("redis://[::1]:7000/")).isEqualTo(new BusUrl("::1", 7000, false, null, null, 0, null));
    }

    @Test
    void secretsAreNeverShown() {
        var url = BusUrl.parse("redis://ada:secret@redis.example/2");
        assertThat(url.masked()).isEqualTo("redis://***@redis.example:6379/2").isEqualTo(url.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "redis", "http://redis.example", "redis://", "redis://h:70000", "redis://h/x",
        "redis://h:1/2?a=b",
        "redis://a b"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> BusUrl.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
