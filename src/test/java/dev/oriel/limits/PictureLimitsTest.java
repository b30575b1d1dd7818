package dev.oriel.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PictureLimitsTest {
    private final MemoryBudget memory = new MemoryBudget(() -> 10 << 20, () -> 0);
    private final PictureLimits limits = new PictureLimits(() -> 1_000_000, memory);

    @Test
    void aPictureHasSoManyPixelsAtMost() throws LimitException {
        limits.check(1000, 1000);
        assertThat(limits.allows(1000, 1000)).isTrue();
        assertThat(limits.allows(1001, 1000)).isFalse();
        assertThat(limits.allows(0x10000, 0x10000)).as("more than an int counts").isFalse();
        assertThatThrownBy(() -> limits.check(1001, 1000)).isInstanceOf(LimitException.class)
                .hasMessage("its pictures of 1001x1000 are larger than limits.pixels allows");
    }

    @Test
    void decodingTakesMemoryThatIsThere() throws LimitException {
        try (var one = memory.open(); var other = memory.open()) {
            limits.reserve(one, 640, 480, 6 << 20);
            assertThat(memory.heldBytes()).isEqualTo(6 << 20);
            assertThatThrownBy(() -> limits.reserve(other, 640, 480, 5 << 20)).isInstanceOf(LimitException.class)
                    .hasMessage("its pictures of 640x480 take 5 MB to process, more than limits.memory leaves");
        }
    }

    @Test
    void whatIsOrdinaryIsNotCounted() throws LimitException {
        try (var one = memory.open()) {
            limits.ordinarily(4 << 20).reserve(one, 640, 480, 6 << 20);
            assertThat(memory.heldBytes()).isEqualTo(2 << 20);
            limits.ordinarily(4 << 20).reserve(one, 640, 480, 3 << 20);
            assertThat(memory.heldBytes()).isZero();
        }
    }
}
