package dev.oriel.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.limits.MemoryBudget;
import dev.oriel.observe.LoggedLines;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Protocol.Command;

/// A connection's thread ends with its close and with nothing else.
@Timeout(120)
class LineTest {
    private FakeRedis fake;
    private Reachability reachability;
    private final MemoryBudget memory = new MemoryBudget(() -> 1_000_000, System::nanoTime);
    private final AtomicInteger runs = new AtomicInteger();

    @BeforeEach
    void begin() throws IOException {
        fake = new FakeRedis();
        reachability = new Reachability(BusUrl.parse(fake.url()), System::nanoTime);
    }

    @AfterEach
    void end() {
        fake.close();
    }

    private static void fail(int kind) throws IOException {
        switch (kind) {
            case 1 -> throw new OutOfMemoryError("a line's own");
            case 2 -> throw new StackOverflowError();
            case 3 -> throw new IllegalStateException("a line's own");
            case 4 -> throw new IOException("a line's own");
            default -> {
                // stands
            }
        }
    }

    @Test
    void whateverItsWorkThrowsItConnectsAgain() {
        try (var line = new Line("test", reachability, memory, (connection, stands) -> {
            fail(runs.incrementAndGet());
            stands.run();
            new CountDownLatch(1).await();
        })) {
            line.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> runs.get() == 5 && reachability.isWhole());
        }
    }

    @Test
    void whyItIsNotConnectedIsTold() {
        try (var line = new Line("test", reachability, memory, (connection, stands) -> {
            throw new OutOfMemoryError("a line's own");
        })) {
            line.start();
            await().until(() -> reachability.cause().equals("failed: OutOfMemoryError"));
            assertThat(reachability.isWhole()).isFalse();
        }
    }

    @Test
    void aListenerThatFailsKeepsNoLineFromConnecting() {
        reachability.onChange(() -> {
            throw new StackOverflowError("a listener's own");
        });
        try (var line = new Line("test", reachability, memory, (connection, stands) -> {
            stands.run();
            if (runs.incrementAndGet() < 3) {
                throw new IOException("broken off");
            }
            new CountDownLatch(1).await();
        })) {
            line.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> runs.get() == 3 && reachability.isWhole());
        }
    }

    @Test
    void aConnectionThatComesAndGoesIsOneLoss() {
        try (var log = new LoggedLines(); var line = new Line("test", reachability, memory, (connection, stands) -> {
            stands.run();
            if (runs.incrementAndGet() < 4) {
                throw new IOException("broken off");
            }
            new CountDownLatch(1).await();
        })) {
            line.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> runs.get() == 4 && reachability.isWhole());
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                reachability.settle();
                return !log.with("connected again").isEmpty();
            });
            assertThat(log.with("no connection: broken off")).hasSize(1);
            assertThat(log.with("connected")).hasSize(2);
        }
    }

    @Test
    void whatAReplyHeldIsGivenBackWhenTheConnectionIsOver() {
        fake.answer((command, out) -> {
            if (command.getFirst().equals("GET")) {
                out.write(FakeRedis.bulk(new byte[100_000]));
                return true;
            }
            return false;
        });
        try (var line = new Line("test", reachability, memory, (connection, stands) -> {
            connection.send(Command.GET, "x");
            connection.reply(ReplyLimit.PICTURE);
            runs.addAndGet(memory.heldBytes() == 100_000 ? 1 : 0);
            throw new IOException("broken off");
        })) {
            line.start();
            await().until(() -> runs.get() > 0 && memory.heldBytes() == 0);
        }
    }
}
