package dev.oriel.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CoalescedTaskTest {
    private final ArrayDeque<Runnable> executor = new ArrayDeque<>();
    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    private int runs;
    private final CoalescedTask task = new CoalescedTask(executor::add, () -> {
        runs++;
        meanwhile.getAndSet(() -> {}).run();
    });

    private void work() {
        while (!executor.isEmpty()) {
            executor.remove().run();
        }
    }

    @Test
    void manyRequestsMakeOneRun() {
        task.request();
        task.request();
        task.request();
        assertThat(executor).hasSize(1);
        work();
        assertThat(runs).isEqualTo(1);
        task.request();
        work();
        assertThat(runs).isEqualTo(2);
    }

    @Test
    void requestsDuringARunMakeOneMoreBehindWhatWaitsForTheExecutor() {
        var order = new StringBuilder();
        meanwhile.set(() -> {
            executor.add(() -> order.append("other"));
            task.request();
            task.request();
            task.runNow(); // runs already
            meanwhile.set(() -> order.append(" again"));
        });
        task.request();
        work();
        assertThat(order).hasToString("other again");
        assertThat(runs).isEqualTo(2);
    }

    @Test
    void runNowRunsHereUnlessTheExecutorIsAboutTo() {
        task.runNow();
        assertThat(runs).isEqualTo(1);
        task.request();
        task.runNow();
        assertThat(runs).isEqualTo(1);
        work();
        assertThat(runs).isEqualTo(2);
    }

    @Test
    void aFailureEndsTheRunAndNotTheTask() {
        meanwhile.set(() -> {
            task.request();
            throw new IllegalStateException("a task's own");
        });
        task.request();
        assertThatThrownBy(this::work).hasMessage("a task's own");
        work();
        assertThat(runs).isEqualTo(2);
        task.request();
        work();
        assertThat(runs).isEqualTo(3);
    }

    @Test
    void anExecutorThatHasEndedIsAskedInVain() {
        var asked = new AtomicInteger();
        var late = new CoalescedTask(job -> {
            asked.incrementAndGet();
            throw new RejectedExecutionException();
        }, () -> runs++);
        late.request();
        late.request();
        assertThat(asked).hasValue(2);
        assertThat(runs).isZero();
    }

    @Test
    void anExecutorThatFailsOnceRunsTheNextRequest() {
        var failing = new CoalescedTask(job -> {
            if (runs++ == 0) {
                throw new OutOfMemoryError("a thread");
            }
            job.run();
        }, () -> runs += 10);
        assertThatThrownBy(failing::request).isInstanceOf(OutOfMemoryError.class);
        failing.request();
        assertThat(runs).isEqualTo(12);
    }
}
