package dev.oriel.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MpegSettingsTest {

    @Test
    void bitRatesHaveUnits() {
        assertThat(MpegSettings.parseBitRate("100k")).isEqualTo(100_000);
        assertThat(MpegSettings.parseBitRate("1.5M")).isEqualTo(1_500_000);
        assertThat(MpegSettings.parseBitRate("20000000")).isEqualTo(20_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"99k", "20.1M", "1000", "", "-1M", "1 Mbit", "99999999M"})
    void otherBitRatesAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> MpegSettings.parseBitRate(text));
    }

    @Test
    void keyFramesAreSetByPicturesOrByTime() {
        assertThat(MpegSettings.Group.parse("25")).isEqualTo(new MpegSettings.Group(25, Duration.ZERO));
        assertThat(MpegSettings.Group.parse("1.5s")).isEqualTo(new MpegSettings.Group(0, Duration.ofMillis(1500)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "601", "99ms", "11s", "1m", "often"})
    void otherDistancesAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> MpegSettings.Group.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"641x480", "640x481", "4096x100", "100x4096", "640"})
    void sizesThatMpegCannotHaveAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> MpegSettings.parseSize(text));
    }

    @Test
    void boundsThemselvesAreAllowed() {
        assertThat(MpegSettings.Group.parse("1").pictures()).isEqualTo(1);
        assertThat(MpegSettings.Group.parse("600").pictures()).isEqualTo(600);
        assertThat(MpegSettings.Group.parse("100ms").time()).isEqualTo(Duration.ofMillis(100));
        assertThat(MpegSettings.Group.parse("10s").time()).isEqualTo(Duration.ofSeconds(10));
        assertThat(MpegSettings.parseSize("4094x4094")).isEqualTo(new Size(4094, 4094));
    }

    @Test
    void aKeyFrameIsDueAfterSoManyPicturesOrSoLong() {
        var pictures = MpegSettings.Group.parse("25");
        assertThat(pictures.isDue(24, 10_000_000)).isFalse();
        assertThat(pictures.isDue(25, 0)).isTrue();
        var time = MpegSettings.Group.parse("1s");
        assertThat(time.isDue(600, 999_999)).isFalse();
        assertThat(time.isDue(0, 1_000_000)).isTrue();
    }
}
