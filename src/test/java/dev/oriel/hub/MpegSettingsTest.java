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
    @ValueSource(strings = {"641x480", "640x481", "4096x100", "640"})
    void sizesThatMpegCannotHaveAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> MpegSettings.parseSize(text));
    }
}
