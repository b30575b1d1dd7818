package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.http.TlsPolicy;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.RememberedSettings;
import dev.oriel.hub.Track;
import dev.oriel.limits.PictureLimits;
import dev.oriel.time.Clocks;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class LocalCameraTest {
    private final ManualTimer timer = new ManualTimer();

    private LocalCamera camera() {
        var plan = new LocalCamera.Plan(CameraUri.parse("test:"), true,
                new SourceSupervisor.Times(Duration.ofSeconds(7), Duration.ofSeconds(10)), TlsPolicy.usual(),
                CameraSettings.titled("door"), Set.of(), Orients.NONE);
        var made = new LocalCamera(new Track("door", 0, new Clocks(() -> 0, () -> 0)), plan, CameraSettings.titled("door"), timer,
                new SourceContext(new Clocks(() -> 0, System::nanoTime), PictureLimits.usual()),
                new LocalCamera.CameraMemory(new RememberedSettings()));
        made.start();
        return made;
    }

    private static CameraSettings with(CameraSettings now, String title, int quality) {
        return new CameraSettings(title, now.size(), now.fps(), quality, now.rotate(), now.flip(), now.filter());
    }

    @Test
    void aChangeWaitsForTheOneUnderWay() throws Exception {
        var camera = camera();
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var first = Thread.ofPlatform().start(() -> camera.change(now -> {
            begun.countDown();
            pass(goOn);
            return with(now, "Tor", now.quality());
        }));
        pass(begun);
        var second = Thread.ofPlatform().start(() -> camera.change(now -> with(now, now.title(), 33)));
        await().until(() -> second.getState() == Thread.State.BLOCKED || second.getState() == Thread.State.TERMINATED);
        goOn.countDown();
        first.join();
        second.join();
        assertThat(camera.settings().title()).isEqualTo("Tor");
        assertThat(camera.settings().quality()).isEqualTo(33);
    }

    @Test
    void noneOfManyConcurrentChangesIsLost() throws Exception {
        var camera = camera();
        camera.change(now -> with(now, "", 1));
        var together = new CyclicBarrier(4);
        var threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofPlatform().start(() -> {
                try {
                    together.await();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                for (int change = 0; change < 20; change++) {
                    camera.change(now -> with(now, now.title() + "x", now.quality() + 1));
                }
            });
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(camera.settings().quality()).isEqualTo(81);
        assertThat(camera.settings().title()).hasSize(80);
    }

    private static void pass(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
