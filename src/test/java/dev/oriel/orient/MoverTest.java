package dev.oriel.orient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MoverTest {
    private static final PoseLimits LIMITS = new PoseLimits(
            Map.of(Axis.PAN, new AxisRange(-90, 90), Axis.TILT, new AxisRange(-30, 30)));

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final List<Pose> told = new ArrayList<>();
    private final List<OrientState> heard = new ArrayList<>();
    private final Hardware hardware = new Hardware();
    private Runnable meanwhile = () -> {};
    private double seconds;
    private int begun;

    private final Map<String, Pose> kept = new TreeMap<>();
    private @Nullable UncheckedIOException keeping;
    private final Mover mover = mover(Map.of());

    private Mover mover(Map<String, Pose> presets) {
        var made = new Mover(hardware,
                new Mover.Movement(LIMITS, Pose.AHEAD, Map.of(Axis.PAN, 120.0, Axis.TILT, 120.0), Duration.ofSeconds(2), 60),
                presets,
                new Mover.MoverContext(new CountedSteps(), waiting::add, all -> {
                    if (keeping != null) {
                        throw keeping;
                    }
                    kept.clear();
                    kept.putAll(all);
                }));
        made.onChange(heard::add);
        return made;
    }

    private final class CountedSteps implements Mover.StepWait {
        @Override
        public void begin() {
            begun++;
        }

        @Override
        public double forStep(Duration time) throws InterruptedException {
            return pause(time);
        }
    }

    private double pause(Duration time) throws InterruptedException {
        seconds += time.toMillis() / 1000.0;
        meanwhile.run();
        if (seconds > 60) {
            throw new InterruptedException("it does not come to an end");
        }
        return time.toMillis() / 1000.0;
    }

    private void runMovement() {
        assertThat(waiting).as("one mover at a time").hasSizeLessThanOrEqualTo(1);
        for (var task = waiting.poll(); task != null; task = waiting.poll()) {
            task.run();
        }
    }

    private static OrientRequest to(double pan) {
        return new OrientRequest.To(Map.of(Axis.PAN, pan));
    }

    /// Keeps what it is told.
    private final class Hardware implements PanTilt {
        int rests;
        int closes;
        String fault = "";
        @Nullable
        RuntimeException bug;

        @Override
        public void move(Pose pose) throws IOException {
            if (bug != null) {
                throw bug;
            }
            if (!fault.isEmpty()) {
                throw new IOException(fault);
            }
            told.add(pose);
        }

        @Override
        public void rest() {
            rests++;
        }

        @Override
        public void close() {
            closes++;
        }
    }

    @Test
    void eachMovementBeginsTheStepsAnew() {
        mover.request(to(45));
        runMovement();
        mover.request(to(0));
        runMovement();
        assertThat(begun).isEqualTo(2);
    }

    @Test
    void sweepsThereInSmallStepsAndLetsGo() {
        var state = mover.request(to(45));
        assertThat(state.moving()).isTrue();
        assertThat(state.target()).isEqualTo(new Pose(45, 0, 1));
        assertThat(state.now()).isEqualTo(Pose.AHEAD);
        runMovement();
        assertThat(told).hasSizeGreaterThan(15);
        assertThat(told.getLast()).isEqualTo(new Pose(45, 0, 1));
        assertThat(hardware.rests).isEqualTo(1);
        assertThat(heard.getLast().moving()).isFalse();
        assertThat(seconds).isCloseTo(45 / 120.0 + 0.08, within(0.06));
    }

    @Test
    void aNewerRequestTakesThePlaceOfTheRest() {
        mover.request(to(90));
        meanwhile = () -> {
            if (told.size() == 10) {
                mover.request(to(-20));
            }
        };
        runMovement();
        assertThat(told.getLast().pan()).isEqualTo(-20);
        assertThat(told).extracting(Pose::pan).allMatch(pan -> pan < 45);
        assertThat(hardware.rests).isEqualTo(1);
    }

    @Test
    void aThousandRequestsAreOneMovementToTheLast() {
        for (int i = 0; i < 1000; i++) {
            mover.request(to(i % 90));
        }
        mover.request(to(7));
        assertThat(waiting).hasSize(1);
        runMovement();
        assertThat(told.getLast().pan()).isEqualTo(7);
        assertThat(told).hasSizeLessThan(30);
    }

    @Test
    void outOfRangeMovesNothing() {
        assertThatThrownBy(() -> mover.request(to(90.5))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pan: allowed: -90 to 90, not 90.5");
        assertThatThrownBy(() -> mover.request(new OrientRequest.To(Map.of(Axis.PAN, 1.0, Axis.TILT, 31.0))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mover.request(new OrientRequest.To(Map.of(Axis.ZOOM, 2.0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("this camera has no zoom");
        assertThatThrownBy(() -> mover.request(new OrientRequest.ToPreset("door"))).isInstanceOf(IllegalArgumentException.class);
        assertThat(waiting).isEmpty();
        assertThat(mover.orientation().target()).isEqualTo(Pose.AHEAD);
    }

    @Test
    void distancesAddUpFromTheTargetAndEndAtTheLimit() {
        mover.request(new OrientRequest.By(Map.of(Axis.PAN, 50.0)));
        mover.request(new OrientRequest.By(Map.of(Axis.PAN, 30.0, Axis.TILT, -12.0)));
        assertThat(mover.orientation().target()).isEqualTo(new Pose(80, -12, 1));
        mover.request(new OrientRequest.By(Map.of(Axis.PAN, 30.0)));
        runMovement();
        assertThat(told.getLast()).isEqualTo(new Pose(90, -12, 1));
    }

    @Test
    void stopBrakesAndHomeLeadsBack() {
        mover.request(to(90));
        meanwhile = () -> {
            if (told.size() == 20) {
                mover.request(new OrientRequest.Stop());
            }
        };
        runMovement();
        assertThat(told.getLast().pan()).isBetween(20.0, 60.0);
        mover.request(new OrientRequest.Home());
        runMovement();
        assertThat(told.getLast()).isEqualTo(Pose.AHEAD);
    }

    @Test
    void hardwareThatFailsEndsTheMovementAndIsTriedAgain() {
        hardware.fault = "no answer at address 0x15";
        mover.request(to(45));
        runMovement();
        assertThat(mover.orientation().problem()).isEqualTo("no answer at address 0x15");
        assertThat(mover.orientation().moving()).isFalse();
        assertThat(hardware.rests).isEqualTo(1);
        hardware.fault = "";
        mover.request(to(10));
        runMovement();
        assertThat(mover.orientation().problem()).isEmpty();
        assertThat(told.getLast().pan()).isEqualTo(10);
    }

    @Test
    void presetsAreKeptAndFoundAgain() {
        mover.request(to(45));
        mover.keep("door");
        mover.request(new OrientRequest.Home());
        mover.request(new OrientRequest.ToPreset("door"));
        runMovement();
        assertThat(told.getLast().pan()).isEqualTo(45);
        assertThat(mover.orientation().presets()).containsExactly("door");
        assertThat(mover.forget("door")).isTrue();
        assertThat(mover.forget("door")).isFalse();
        for (int i = 0; i < 32; i++) {
            mover.keep("p" + i);
        }
        mover.keep("p1");
        assertThatThrownBy(() -> mover.keep("p32")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mover.keep("A")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTourGoesRoundUntilSomebodyMovesTheCamera() {
        assertThatThrownBy(() -> mover.request(new OrientRequest.Tour(true))).isInstanceOf(IllegalArgumentException.class);
        mover.request(to(30));
        mover.keep("a");
        mover.request(to(-30));
        mover.keep("b");
        mover.request(new OrientRequest.Tour(true));
        var stood = new ArrayList<Double>();
        meanwhile = () -> {
            var pan = mover.orientation().now().pan();
            if ((pan == 30 || pan == -30) && (stood.isEmpty() || stood.getLast() != pan)) {
                stood.add(pan);
            }
            if (stood.size() == 4) {
                mover.request(to(5));
            }
        };
        runMovement();
        assertThat(stood).containsExactly(30.0, -30.0, 30.0, -30.0);
        assertThat(told.getLast().pan()).isEqualTo(5);
        assertThat(mover.orientation().touring()).isFalse();
        assertThat(seconds).isGreaterThan(6);
        assertThat(hardware.rests).as("at each preset, and at the end").isBetween(4, 5);
        assertThat(told.stream().filter(pose -> pose.pan() == 30)).as("not told again while it stays").hasSizeLessThan(6);
    }

    @Test
    void aPresetThatCannotBeKeptIsNotThere() {
        mover.keep("a");
        keeping = new UncheckedIOException("no room", new IOException("no room"));
        assertThatThrownBy(() -> mover.keep("b")).hasMessage("no room");
        assertThatThrownBy(() -> mover.forget("a")).hasMessage("no room");
        assertThat(mover.orientation().presets()).containsExactly("a");
        assertThat(kept).containsOnlyKeys("a");
    }

    @Test
    void presetsOfBeforeAreThereAndEndAtTheLimitsOfNow() {
        var again = mover(Map.of("far", new Pose(170, 0, 1)));
        again.request(new OrientRequest.ToPreset("far"));
        runMovement();
        assertThat(again.orientation().now().pan()).isEqualTo(90);
    }

    @Test
    void aDriverThatFailsUnexpectedlyIsACauseToo() {
        hardware.bug = new IllegalStateException("a bug");
        mover.request(to(30));
        runMovement();
        assertThat(mover.orientation().problem()).contains("failed in a way that it should not");
        assertThat(mover.orientation().moving()).isFalse();
        hardware.bug = null;
        mover.request(to(30));
        runMovement();
        assertThat(mover.orientation().problem()).isEmpty();
        assertThat(told.getLast().pan()).isEqualTo(30);
    }

    @Test
    void ofLightThatWaitsTheNewestIsShown() {
        var shown = new ArrayList<List<PixelColour>>();
        var lamp = new PanTilt() {
            @Override
            public void move(Pose pose) {
                throw new AssertionError("nobody asked it to move");
            }

            @Override
            public int pixels() {
                return 2;
            }

            @Override
            public void light(List<PixelColour> pixels) {
                shown.add(pixels);
            }

            @Override
            public void close() {
            }
        };
        var lights = new Mover(lamp, new Mover.Movement(LIMITS, Pose.AHEAD, Map.of(), Duration.ofSeconds(2), 60), Map.of(),
                new Mover.MoverContext(new CountedSteps(), waiting::add, all -> {}));
        var red = new PixelColour(255, 0, 0, 0);
        var blue = new PixelColour(0, 0, 255, 0);
        lights.light(new LightRequest(List.of(new LightRequest.PixelLight(LightRequest.ALL, red))));
        lights.light(new LightRequest(List.of(new LightRequest.PixelLight(1, blue))));
        runMovement();
        assertThat(shown).containsExactly(List.of(red, blue));
        assertThatThrownBy(() -> lights.light(new LightRequest(List.of(new LightRequest.PixelLight(2, red)))))
                .hasMessageContaining("0 to 1");
        assertThat(lights.orientation().light()).containsExactly(red, blue);
    }

    @Test
    void theCloseLetsGoOfTheHardware() {
        mover.request(to(45));
        mover.close();
        runMovement();
        assertThat(told).isEmpty();
        assertThat(hardware.closes).isEqualTo(1);
        assertThat(hardware.rests).isEqualTo(1);
        mover.request(to(10));
        assertThat(waiting).isEmpty();
    }
}
