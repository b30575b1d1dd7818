package dev.oriel.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.view.Shares.Claim;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SharesTest {
    private static final Offset<Double> CLOSE = Offset.offset(0.01);
    private static final Claim SELECTED = new Claim(true, 20, 400, 1000);
    private static final Claim VISIBLE = new Claim(false, 10, 50, 300);

    @Test
    void everybodyGetsTheLeastBeforeAnybodyGetsMore() {
        assertThat(Shares.of(40, List.of(VISIBLE, SELECTED, VISIBLE))).containsExactly(new double[]{10, 20, 10}, CLOSE);
    }

    @Test
    void selectedComesFirstWhereThereIsNotEvenTheLeast() {
        assertThat(Shares.of(24, List.of(VISIBLE, SELECTED, VISIBLE))).containsExactly(new double[]{2, 20, 2}, CLOSE);
    }

    @Test
    void selectedGetsWhatItNeedsBeforeTheOthersImprove() {
        assertThat(Shares.of(420, List.of(SELECTED, VISIBLE, VISIBLE))).containsExactly(new double[]{400, 10, 10}, CLOSE);
        assertThat(Shares.of(460, List.of(SELECTED, VISIBLE, VISIBLE))).containsExactly(new double[]{400, 30, 30}, CLOSE);
    }

    @Test
    void whatSomeDoNotNeedFlowsToTheOthers() {
        var modest = new Claim(false, 1, 2, 3);
        assertThat(Shares.of(203, List.of(modest, VISIBLE))).containsExactly(new double[]{3, 200}, CLOSE);
    }

    @Test
    void nothingLiesIdle() {
        for (double total : new double[]{1, 30, 100, 500, 1_000, 1_600, 10_000}) {
            assertThat(Arrays.stream(Shares.of(total, List.of(SELECTED, VISIBLE, VISIBLE))).sum()).isCloseTo(total, CLOSE);
        }
    }

    @Test
    void withoutALimitNobodyHasOne() {
        assertThat(Shares.of(Double.POSITIVE_INFINITY, List.of(SELECTED, VISIBLE))).containsOnly(Double.POSITIVE_INFINITY);
        assertThat(Shares.of(0, List.of(SELECTED, VISIBLE))).containsOnly(0);
        assertThat(Shares.of(100, List.of())).isEmpty();
    }

    @Test
    void selectedOnesShareWhatTheyHaveOnlyAmongThemselves() {
        assertThat(Shares.of(430, List.of(SELECTED, VISIBLE, SELECTED))).containsExactly(new double[]{210, 10, 210}, CLOSE);
    }
}
