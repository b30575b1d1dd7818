package dev.oriel.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private final AtomicLong most = new AtomicLong(1000);
    private final MemoryBudget budget = new MemoryBudget(most::get, System::nanoTime);
    private final MemoryBudget uploads = budget.share("uploads", 0.5);
    private final MemoryBudget bus = budget.share("bus", 0.75);

    @Test
    void aShareHoldsNoMoreThanItsPart() {
        try (var one = uploads.open()) {
            assertThat(one.resize(500)).isTrue();
            assertThat(one.resize(501)).isFalse();
            assertThat(one.bytes()).isEqualTo(500);
            assertThat(uploads.refused()).isEqualTo(1);
        }
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void sharesTogetherHoldNoMoreThanTheWhole() {
        try (var one = uploads.open(); var other = bus.open()) {
            assertThat(other.resize(750)).isTrue();
            assertThat(one.resize(251)).isFalse();
            assertThat(uploads.heldBytes()).isZero();
            assertThat(uploads.refused()).as("for want of the whole").isEqualTo(1);
            assertThat(one.resize(250)).isTrue();
            assertThat(budget.heldBytes()).isEqualTo(1000);
        }
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() {
        try (var one = uploads.open(); var other = uploads.open()) {
            assertThat(one.resize(400)).isTrue();
            assertThat(other.resize(200)).isFalse();
            assertThat(one.resize(100)).isTrue();
            assertThat(other.resize(400)).isTrue();
        }
    }

    @Test
    void aBudgetThatShrinksRefusesOnlyWhatGrows() {
        try (var one = uploads.open()) {
            one.resize(400);
            most.set(100);
            assertThat(one.resize(401)).isFalse();
            assertThat(one.resize(400)).isTrue();
            assertThat(one.resize(399)).isTrue();
            assertThat(budget.heldBytes()).isEqualTo(399);
        }
    }

    @Test
    void holdersOfManyThreadsNeverHoldMoreThanThereIs() {
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                threads.execute(() -> {
                    try (var mine = bus.open()) {
                        for (int size = 0; size < 20_000; size++) {
                            mine.resize(size % 400);
                            assertThat(budget.heldBytes()).isBetween(0L, 1000L);
                        }
                    }
                });
            }
        }
        assertThat(budget.heldBytes()).isZero();
        assertThat(bus.heldBytes()).isZero();
    }

    @Test
    void whoWasRefusedIsNamedForTenSeconds() {
        var nowNanos = new AtomicLong(Long.MAX_VALUE - 1000);
        var shares = MemoryShares.of(most::get, nowNanos::get);
        try (var upload = shares.uploads().open(); var reply = shares.bus().open()) {
            assertThat(shares.problem()).isEmpty();
            assertThat(upload.resize(501)).isFalse();
            assertThat(shares.problem()).contains("uploads", "limits.memory").doesNotContain("bus");
            nowNanos.addAndGet(5_000_000_000L);
            assertThat(reply.resize(501)).isFalse();
            assertThat(shares.problem()).contains("uploads, bus");
            nowNanos.addAndGet(5_000_000_000L);
            assertThat(shares.problem()).contains("bus").doesNotContain("uploads");
            nowNanos.addAndGet(5_000_000_000L);
            assertThat(shares.problem()).isEmpty();
        }
    }

    /// A connection that is closed in the midst of a reading goes on to its end.
    @Test
    void whatIsClosedTakesNothingMore() {
        var budget = new MemoryBudget(() -> 100, System::nanoTime);
        var reservation = budget.open();
        assertThat(reservation.resize(60)).isTrue();
        reservation.close();
        assertThat(reservation.resize(70)).isTrue();
        assertThat(budget.heldBytes()).isZero();
        assertThat(reservation.bytes()).isZero();
        assertThat(budget.open().resize(100)).isTrue();
    }

    @Test
    void aShareIsAPartOfAWhole() {
        assertThat(budget.share("all of it", 1).mostBytes()).isEqualTo(1000);
        for (double part : new double[]{0, 1.01, Double.NaN}) {
            assertThatThrownBy(() -> budget.share("wrong", part)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> uploads.share("a share's", 0.5)).isInstanceOf(IllegalArgumentException.class);
    }
}
