package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.Size;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The test picture as a source.
@Timeout(180)
class TestSourceTest {

    private static TestSource source() {
        return new TestSource(Look.ALWAYS_WHOLE, TestMedia.CLOCKS);
    }

    private static FakeSink sink(@Nullable Size size, double fps, int enough) {
        return new FakeSink(new CameraSettings("", size, fps, 80, 0, Flip.NONE, ""), enough);
    }

    @Test
    void picturesComeAtTheRateThatIsTold() throws Exception {
        FakeSink sink = sink(new Size(160, 120), 50.0, 21);
        source().run(sink);
        assertThat(sink.outcomes).containsExactly("test picture 160x120 at 50 fps");
        long tookMicros = sink.taken.getLast().capturedAtMicros() - sink.taken.getFirst().capturedAtMicros();
        assertThat(tookMicros).as("20 intervals of 20 ms, longer only where the machine stalled").isBetween(390_000L, 2_000_000L);
    }

    @Test
    void settingsSayItsSizeAndRate() throws Exception {
        FakeSink sink = sink(new Size(320, 240), 29.97, 1);
        source().run(sink);
        assertThat(sink.outcomes).containsExactly("test picture 320x240 at 29.97 fps");
        assertThat(sink.fps).isEqualTo(29.97);
    }

    @Test
    void aStopIsObeyedAtOnceAlsoAtTheSlowestRate() throws Exception {
        var stops = new ArrayList<Duration>();
        for (int round = 0; round < 5; round++) {
            stops.add(stop());
        }
        assertThat(stops.stream().sorted().toList().get(2)).as("the middle of %s", stops).isLessThan(Duration.ofMillis(250));
    }

    private static Duration stop() throws Exception {
        FakeSink sink = sink(null, 0.1, Integer.MAX_VALUE);
        var run = new FutureTask<Void>(() -> {
            source().run(sink);
            return null;
        });
        Thread.ofPlatform().name("test-source").start(run);
        await().pollInterval(Duration.ofMillis(2)).until(() -> !sink.taken.isEmpty());
        long before = System.nanoTime();
        sink.stopped = true;
        run.get(5, TimeUnit.SECONDS);
        return Duration.ofNanos(System.nanoTime() - before);
    }
}
