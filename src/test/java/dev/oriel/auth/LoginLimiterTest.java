package dev.oriel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginLimiterTest {
    private static final String ADDRESS = "192.0.2.7";
    private long now = 1;
    private final LoginLimiter limiter = new LoginLimiter(() -> now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private Optional<Duration> begin(String address, String account) {
        return limiter.begin(address, account, 0);
    }

    /// Waits as long as it takes.
    private void fail(String address, String account) {
        for (var wait = begin(address, account); wait.isPresent(); wait = begin(address, account)) {
            pass(wait.get());
        }
        limiter.failed(address, account);
        limiter.ended(address);
    }

    @Test
    void fiveFailuresAreFreeThenASecondDoublesToAMinute() {
        for (int i = 0; i < 5; i++) {
            assertThat(begin(ADDRESS, "anna")).isEmpty();
            limiter.failed(ADDRESS, "anna");
            limiter.ended(ADDRESS);
        }
        var waits = new ArrayList<Long>();
        for (int i = 0; i < 8; i++) {
            var wait = begin(ADDRESS, "name" + i).orElseThrow();
            waits.add(wait.toSeconds());
            pass(wait);
            assertThat(begin(ADDRESS, "name" + i)).isEmpty();
            limiter.failed(ADDRESS, "name" + i);
            limiter.ended(ADDRESS);
        }
        assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
    }

    @Test
    void failuresAreForgottenAfterARightPasswordAndAfterHalfAnHour() {
        for (int i = 0; i < 6; i++) {
            fail(ADDRESS, "anna");
        }
        assertThat(begin(ADDRESS, "anna")).isPresent();
        limiter.succeeded(ADDRESS, "anna");
        assertThat(begin(ADDRESS, "anna")).isEmpty();
        limiter.ended(ADDRESS);
        for (int i = 0; i < 6; i++) {
            fail(ADDRESS, "anna");
        }
        pass(Duration.ofMinutes(30));
        assertThat(begin(ADDRESS, "anna")).isEmpty();
    }

    @Test
    void anAccountOfOnesOwnForgivesNoGuessesAtOthers() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 2; i++) {
                fail(ADDRESS, "anna");
            }
            limiter.succeeded(ADDRESS, "vic");
        }
        assertThat(begin(ADDRESS, "anna")).isPresent();
        pass(Duration.ofMinutes(1));
        limiter.succeeded(ADDRESS, "anna");
        assertThat(begin(ADDRESS, "anna")).isEmpty();
    }

    @Test
    void attemptsAtOnceAreNoWayAroundTheFirstFive() {
        for (int i = 0; i < 5; i++) {
            assertThat(begin(ADDRESS, "name" + i)).isEmpty();
        }
        assertThat(begin(ADDRESS, "anna")).isPresent();
        limiter.ended(ADDRESS);
        assertThat(begin(ADDRESS, "anna")).isEmpty();
    }

    @Test
    void afterTwentyFailuresStrangersHaveOneTurnInFiveSecondsAndFamiliarOnesAreFree() {
        assertThat(begin("home", "anna")).isEmpty();
        limiter.succeeded("home", "anna");
        limiter.ended("home");
        for (int i = 0; i < 20; i++) {
            fail("stranger" + i, "anna");
        }
        assertThat(begin("a", "anna")).isEmpty();
        assertThat(begin("b", "anna")).isPresent();
        assertThat(begin("b", "bert")).as("another account").isEmpty();
        assertThat(begin("home", "anna")).isEmpty();
        pass(Duration.ofSeconds(5));
        assertThat(begin("c", "anna")).isEmpty();
        assertThat(begin("d", "anna")).isPresent();
        pass(Duration.ofMinutes(10));
        assertThat(begin("e", "anna")).isEmpty();
        assertThat(begin("f", "anna")).isEmpty();
    }

    @Test
    void anAddressIsFamiliarForThirtyDays() {
        begin("home", "anna");
        limiter.succeeded("home", "anna");
        limiter.ended("home");
        pass(Duration.ofDays(30));
        for (int i = 0; i < 20; i++) {
            fail("stranger" + i, "anna");
        }
        assertThat(begin("a", "anna")).isEmpty();
        assertThat(begin("home", "anna")).isPresent();
    }

    @Test
    void theNextTurnIsKeptForWhoComesBackWhenToldTo() {
        for (int i = 0; i < 20; i++) {
            fail("stranger" + i, "anna");
        }
        assertThat(begin("x", "anna")).isEmpty();
        var wait = begin("owner", "anna").orElseThrow();
        for (int i = 0; wait.compareTo(Duration.ZERO) > 0; i++) {
            assertThat(i).isLessThan(10);
            pass(wait);
            begin("crowd" + i, "anna"); // just before the owner each time
            wait = begin("owner", "anna").orElse(Duration.ZERO);
        }
        assertThat(begin("late", "anna")).isPresent();
    }

    @Test
    void wrongKeysAreCountedApartFromPasswords() {
        for (int i = 0; i < 6; i++) {
            limiter.failed(ADDRESS);
        }
        assertThat(limiter.retryAfter(ADDRESS)).contains(Duration.ofSeconds(2));
        assertThat(begin(ADDRESS, "anna")).isEmpty();
        assertThat(limiter.retryAfter("192.0.2.8")).isEmpty();
        pass(Duration.ofSeconds(2));
        assertThat(limiter.retryAfter(ADDRESS)).isEmpty();
    }

    @Test
    void anotherServersOutcomesCountAndAreNotSentBack() {
        var other = new LoginLimiter(() -> now);
        List<LoginEvent> sent = new ArrayList<>();
        limiter.share(sent::add);
        limiter.share(other::hear);
        other.share(_ -> {
            throw new AssertionError("an echo");
        });
        for (int i = 0; i < 5; i++) {
            fail(ADDRESS, "anna");
        }
        assertThat(sent).hasSize(5).containsOnly(new LoginEvent(ADDRESS, "anna", false));
        assertThat(other.begin(ADDRESS, "anna", 0)).isPresent();
    }

    @Test
    void placesInFrontOfTheCalculationAreKeptForAddressesWithoutFailures() {
        fail(ADDRESS, "anna");
        assertThat(limiter.begin(ADDRESS, "anna", 3)).isPresent();
        assertThat(limiter.begin("fresh", "anna", 3)).isEmpty();
        assertThat(limiter.begin("other", "anna", 4)).isPresent();
        pass(Duration.ofSeconds(1));
        assertThat(limiter.begin("other", "anna", 4)).isEmpty();
        limiter.succeeded("other", "anna");
        assertThat(limiter.begin("other", "anna", 7)).isEmpty();
        assertThat(limiter.begin("another", "anna", 7)).isPresent();
    }

    @Test
    void aMillionAddressesAreNotRemembered() {
        for (int i = 0; i < 200_000; i++) {
            limiter.failed("address" + i);
            limiter.failed("address" + i, "name" + i);
        }
        assertThat(limiter.remembered()).isLessThan(50_000);
    }
}
