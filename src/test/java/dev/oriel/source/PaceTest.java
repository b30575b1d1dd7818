package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// When the frames of a steady stream are due.
class PaceTest {
    private static final long BEGAN = 5_000_000_000_000L;

    private final AtomicLong nanos = new AtomicLong(BEGAN);

    @Test
    void framesAreDueAtMultiplesOfTheIntervalHoweverLateEachWas() {
        var pace = new Pace(30, nanos::get);
        assertThat(pace.remainingNanos()).isZero();
        for (int frame = 0; frame < 300; frame++) {
            assertThat(pace.number()).isEqualTo(frame);
            nanos.addAndGet(pace.remainingNanos() + 1_000_000);
            pace.advance();
        }
        assertThat(pace.remainingNanos() + nanos.get()).isEqualTo(BEGAN + 10_000_000_000L);
    }

    @Test
    void framesWhoseTimeHasPassedArePassedOver() {
        var pace = new Pace(10, nanos::get);
        nanos.addAndGet(570_000_000);
        pace.advance();
        assertThat(pace.number()).isEqualTo(5);
        assertThat(pace.remainingNanos()).isEqualTo(-70_000_000);
        pace.advance();
        assertThat(pace.number()).isEqualTo(6);
        assertThat(pace.remainingNanos()).isEqualTo(30_000_000);
    }
}
