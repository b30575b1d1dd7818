package dev.oriel.orient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PoseLimitsTest {
    private static final Pose BEFORE = new Pose(10, 0, 1);

    private final PoseLimits limits = new PoseLimits(Map.of(Axis.PAN, new AxisRange(-90, 90), Axis.ZOOM, new AxisRange(1, 4.5)));

    @Test
    void aPoseIsWithinTheRanges() {
        assertThat(limits.to(BEFORE, Map.of(Axis.PAN, -90.0, Axis.ZOOM, 4.5))).isEqualTo(new Pose(-90, 0, 4.5));
        assertThat(limits.to(BEFORE, Map.of(Axis.PAN, 90.0))).isEqualTo(new Pose(90, 0, 1));
        for (double wrong : new double[]{90.001, -90.001, Double.NaN}) {
            assertThatThrownBy(() -> limits.to(BEFORE, Map.of(Axis.PAN, wrong))).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("pan: allowed: -90 to 90, not " + wrong);
        }
        assertThatThrownBy(() -> limits.to(BEFORE, Map.of(Axis.ZOOM, 1e9))).hasMessage("zoom: allowed: 1 to 4.5, not 1.0E9");
        assertThatThrownBy(() -> limits.to(BEFORE, Map.of(Axis.TILT, 0.0))).hasMessage("this camera has no tilt");
    }

    @Test
    void aDistanceGoesAsFarAsTheRange() {
        assertThat(limits.by(BEFORE, Map.of(Axis.PAN, 5.0))).isEqualTo(new Pose(15, 0, 1));
        assertThat(limits.by(BEFORE, Map.of(Axis.PAN, 500.0, Axis.ZOOM, -3.0))).isEqualTo(new Pose(90, 0, 1));
        assertThatThrownBy(() -> limits.by(BEFORE, Map.of(Axis.TILT, 1.0))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theNearestPoseHasOnlyTheAxesThatThereAre() {
        assertThat(limits.nearest(new Pose(100, 30, 0))).isEqualTo(new Pose(90, 0, 1));
        assertThat(limits.axes()).containsExactlyInAnyOrder(Axis.PAN, Axis.ZOOM);
        assertThat(limits.range(Axis.ZOOM)).contains(new AxisRange(1, 4.5));
        assertThat(limits.range(Axis.TILT)).isEmpty();
    }

    @Test
    void aRangeHasAnOrder() {
        assertThat(new AxisRange(3, 3).nearest(7)).isEqualTo(3);
        assertThatThrownBy(() -> new AxisRange(3, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AxisRange(Double.NaN, 2)).isInstanceOf(IllegalArgumentException.class);
    }
}
