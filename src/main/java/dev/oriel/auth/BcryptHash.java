package dev.oriel.auth;

import java.util.Arrays;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/// A hash of bcrypt, as other programs have made it: `$2a$`, `$2b$` or `$2y$`. It sees the first 72 bytes of a password alone.
record BcryptHash(String text) implements PasswordHash {
    private static final int MOST_BYTES = 72;

    @Override
    public boolean matches(String password, Argon2Memory memory) {
        var bytes = PasswordHash.bytes(password);
        return OpenBSDBCrypt.checkPassword(text, bytes.length > MOST_BYTES ? Arrays.copyOf(bytes, MOST_BYTES) : bytes);
    }

    @Override
    public boolean isCurrent() {
        return false;
    }

    @Override
    public String toString() {
        return "a bcrypt hash";
    }
}
