package dev.oriel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.edge.EdgePulse.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EdgePulseTest {
    private long nanos = Long.MAX_VALUE - 1000;
    private final EdgePulse pulse = new EdgePulse(nanos);
    private boolean watched;
    private boolean answers = true;

    /// Looks four times a second; the seconds at which it asks, and the one at which the edge is gone.
    private List<String> steps(int seconds) {
        var steps = new ArrayList<String>();
        for (int i = 0; i < 4 * seconds; i++) {
            var step = pulse.look(watched, nanos);
            if (step == Step.ASK) {
                long question = pulse.asked(nanos);
                if (answers) {
                    pulse.heard(nanos);
                    assertThat(pulse.answered(question, nanos + 7)).isEqualTo(7);
                }
            }
            if (step != Step.NOTHING) {
                steps.add(i / 4.0 + " " + step);
            }
            if (step == Step.GONE) {
                break;
            }
            nanos += 250_000_000;
        }
        return steps;
    }

    @Test
    void anEdgeThatNobodyWatchesIsAskedEachFifteenSeconds() {
        assertThat(steps(46)).containsExactly("0.0 ASK", "15.0 ASK", "30.0 ASK", "45.0 ASK");
    }

    @Test
    void aWatchedEdgeIsAskedEachTwoSeconds() {
        watched = true;
        assertThat(steps(5)).containsExactly("0.0 ASK", "2.0 ASK", "4.0 ASK");
    }

    @Test
    void anEdgeThatNobodyWatchesIsGoneAfterFortySeconds() {
        answers = false;
        assertThat(steps(60)).containsExactly("0.0 ASK", "15.0 ASK", "30.0 ASK", "40.25 GONE");
    }

    @Test
    void aWatchedEdgeIsGoneAfterSixSeconds() {
        answers = false;
        watched = true;
        assertThat(steps(60)).containsExactly("0.0 ASK", "2.0 ASK", "4.0 ASK", "6.0 ASK", "6.25 GONE");
    }

    @Test
    void theSilenceBeforeSomebodyWatchesIsNoFault() {
        steps(1);
        answers = false;
        steps(13);
        watched = true;
        assertThat(steps(60)).contains("0.0 ASK").last().isEqualTo("6.25 GONE");
    }

    @Test
    void timeInWhichTheMachineSleptIsNobodysSilence() {
        watched = true;
        steps(3);
        nanos += Duration.ofMinutes(5).toNanos();
        assertThat(pulse.look(true, nanos)).isEqualTo(Step.ASK);
    }

    @Test
    void whileSomebodyAsksForItsPlaceItIsAskedEachFiveSeconds() {
        steps(1);
        pulse.contested(nanos);
        assertThat(steps(31)).containsExactly("4.0 ASK", "9.0 ASK", "14.0 ASK", "19.0 ASK");
    }

    @Test
    void answersThatWereNeverAskedForMeasureNothing() {
        assertThat(pulse.answered(1, nanos)).isEqualTo(-1);
        long question = pulse.asked(nanos);
        assertThat(pulse.answered(question, nanos + 5)).isEqualTo(5);
        assertThat(pulse.answered(question, nanos + 9)).isEqualTo(-1);
        for (int i = 0; i < 1000; i++) {
            question = pulse.asked(nanos);
        }
        assertThat(pulse.answered(question - 100, nanos)).isEqualTo(-1);
        assertThat(pulse.answered(question, nanos)).isZero();
    }

    @Test
    void anEdgeIsSilentSinceItWasHeardLast() {
        long began = Long.MAX_VALUE - 1000;
        var pulse = new EdgePulse(began);
        pulse.heard(began + 5_000_000_000L);
        assertThat(pulse.isSilentFor(Duration.ofSeconds(3), began + 8_000_000_000L - 1)).isFalse();
        assertThat(pulse.isSilentFor(Duration.ofSeconds(3), began + 8_000_000_000L)).isTrue();
    }
}
