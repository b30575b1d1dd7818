package dev.oriel.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.limits.PictureLimits;
import dev.oriel.time.Clocks;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RenditionsTest {
    private final Renditions renditions = new Renditions(new Clocks(() -> 0, () -> 0), PictureLimits.usual());

    @Test
    void whatWaitsBehindACodecThatTakesItsTimeIsDoneBeforeTheCloseReturns() {
        var never = new CountDownLatch(1);
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            renditions.codecs().execute(() -> {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        var freed = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            renditions.codecs().execute(freed::incrementAndGet);
        }
        renditions.close();
        assertThat(freed).hasValue(3);
    }
}
