package dev.oriel.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Checks side by side, and examinations one at a time.
class ExaminationTest {
    private static final Finding FINE = Finding.ok("fine", "it is");

    @Test
    void aCheckThatFailsOrHangsCostsTheOthersNothing() throws InterruptedException {
        var interrupted = new CountDownLatch(1);
        var found = Examination.run(List.of(new Check("broken", () -> {
            throw new IllegalStateException("on purpose");
        }), new Check("hangs", Duration.ofMillis(100), () -> {
            try {
                new CountDownLatch(1).await();
            } finally {
                interrupted.countDown();
            }
            return List.of();
        }), new Check("fine", () -> List.of(FINE))), System::nanoTime);
        assertThat(found.all()).extracting(Finding::line).containsExactly(
                "problem  broken: the check itself failed: on purpose. To do: run it again, and report it where it fails each time",
                "problem  hangs: no answer within 0 s. To do: look whether the disk, the device or the network behind it hangs",
                "ok       fine: it is");
        interrupted.await();
    }

    @Test
    void secretsAreMaskedWhoeverMadeTheFinding() {
        assertThat(Finding.problem("camera", "rtsp://me:secret1@cam/ is gone", "").line()).doesNotContain("secret1");
    }

    @Test
    void whoAsksMeanwhileOrSoonAfterGetsTheSameResult() {
        var nanos = new AtomicLong();
        var runs = new ArrayList<CompletableFuture<Findings>>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var doctor = new SharedExamination(() -> {
                var run = new CompletableFuture<Findings>();
                synchronized (runs) {
                    runs.add(run);
                    runs.notifyAll();
                }
                return run.join();
            }, executor, nanos::get);
            var first = doctor.ask();
            assertThat(doctor.ask()).isSameAs(first);
            run(runs, 0).complete(new Findings(List.of(FINE)));
            first.join();
            nanos.addAndGet(Duration.ofSeconds(9).toNanos());
            assertThat(doctor.ask().join()).isSameAs(first.join());
            nanos.addAndGet(Duration.ofSeconds(2).toNanos());
            var second = doctor.ask();
            run(runs, 1).complete(new Findings(List.of()));
            assertThat(second.join().all()).isEmpty();
        }
    }

    private static CompletableFuture<Findings> run(List<CompletableFuture<Findings>> runs, int index) {
        synchronized (runs) {
            while (runs.size() <= index) {
                try {
                    runs.wait();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return runs.get(index);
        }
    }
}
