package dev.oriel.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class CodecShareTest {
    private final Queue<Runnable> pool = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();

    private void runPool() {
        for (var job = pool.poll(); job != null; job = pool.poll()) {
            job.run();
        }
    }

    /// A connection with many pictures: it asks for its next turn when it has had one.
    private final class Connection {
        private final CodecShare share;
        private final String name;
        private int left;

        Connection(CodecShare share, String name, int pictures) {
            this.share = share;
            this.name = name;
            left = pictures;
        }

        void ask() {
            if (left-- > 0) {
                share.execute(() -> {
                    done.add(name);
                    ask();
                });
            }
        }
    }

    @Test
    void connectionsTakeTurnsOfOnePictureHoweverManyEachHas() {
        var share = new CodecShare(pool::add, 1);
        new Connection(share, "a", 100).ask();
        new Connection(share, "b", 3).ask();
        new Connection(share, "c", 3).ask();
        runPool();
        assertThat(done.subList(0, 9)).containsExactly("a", "b", "c", "a", "b", "c", "a", "b", "c");
        assertThat(done).hasSize(106);
    }

    @Test
    void othersWaitForNoMoreJobsThanTheShareIsLarge() {
        var share = new CodecShare(pool::add, 2);
        for (int i = 0; i < 50; i++) {
            new Connection(share, "c" + i, 10).ask();
        }
        pool.add(() -> done.add("ladder"));
        runPool();
        assertThat(done.indexOf("ladder")).isEqualTo(2);
    }

    @Test
    void aJobThatFailsGivesItsPlaceToTheNext() {
        var share = new CodecShare(pool::add, 1);
        share.execute(() -> {
            throw new IllegalStateException("broken");
        });
        share.execute(() -> done.add("next"));
        try {
            runPool();
        } catch (IllegalStateException e) {
            runPool();
        }
        assertThat(done).containsExactly("next");
    }

    @Test
    void onceThePoolHasEndedJobsStillRun() {
        var share = new CodecShare(job -> {
            throw new RejectedExecutionException();
        }, 1);
        share.execute(() -> done.add("a"));
        share.execute(() -> done.add("b"));
        assertThat(done).containsExactly("a", "b");
    }
}
