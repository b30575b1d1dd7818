package dev.oriel.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DemandLevelTest {
    @Test
    void zeroStandsForNoLimit() {
        assertThat(DemandLevel.of(0, 0)).isEqualTo(DemandLevel.FULL);
        var narrow = DemandLevel.of(1, 0);
        assertThat(narrow.limitsWidth()).isTrue();
        assertThat(narrow.limitsRate()).isFalse();
        var slow = DemandLevel.of(0, 0.5);
        assertThat(slow.limitsWidth()).isFalse();
        assertThat(slow.limitsRate()).isTrue();
    }

    @Test
    void theHigherOfEachServesBoth() {
        assertThat(DemandLevel.of(640, 10).max(DemandLevel.of(426, 25))).isEqualTo(new DemandLevel(640, 25));
    }

    @Test
    void nothingIsNoLevel() {
        assertThat(new DemandLevel(1, 0.1)).isNotNull();
        assertThatThrownBy(() -> new DemandLevel(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DemandLevel(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DemandLevel(1, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
