package dev.oriel.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DemandTest {
    private final Demand demand = new Demand();

    private static long at(double seconds) {
        return Duration.ofMillis((long) (seconds * 1000)).toNanos();
    }

    @Test
    void lapsesUnlessRepeated() {
        demand.hear("a 1", at(0));
        assertThat(demand.isThere(at(2.9))).isTrue();
        demand.hear("a 1", at(2.9));
        assertThat(demand.isThere(at(5.8))).isTrue();
        assertThat(demand.isThere(at(6.0))).isFalse();
    }

    @Test
    void aServerIsNewOnce() {
        assertThat(demand.hear("a 1", at(0))).isTrue();
        assertThat(demand.hear("a 1", at(1))).isFalse();
        assertThat(demand.hear("b 1", at(1))).isTrue();
        assertThat(demand.hear("a 0", at(2))).isFalse();
        assertThat(demand.hear("a 1", at(2))).isTrue();
    }

    @Test
    void endsWhenTheLastServerSaysSo() {
        demand.hear("a 1", at(0));
        demand.hear("b 1", at(0));
        demand.hear("a 0", at(1));
        assertThat(demand.isThere(at(1))).isTrue();
        demand.hear("b 0", at(1));
        assertThat(demand.isThere(at(1))).isFalse();
    }

    @Test
    void nonsenseIsNoDemand() {
        for (var message : new String[]{"", " ", "1", " 1", "a", "a 2"}) {
            assertThat(demand.hear(message, at(0))).isFalse();
        }
        assertThat(demand.isThere(at(0))).isFalse();
    }

    @Test
    void whatAServerSaysHoldsForThreeSeconds() {
        demand.hear("a 1", at(0));
        assertThat(demand.isThere(at(3))).isTrue();
        assertThat(demand.isThere(at(3) + 1)).isFalse();
    }

    @Test
    void serversAndTheirNamesAreBounded() {
        assertThat(demand.hear("n".repeat(121) + " 1", at(0))).isFalse();
        assertThat(demand.isThere(at(0))).isFalse();
        assertThat(demand.hear("n".repeat(120) + " 1", at(0))).isTrue();
        for (int i = 1; i < 4096; i++) {
            assertThat(demand.hear("server-" + i + " 1", at(0))).isTrue();
        }
        assertThat(demand.hear("one-more 1", at(0))).isFalse();
        demand.hear("server-7 1", at(2));
        assertThat(demand.isThere(at(4))).as("one that is known is heard all the same").isTrue();
    }
}
