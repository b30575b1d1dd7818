package dev.oriel.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class PasswordsTest {
    private static final long SECONDS = 30;

    @Test
    void eightWaitAndTheNinthIsRefused() throws Exception {
        var gate = new CountDownLatch(1);
        try (var passwords = new Passwords(System::nanoTime, _ -> {})) {
            var first = passwords.offer(_ -> awaited(gate)).orElseThrow();
            await().until(() -> passwords.waiting() == 0);
            for (int i = 0; i < Passwords.MOST_WAITING; i++) {
                assertThat(passwords.offer(_ -> true)).isPresent();
            }
            assertThat(passwords.offer(_ -> true)).isEmpty();
            gate.countDown();
            assertThat(first.get(SECONDS, TimeUnit.SECONDS)).isTrue();
            await().until(() -> passwords.waiting() == 0);
        }
    }

    private static boolean awaited(CountDownLatch gate) {
        try {
            return gate.await(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void theThreadRestsForAsLongAsItCalculated() throws Exception {
        var clock = new AtomicLong();
        var rested = new AtomicLong();
        try (var passwords = new Passwords(clock::get, rested::addAndGet)) {
            passwords.offer(_ -> clock.addAndGet(70)).orElseThrow().get(SECONDS, TimeUnit.SECONDS);
            passwords.offer(_ -> clock.addAndGet(30)).orElseThrow().get(SECONDS, TimeUnit.SECONDS);
            await().until(() -> rested.get() == 100);
        }
    }

    @Test
    void aCalculationThatFailsEndsNoOther() throws Exception {
        try (var passwords = new Passwords(System::nanoTime)) {
            Optional<CompletableFuture<Boolean>> broken = passwords.offer(_ -> {
                throw new IllegalStateException("broken");
            });
            assertThatThrownBy(() -> broken.orElseThrow().get(SECONDS, TimeUnit.SECONDS)).hasMessageContaining("broken");
            var hash = passwords.offerHash("correct horse").orElseThrow().get(SECONDS, TimeUnit.SECONDS);
            assertThat(hash).startsWith("$argon2id$");
        }
    }

    @Test
    void nothingStartsBeforeItIsNeededAndNothingIsLeftBehind() throws Exception {
        var passwords = new Passwords(System::nanoTime);
        assertThat(threads()).isZero();
        passwords.offerHash("correct horse").orElseThrow().get(SECONDS, TimeUnit.SECONDS);
        passwords.close();
        passwords.close();
        assertThat(threads()).isZero();
        assertThat(passwords.offerHash("correct horse")).isEmpty();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("oriel-passwords")).count();
    }

    @Test
    void newPasswordsHaveEightCharactersAndAtMost1024Bytes() {
        assertThat(Passwords.allowed("12345678")).isEqualTo("12345678");
        assertThat(Passwords.allowed("x".repeat(1024))).hasSize(1024);
        assertThatThrownBy(() -> Passwords.allowed("1234567")).hasMessageContaining("at least 8");
        assertThatThrownBy(() -> Passwords.allowed("\ud83d\ude00".repeat(7))).hasMessageContaining("at least 8");
        assertThatThrownBy(() -> Passwords.allowed("\u00fc".repeat(513))).hasMessageContaining("at most 1024");
        assertThatThrownBy(() -> Passwords.hash("short")).isInstanceOf(IllegalArgumentException.class);
    }
}
