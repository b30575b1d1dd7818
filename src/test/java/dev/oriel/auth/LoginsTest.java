package dev.oriel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LoginsTest {
    private static final String PASSWORD = "correct horse";

    @TempDir
    Path folder;

    private final Passwords passwords = new Passwords(System::nanoTime, _ -> {});
    private long now = 1;

    @AfterEach
    void close() {
        passwords.close();
    }

    private Logins logins(Map<String, String> environment) {
        return new Logins(new AccountStore(folder, environment, InstantSource.system()), passwords, new LoginLimiter(() -> now));
    }

    private static LoginResult login(Logins logins, String name, String password) throws Exception {
        return logins.login(new LoginAttempt("192.0.2.1", name, password)).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private void account(String name, String hash) throws IOException {
        new AccountStore(folder, Map.of(), InstantSource.system()).add(name, null, Set.of(), hash);
    }

    @Test
    void theRightPasswordOfAnAccountThatWasMadeAMomentAgo() throws Exception {
        var logins = logins(Map.of());
        assertThat(login(logins, "anna", PASSWORD)).isEqualTo(new LoginResult.Denied());
        account("anna", Passwords.hash(PASSWORD));
        assertThat(login(logins, " Anna", PASSWORD)).isInstanceOfSatisfying(LoginResult.Granted.class,
                granted -> assertThat(granted.account().name()).isEqualTo("anna"));
        assertThat(login(logins, "anna", "wrong horse")).isEqualTo(new LoginResult.Denied());
        assertThat(login(logins, "bert", PASSWORD)).isEqualTo(new LoginResult.Denied());
        assertThat(login(logins, "../anna", PASSWORD)).isEqualTo(new LoginResult.Denied());
        assertThat(login(logins, "anna", "x".repeat(2000))).isEqualTo(new LoginResult.Denied());
    }

    @Test
    void aBcryptHashIsMadeAnewAtTheNextLoginAndSessionsGoOn() throws Exception {
        account("anna", OpenBSDBCrypt.generate("2y", PASSWORD.toCharArray(), new byte[16], 5));
        var store = new AccountStore(folder, Map.of(), InstantSource.system());
        var before = store.list().getFirst();
        var logins = logins(Map.of());
        assertThat(login(logins, "anna", "wrong horse")).isEqualTo(new LoginResult.Denied());
        assertThat(store.list().getFirst()).isEqualTo(before);
        assertThat(login(logins, "anna", PASSWORD)).isInstanceOf(LoginResult.Granted.class);
        var after = store.list().getFirst();
        assertThat(after.hash()).startsWith("$argon2id$");
        assertThat(after.changed()).isEqualTo(before.changed());
        assertThat(login(logins, "anna", PASSWORD)).isInstanceOf(LoginResult.Granted.class);
    }

    @Test
    void anAccountOfTheEnvironmentLogsIn() throws Exception {
        var logins = logins(Map.of("ORIEL_USERS", "anna:operator:" + Passwords.hash(PASSWORD)));
        assertThat(login(logins, "anna", PASSWORD)).isInstanceOfSatisfying(LoginResult.Granted.class,
                granted -> assertThat(granted.account().role()).isEqualTo(Role.OPERATOR));
    }

    @Test
    void theSixthWrongPasswordIsRefusedWithoutBeingLookedAt() throws Exception {
        account("anna", Passwords.hash(PASSWORD));
        var logins = logins(Map.of());
        for (int i = 0; i < 5; i++) {
            assertThat(login(logins, "anna", "wrong horse")).isEqualTo(new LoginResult.Denied());
        }
        assertThat(login(logins, "anna", PASSWORD)).isInstanceOfSatisfying(LoginResult.TooSoon.class,
                soon -> assertThat(soon.retryAfter()).hasSeconds(1));
        now += TimeUnit.SECONDS.toNanos(1);
        assertThat(login(logins, "anna", PASSWORD)).isInstanceOf(LoginResult.Granted.class);
        assertThat(login(logins, "anna", PASSWORD)).isInstanceOf(LoginResult.Granted.class);
    }

    @Test
    void passwordsAreInNoText() {
        assertThat(new LoginAttempt("192.0.2.1", "anna", PASSWORD)).asString().doesNotContain(PASSWORD);
    }
}
