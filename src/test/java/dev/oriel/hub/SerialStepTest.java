package dev.oriel.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SerialStepTest {
    @Test
    void aRequestFromWithinRunsTheStepOnceMoreAndNotInside() {
        var order = new ArrayList<String>();
        var step = new SerialStep[1];
        step[0] = new SerialStep(() -> {
            order.add("begin");
            if (order.size() == 1) {
                step[0].request();
                step[0].request();
            }
            order.add("end");
        });
        step[0].request();
        assertThat(order).isEqualTo(List.of("begin", "end", "begin", "end"));
    }

    @Test
    void noThreadWaitsAndTheLastStateIsActedOn() throws Exception {
        var state = new AtomicInteger();
        var acted = new AtomicInteger(-1);
        var inside = new AtomicBoolean();
        var twice = new AtomicBoolean();
        var step = new SerialStep(() -> {
            twice.compareAndSet(false, !inside.compareAndSet(false, true));
            acted.set(state.get());
            inside.set(false);
        });
        var threads = new ArrayList<Thread>();
        var go = new CountDownLatch(1);
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                for (int n = 0; n < 20_000; n++) {
                    state.incrementAndGet();
                    step.request();
                }
            }));
        }
        go.countDown();
        for (var thread : threads) {
            thread.join();
        }
        assertThat(twice).isFalse();
        assertThat(acted).hasValue(80_000);
    }

    @Test
    void aFailureEndsTheRunAndNotTheStep() {
        var runs = new AtomicInteger();
        var step = new SerialStep(() -> {
            if (runs.getAndIncrement() == 0) {
                throw new IllegalStateException("a step's own");
            }
        });
        assertThatThrownBy(step::request).hasMessage("a step's own");
        step.request();
        assertThat(runs).hasValue(2);
    }
}
