package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PartHeadersTest {
    private static final long ARRIVED_MICROS = 1_790_000_000_000_000L;
    private static final long MINUTE_MICROS = 60_000_000;

    private static long captured(long saidMicros) {
        return new PartHeaders(0, OptionalLong.of(saidMicros)).capturedAtMicros(ARRIVED_MICROS);
    }

    @Test
    void aPictureWasCapturedWhenItSaysWithinAMinuteOfItsArrival() {
        assertThat(captured(ARRIVED_MICROS)).isEqualTo(ARRIVED_MICROS);
        assertThat(captured(ARRIVED_MICROS - 1)).isEqualTo(ARRIVED_MICROS - 1);
        assertThat(captured(ARRIVED_MICROS - MINUTE_MICROS)).isEqualTo(ARRIVED_MICROS - MINUTE_MICROS);
        assertThat(captured(ARRIVED_MICROS - MINUTE_MICROS - 1)).as("a wrong clock").isEqualTo(ARRIVED_MICROS);
        assertThat(captured(ARRIVED_MICROS + 1)).as("in the future").isEqualTo(ARRIVED_MICROS);
        assertThat(PartHeaders.NONE.capturedAtMicros(ARRIVED_MICROS)).isEqualTo(ARRIVED_MICROS);
    }

    @Test
    void aTimeHasAtMostThirtyTwoCharacters() {
        var longest = "1790000000.123456" + "7".repeat(15);
        assertThat(PartHeaders.of("X-Timestamp: " + longest).timestampMicros()).hasValue(1_790_000_000_123_456L);
        assertThat(PartHeaders.of("X-Timestamp: " + longest + "7").timestampMicros()).isEmpty();
    }

    @Test
    void aLengthIsBounded() {
        assertThat(PartHeaders.of("Content-Length: 99999999").bytes()).isEqualTo(JpegSplitter.MOST_BYTES);
        assertThat(PartHeaders.of("Content-Length: 999999999").bytes()).isZero();
        assertThat(PartHeaders.of("Content-Length: -5").bytes()).isZero();
    }
}
