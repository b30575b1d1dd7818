package dev.oriel.orient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AxisMotionTest {
    private static final double SPEED = 120;

    private static double secondsUntilStill(AxisMotion axis, double step) {
        double seconds = 0;
        while (axis.isMoving()) {
            axis.advance(step);
            seconds += step;
            assertThat(seconds).as("it comes to a stand").isLessThan(20);
        }
        return seconds;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.005, 0.02, 0.033, 0.1})
    void arrivesExactlyAndNeverFasterThanItMay(double step) {
        for (double target : new double[]{0.001, 1, -3, 30, 90, -180}) {
            var axis = new AxisMotion(0, SPEED);
            axis.target(target);
            double before = 0;
            while (axis.isMoving()) {
                axis.advance(step);
                assertThat(Math.abs(axis.position() - before)).as("a step of %s s to %s", step, target)
                        .isLessThanOrEqualTo(SPEED * step + 1e-9);
                assertThat(Math.abs(axis.position())).as("beyond the target")
                        .isLessThanOrEqualTo(Math.abs(target) + 1e-9);
                before = axis.position();
            }
            assertThat(axis.position()).isEqualTo(target);
        }
    }

    @Test
    void aLongWayTakesItsLengthAndTheTimeToGatherSpeedAndToBrake() {
        var axis = new AxisMotion(-90, SPEED);
        axis.target(90);
        assertThat(secondsUntilStill(axis, 0.01)).isCloseTo(180 / SPEED + 0.08, within(0.05));
    }

    @Test
    void startsAndEndsGently() {
        var axis = new AxisMotion(0, SPEED);
        axis.target(90);
        axis.advance(0.02);
        assertThat(axis.position()).isBetween(0.2, 0.7);
        double lastStep = 0;
        while (axis.isMoving()) {
            double before = axis.position();
            axis.advance(0.02);
            lastStep = axis.position() - before;
        }
        assertThat(lastStep).isLessThan(0.5);
    }

    @Test
    void aDraggedTargetIsFollowedWithoutStops() {
        var axis = new AxisMotion(0, SPEED);
        double slowest = Double.MAX_VALUE;
        for (int step = 1; step <= 50; step++) {
            axis.target(step * 2.0); // 100 degrees a second
            double before = axis.position();
            axis.advance(0.02);
            if (step > 25) {
                slowest = Math.min(slowest, axis.position() - before);
            }
        }
        assertThat(slowest).isGreaterThan(1.5);
        assertThat(axis.position()).isGreaterThan(85);
    }

    @Test
    void turnsRoundWhenTheTargetIsBehindIt() {
        var axis = new AxisMotion(0, SPEED);
        axis.target(90);
        for (int step = 0; step < 20; step++) {
            axis.advance(0.02);
        }
        axis.target(-10);
        secondsUntilStill(axis, 0.02);
        assertThat(axis.position()).isEqualTo(-10);
    }

    @Test
    void stopsWithinTheTimeThatItGathersSpeed() {
        var axis = new AxisMotion(0, SPEED);
        axis.target(90);
        for (int step = 0; step < 20; step++) {
            axis.advance(0.02);
        }
        axis.stop();
        assertThat(secondsUntilStill(axis, 0.01)).isLessThan(0.25);
        assertThat(axis.position()).isEqualTo(axis.target());
    }

    @Test
    void stopsWithoutTurningBack() {
        var axis = new AxisMotion(0, SPEED);
        axis.target(90);
        for (int step = 0; step < 20; step++) {
            axis.advance(0.02);
        }
        axis.stop();
        while (axis.isMoving()) {
            double before = axis.position();
            axis.advance(0.01);
            assertThat(axis.position()).isGreaterThanOrEqualTo(before);
        }
    }

    @Test
    void anyTargetsAtAnyMomentsComeToAnEnd() {
        var random = new Random(13);
        for (int run = 0; run < 300; run++) {
            var axis = new AxisMotion(random.nextDouble(-90, 90), random.nextDouble(1, 500));
            for (int step = 0; step < 100; step++) {
                if (random.nextInt(5) == 0) {
                    axis.target(random.nextDouble(-90, 90));
                }
                axis.advance(random.nextDouble(0.001, 0.1));
            }
            axis.target(random.nextDouble(-1, 1));
            for (int step = 0; axis.isMoving(); step++) {
                axis.advance(0.05);
                assertThat(step).isLessThan(5000);
            }
            assertThat(axis.position()).isEqualTo(axis.target());
        }
    }
}
