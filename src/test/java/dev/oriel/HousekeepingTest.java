package dev.oriel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.source.SharedTimer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class HousekeepingTest {
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final Housekeeping housekeeping = new Housekeeping(waiting::add, () -> done.add("end"));

    private void runWaiting() {
        for (var task = waiting.poll(); task != null; task = waiting.poll()) {
            task.run();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void briefTasksRunWithinTheSecondAndSlowOnesOnThreadsOfTheirOwn() {
        housekeeping.slow(() -> done.add("slow"));
        housekeeping.brief(() -> done.add("brief"));
        housekeeping.tick();
        assertThat(done).containsExactly("brief");
        runWaiting();
        assertThat(done).containsExactly("brief", "slow");
    }

    @Test
    void aTaskThatHangsIsLeftOutAndTheOthersGoOn() throws Exception {
        var hangs = new CountDownLatch(1);
        var ends = new CountDownLatch(1);
        housekeeping.slow(() -> {
            done.add("hangs");
            hangs.countDown();
            await(ends);
        });
        housekeeping.slow(() -> done.add("goes on"));
        housekeeping.tick();
        var hanging = Thread.ofVirtual().start(this::runWaiting);
        hangs.await();
        housekeeping.tick();
        runWaiting();
        assertThat(done).containsExactly("hangs", "goes on");
        ends.countDown();
        hanging.join();
        assertThat(done).containsExactly("hangs", "goes on", "goes on");
        housekeeping.tick();
        runWaiting();
        assertThat(done).containsExactly("hangs", "goes on", "goes on", "hangs", "goes on");
    }

    @Test
    void aTaskThatFailsComesAgainAndCostsNoOther() {
        housekeeping.brief(() -> {
            done.add("fails");
            throw new AssertionError("brief");
        });
        housekeeping.slow(() -> {
            done.add("fails, too");
            throw new AssertionError("slow");
        });
        housekeeping.brief(() -> done.add("brief"));
        for (int second = 0; second < 2; second++) {
            housekeeping.tick();
            runWaiting();
        }
        assertThat(done).containsExactly("fails", "brief", "fails, too", "fails", "brief", "fails, too");
    }

    @Test
    void aTaskOfSeveralSecondsIsLeftOutBetween() {
        housekeeping.slow(5, () -> done.add("fifth"));
        for (int second = 1; second <= 12; second++) {
            housekeeping.tick();
            runWaiting();
            done.add(Integer.toString(second));
        }
        assertThat(done).containsExactly("1", "2", "3", "4", "fifth", "5", "6", "7", "8", "9", "fifth", "10", "11", "12");
    }

    @Test
    void theSecondThatComesWithTheEndIsLeftOut() {
        var timer = new SharedTimer();
        var ended = new Housekeeping(task -> {
            throw new RejectedExecutionException("ended");
        }, () -> done.add("end"));
        ended.slow(() -> done.add("slow"));
        ended.begin(timer);
        ended.close();
        ended.tick();
        assertThat(done).containsExactly("end");
        assertThat(timer.shutdownNow()).isEmpty();
    }
}
