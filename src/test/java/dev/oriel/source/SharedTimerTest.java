package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedTimerTest {
    private final SharedTimer timer = new SharedTimer();
    private final List<String> taken = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void end() {
        timer.shutdownNow();
    }

    private Runnable every(String name) {
        return CompletableFuture.supplyAsync(() -> timer.every(50, () -> taken.add(name)), timer).join();
    }

    @Test
    void stepsOfOnePeriodAreTakenTogether() {
        every("a");
        await().until(() -> taken.contains("a"));
        every("b");
        await().until(() -> Collections.frequency(taken, "b") >= 3);
        assertThat(timer.getQueue()).as("one schedule for both").hasSizeLessThanOrEqualTo(1);
        int first = taken.indexOf("b");
        assertThat(taken.subList(first - 1, first + 5)).containsExactly("a", "b", "a", "b", "a", "b");
    }

    @Test
    void aStepThatIsCancelledIsNotTakenAgainAndTheLastOneEndsTheSchedule() {
        var a = every("a");
        var b = every("b");
        await().until(() -> taken.contains("b"));
        CompletableFuture.runAsync(a, timer).join();
        taken.clear();
        await().until(() -> taken.size() >= 2);
        assertThat(taken).containsOnly("b");
        CompletableFuture.runAsync(b, timer).join();
        assertThat(timer.getQueue()).isEmpty();
    }

    @Test
    void oneStepMayCancelTheNext() {
        var second = new AtomicReference<Runnable>(() -> {});
        CompletableFuture.runAsync(() -> {
            timer.every(50, () -> {
                taken.add("a");
                Objects.requireNonNull(second.get()).run();
            });
            second.set(timer.every(50, () -> taken.add("b")));
        }, timer).join();
        await().until(() -> taken.size() >= 2);
        assertThat(taken).containsOnly("a");
    }
}
