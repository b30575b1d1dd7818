package dev.oriel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LivenessTest {
    private static final long START_NANOS = Long.MAX_VALUE - 1000;
    private final Liveness liveness = new Liveness(START_NANOS);

    private Liveness.Step at(double seconds) {
        return liveness.next(START_NANOS + (long) (seconds * TimeUnit.SECONDS.toNanos(1)));
    }

    @Test
    void twoPingsFifteenSecondsApartThatNobodyAnswersAreTheEnd() {
        assertThat(at(14.9)).isEqualTo(Liveness.Step.NOTHING);
        assertThat(at(15)).isEqualTo(Liveness.Step.ASK);
        assertThat(at(29.9)).isEqualTo(Liveness.Step.NOTHING);
        assertThat(at(30)).isEqualTo(Liveness.Step.ASK);
        assertThat(at(44.9)).isEqualTo(Liveness.Step.NOTHING);
        assertThat(at(45)).isEqualTo(Liveness.Step.GONE);
    }

    @Test
    void anythingThatIsHeardBeginsAnew() {
        at(15);
        at(30);
        liveness.heard(START_NANOS + TimeUnit.SECONDS.toNanos(44));
        assertThat(at(58)).isEqualTo(Liveness.Step.NOTHING);
        assertThat(at(59)).isEqualTo(Liveness.Step.ASK);
        assertThat(at(74)).isEqualTo(Liveness.Step.ASK);
        assertThat(at(89)).isEqualTo(Liveness.Step.GONE);
    }
}
