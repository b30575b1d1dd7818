package dev.oriel.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a service manager hears, on real sockets.
class ServiceStateTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void readyAndTheEndAreToldOnASocketInAFolder() throws Exception {
        told(folder.resolve("notify").toString());
    }

    @Test
    void readyAndTheEndAreToldOnAnAbstractSocket() throws Exception {
        told("@oriel-test-" + UUID.randomUUID());
    }

    private static void told(String name) throws Exception {
        try (var systemd = new NotifyListener(name)) {
            try (var state = ServiceState.of(Map.of("NOTIFY_SOCKET", name), System::nanoTime)) {
                state.ready(List.of(), () -> "2 cameras\nport 8080");
                systemd.awaitMessage("READY=1|STATUS=2 cameras port 8080");
            }
            systemd.awaitMessage("STOPPING=1");
            assertThat(systemd.messages()).hasSize(3);
        }
    }

    @Test
    void theWatchdogHearsNothingMoreOnceTheTimerHangs() throws Exception {
        var name = folder.resolve("notify").toString();
        var hangs = new CountDownLatch(1);
        try (var systemd = new NotifyListener(name);
                var timer = Executors.newSingleThreadScheduledExecutor();
                var loop = Executors.newSingleThreadExecutor();
                var state = ServiceState.of(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "200000"), System::nanoTime)) {
            state.ready(List.of(timer, loop), () -> "works");
            await().atMost(SOON).until(() -> systemd.count("WATCHDOG=1") >= 3);
            timer.execute(() -> waitFor(hangs));
            long before;
            try {
                var silence = Duration.ofSeconds(1);
                await().atMost(SOON).during(silence).until(() -> systemd.count("WATCHDOG=1"), isSameAsBefore());
                before = systemd.count("WATCHDOG=1");
            } finally {
                hangs.countDown(); // or the timer's end would wait for it
            }
            await().atMost(SOON).until(() -> systemd.count("WATCHDOG=1") > before);
        }
    }

    private static org.hamcrest.Matcher<Long> isSameAsBefore() {
        var last = new long[]{-1};
        return org.hamcrest.Matchers.is(new org.hamcrest.CustomMatcher<Long>("the same number as before") {
            @Override
            public boolean matches(Object now) {
                boolean same = last[0] == (long) now;
                last[0] = (long) now;
                return same;
            }
        });
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aLoopThatHasEndedCountsAsHanging() throws Exception {
        var name = folder.resolve("notify").toString();
        var ended = Executors.newSingleThreadExecutor();
        ended.shutdownNow();
        try (var systemd = new NotifyListener(name);
                var state = ServiceState.of(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "100000"), System::nanoTime)) {
            state.ready(List.of(ended), () -> "works");
            systemd.awaitMessage("READY=1");
            assertThat(systemd.count("WATCHDOG=1")).isZero();
        }
    }

    @Test
    void aWatchdogThatIsMeantForAnotherProcessHearsNothing() throws Exception {
        var name = folder.resolve("notify").toString();
        try (var systemd = new NotifyListener(name)) {
            try (var state = ServiceState.of(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "100000", "WATCHDOG_PID", "1"),
                    System::nanoTime)) {
                state.ready(List.of(), () -> "works");
                systemd.awaitMessage("READY=1");
            }
            systemd.awaitMessage("STOPPING=1");
            assertThat(systemd.count("WATCHDOG=1")).isZero();
        }
    }

    @Test
    void nobodyIsToldWithoutSystemd() {
        try (var state = ServiceState.of(Map.of("WATCHDOG_USEC", "100000"), System::nanoTime)) {
            state.ready(List.of(), () -> {
                throw new AssertionError("nobody asked");
            });
        }
    }

    @Test
    void aManagerThatIsGoneCostsNothing() {
        try (var state = ServiceState.of(Map.of("NOTIFY_SOCKET", folder.resolve("gone").toString()), System::nanoTime)) {
            state.ready(List.of(), () -> "works");
        }
    }
}
