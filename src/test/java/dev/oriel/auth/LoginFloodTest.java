package dev.oriel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A hundred wrong logins a second beside one person who knows the password, in injected time.
class LoginFloodTest {
    private static final long MILLI = 1_000_000;
    private static final int ATTEMPTS_A_SECOND = 100;
    /// A slow machine: a calculation and the rest after it.
    private static final long TURN_MILLIS = 300;

    private static final int COURSES = 10;

    @ParameterizedTest
    @CsvSource({"in turn, one account, 0", "in turn, one account, 4000", "in turn, one account, 13000",
        "in turn, one account, 25000",
        "at random, one account, 0", "at random, one account, 4000", "at random, one account, 13000",
        "at random, one account, 25000", "in turn, many accounts, 0", "in turn, many accounts, 4000",
        "in turn, many accounts, 13000", "in turn, many accounts, 25000", "at random, many accounts, 4000",
        "at random, many accounts, 13000", "at random, many accounts, 25000", "from one, one account, 0",
        "from one, one account, 13000", "from one, many accounts, 13000"})
    void whoKnowsThePasswordGetsInWithinTenSecondsOfAFlood(String order, String accounts, long arrivesMillis) {
        for (int course = 0; course < COURSES; course++) {
            var flood = new Flood(course);
            var took = flood.run(flood.addresses(order), flood.accounts(accounts), arrivesMillis);
            assertThat(took).isLessThan(Duration.ofSeconds(10));
            assertThat(flood.calculatedMillis()).isLessThanOrEqualTo(flood.nowMillis / 2 + TURN_MILLIS);
        }
    }

    /// A server of its own, and all who try.
    private static final class Flood {
        private final Random random;
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private long nowMillis = 1;
        private long freeAtMillis;
        private int calculated;
        private final LoginLimiter limiter = new LoginLimiter(() -> nowMillis * MILLI);

        Flood(int seed) {
            random = new Random(seed);
        }

        long calculatedMillis() {
            return calculated * TURN_MILLIS / 2;
        }

        IntFunction<String> addresses(String order) {
            return switch (order) {
                case "in turn" -> number -> "10.0.0." + number % 1000;
                case "at random" -> _ -> "10.0.0." + random.nextInt(1000);
                default -> _ -> "10.0.0.1";
            };
        }

        IntFunction<String> accounts(String which) {
            return which.equals("one account") ? _ -> "anna" : number -> "name" + number;
        }

        Duration run(IntFunction<String> address, IntFunction<String> account, long arrivesMillis) {
            long owner = arrivesMillis;
            var inMillis = new long[]{-1};
            boolean asked = false;
            for (int number = 0; inMillis[0] < 0; nowMillis++) {
                work();
                if (nowMillis % (1000 / ATTEMPTS_A_SECOND) == 0) {
                    var from = address.apply(number);
                    var name = account.apply(number++);
                    attempt(from, name, () -> limiter.failed(from, name));
                }
                if (!asked && nowMillis >= owner) {
                    var wait = attempt("192.0.2.1", "anna", () -> {
                        limiter.succeeded("192.0.2.1", "anna");
                        inMillis[0] = nowMillis;
                    });
                    asked = wait == 0;
                    owner = nowMillis + (wait + 999) / 1000 * 1000; // as the header has it, in whole seconds
                }
                assertThat(nowMillis).as("milliseconds until the owner is in").isLessThan(arrivesMillis + 60_000);
            }
            return Duration.ofMillis(inMillis[0] - arrivesMillis);
        }

        /// How long to wait, in milliseconds; zero when the attempt is on its way.
        private long attempt(String address, String account, Runnable outcome) {
            var wait = limiter.begin(address, account, waiting.size());
            if (wait.isPresent()) {
                return wait.get().toMillis();
            }
            if (waiting.size() >= Passwords.MOST_WAITING) {
                return limiter.refused(address).toMillis();
            }
            waiting.add(() -> {
                outcome.run();
                limiter.ended(address);
            });
            return 0;
        }

        private void work() {
            if (nowMillis >= freeAtMillis && !waiting.isEmpty()) {
                freeAtMillis = nowMillis + TURN_MILLIS;
                calculated++;
                waiting.remove().run();
            }
        }
    }
}
