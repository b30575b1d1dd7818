package dev.oriel.auth;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// A hash of Argon2 as a PHC string: `$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH`.
///
/// Source: RFC 9106; the PHC string format; the parameters are those of OWASP's cheat sheet for passwords.
///
/// @param text   the whole string
/// @param salt   in base64 without padding
/// @param digest in base64 without padding
record Argon2Hash(String text, Cost cost, String salt, String digest) implements PasswordHash {
    private static final Map<String, Integer> TYPES = Map.of("argon2id", Argon2Parameters.ARGON2_id, "argon2i",
            Argon2Parameters.ARGON2_i, "argon2d", Argon2Parameters.ARGON2_d);
    private static final Pattern FORM = Pattern.compile(
            "\\$(argon2id|argon2i|argon2d)(?:\\$v=(16|19))?\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{16,172})");
    private static final int NEWEST = Argon2Parameters.ARGON2_VERSION_13;
    private static final int SALT_BYTES = 16;
    private static final int DIGEST_BYTES = 32;
    private static final Cost STANDARD = new Cost(TYPES.getOrDefault("argon2id", 0), NEWEST, 19 * 1024, 2, 1);

    /// The cost of a calculation.
    ///
    /// @param type of Bouncy Castle
    record Cost(int type, int version, int memoryKilobytes, int iterations, int lanes) {
        private static final int MOST_KILOBYTES = 256 * 1024;
        private static final int MOST_ITERATIONS = 10;
        private static final int MOST_LANES = 16;

        Cost {
            if (lanes < 1 || lanes > MOST_LANES || memoryKilobytes < 8 * lanes || memoryKilobytes > MOST_KILOBYTES
                    || iterations < 1 || iterations > MOST_ITERATIONS) {
                throw new IllegalArgumentException("a hash of Argon2 takes at most 256 MiB, 10 iterations and 16 lanes");
            }
        }

        boolean isAtLeast(Cost other) {
            return type == other.type && version == other.version && memoryKilobytes >= other.memoryKilobytes
                    && iterations >= other.iterations;
        }
    }

    static Argon2Hash parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("no hash of Argon2 or bcrypt");
        }
        int version = "16".equals(match.group(2)) || match.group(2) == null ? Argon2Parameters.ARGON2_VERSION_10 : NEWEST;
        var cost = new Cost(TYPES.getOrDefault(match.group(1), 0), version, Integer.parseInt(match.group(3)),
                Integer.parseInt(match.group(4)), Integer.parseInt(match.group(5)));
        Base64.getDecoder().decode(match.group(6));
        Base64.getDecoder().decode(match.group(7));
        return new Argon2Hash(text, cost, match.group(6), match.group(7));
    }

    /// A new hash, with a salt of its own.
    static Argon2Hash of(String password, SecureRandom random, Argon2Memory memory) {
        var salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        var encoder = Base64.getEncoder().withoutPadding();
        var salted = encoder.encodeToString(salt);
        var digest = encoder.encodeToString(digest(password, STANDARD, salt, DIGEST_BYTES, memory));
        return new Argon2Hash("$argon2id$v=19$m=" + STANDARD.memoryKilobytes() + ",t=" + STANDARD.iterations() + ",p="
                + STANDARD.lanes() + "$" + salted + "$" + digest, STANDARD, salted, digest);
    }

    private static byte[] digest(String password, Cost cost, byte[] salt, int length, Argon2Memory memory) {
        int blocks = Argon2BytesGenerator.getBlockCount(cost.memoryKilobytes(), cost.lanes());
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(cost.type()).withVersion(cost.version())
                .withMemoryAsKB(cost.memoryKilobytes()).withIterations(cost.iterations()).withParallelism(cost.lanes())
                .withSalt(salt).withBlockPool(memory.pool(blocks)).build());
        var digest = new byte[length];
        generator.generateBytes(PasswordHash.bytes(password), digest);
        return digest;
    }

    @Override
    public boolean matches(String password, Argon2Memory memory) {
        var expected = Base64.getDecoder().decode(digest);
        return MessageDigest.isEqual(expected,
                digest(password, cost, Base64.getDecoder().decode(salt), expected.length, memory));
    }

    @Override
    public boolean isCurrent() {
        return cost.isAtLeast(STANDARD);
    }

    @Override
    public String toString() {
        return "a hash of Argon2";
    }
}
