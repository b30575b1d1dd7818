package dev.oriel.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BulkheadTest {
    private long nowNanos = 1000;
    private final Bulkhead bulkhead = new Bulkhead(LoggerFactory.getLogger(BulkheadTest.class), "a part", () -> nowNanos);

    @Test
    void eachMemberIsReachedWhateverOthersDo() {
        var reached = new ArrayList<Integer>();
        bulkhead.each(List.of(1, 2, 3, 4), member -> {
            reached.add(member);
            if (member == 1) {
                throw new IllegalStateException();
            }
            if (member == 3) {
                throw new StackOverflowError();
            }
        });
        assertThat(reached).containsExactly(1, 2, 3, 4);
        assertThat(bulkhead.failures()).isEqualTo(2);
    }

    @Test
    void aRepeatedTaskGoesOnAfterAFailure() {
        var runs = new AtomicInteger();
        try (var timer = Executors.newSingleThreadScheduledExecutor()) {
            timer.scheduleWithFixedDelay(bulkhead.around(() -> {
                runs.incrementAndGet();
                throw new OutOfMemoryError("not really");
            }), 0, 1, TimeUnit.MILLISECONDS);
            await().until(() -> runs.get() > 3);
            timer.shutdownNow();
        }
    }

    private void failOften() {
        for (int i = 0; i < 100; i++) {
            boolean even = i % 2 == 0;
            bulkhead.run(() -> {
                throw even ? new IllegalStateException("frame") : new IllegalArgumentException("frame");
            });
        }
    }

    @Test
    void eachKindOfFailureIsSaidOnceAnHour() {
        try (var log = new LoggedLines()) {
            failOften();
            assertThat(log.with("ERROR", "a part failed")).hasSize(2);
            nowNanos += LogOncePerKey.SILENCE.toNanos();
            failOften();
            assertThat(log.with("ERROR", "a part failed")).as("what still fails an hour later").hasSize(4);
        }
        assertThat(bulkhead.failures()).isEqualTo(200);
    }
}
