package dev.oriel.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
    private final Argon2Memory memory = new Argon2Memory();

    private boolean matches(String hash, String password) {
        return PasswordHash.parse(hash).matches(password, memory);
    }

    /// Of the reference implementation's own tests, of crypt_blowfish's, and of Apache's htpasswd.
    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {
        "password $argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "password $argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
        "password $argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA",
        "U*U $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"})
    void hashesOfOtherProgramsAreUnderstood(String password, String hash) {
        assertThat(matches(hash, password)).isTrue();
        assertThat(matches(hash, password + "x")).isFalse();
        assertThat(PasswordHash.parse(hash).isCurrent()).isEqualTo(hash.contains("argon2id$v=19$m=65536"));
    }

    @Test
    void aNewHashIsArgon2idWith19MiBAndASaltOfItsOwn() {
        var hash = Argon2Hash.of("correct horse", new SecureRandom(), memory);
        assertThat(hash.text()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(hash.isCurrent()).isTrue();
        assertThat(matches(hash.text(), "correct horse")).isTrue();
        assertThat(matches(hash.text(), "Correct horse")).isFalse();
        assertThat(Argon2Hash.of("correct horse", new SecureRandom(), memory).text()).isNotEqualTo(hash.text());
    }

    @Test
    void theSameLettersOfTwoSystemsAreOnePassword() {
        var composed = Argon2Hash.of("gr\u00fc\u00dfe dich", new SecureRandom(), memory);
        assertThat(matches(composed.text(), "gru\u0308\u00dfe dich")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret",
        "$argon2id$v=19$m=262145,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=65536,t=11,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=65536,t=2,p=17$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=4,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=65536,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$", "$2a$15$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2a$05$short", "$1$salt$hash", "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="})
    void hashesThatAreNoneOrCostTooMuchAreRefusedWithoutBeingShown(String hash) {
        assertThatThrownBy(() -> PasswordHash.parse(hash)).isInstanceOf(IllegalArgumentException.class)
                .message().satisfies(message -> assertThat(hash.isEmpty() || !message.contains(hash)).isTrue());
    }

    @Test
    void bcryptTakesLongPasswordsAsItsOwnProgramsDo() {
        var long73 = "a".repeat(73);
        var hash = org.bouncycastle.crypto.generators.OpenBSDBCrypt.generate("2b", "a".repeat(72).toCharArray(), new byte[16], 4);
        assertThat(matches(hash, long73)).isTrue();
        assertThat(matches(hash, "a".repeat(71))).isFalse();
    }
}
