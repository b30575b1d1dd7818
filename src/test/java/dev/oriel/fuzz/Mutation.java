package dev.oriel.fuzz;

import java.util.Arrays;
import java.util.Random;

/// Changes bytes the way that broken devices, lossy networks and attackers do: flipped bits, numbers at their limits, pieces that are
/// missing, doubled, swapped or from elsewhere.
///
/// Threads: one at a time.
final class Mutation {
    private static final int[] TELLING = {0, 1, 2, 3, 0x47, 0x7f, 0x80, 0xb3, 0xc0, 0xd8, 0xd9, 0xda, 0xfe, 0xff};
    private static final int MOST_STEPS = 12;

    private final Random random;

    Mutation(Random random) {
        this.random = random;
    }

    /// A changed copy; one in eight stays as it is, so that what follows is reached too.
    byte[] of(byte[] original) {
        byte[] bytes = original.clone();
        if (random.nextInt(8) == 0) {
            return bytes;
        }
        for (int steps = 1 + random.nextInt(MOST_STEPS); steps > 0; steps--) {
            bytes = step(bytes);
        }
        return bytes;
    }

    /// A changed copy of a text.
    String of(String original) {
        return new String(of(original.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private byte[] step(byte[] bytes) {
        if (bytes.length == 0) {
            return new byte[]{(byte) random.nextInt()};
        }
        int at = at(bytes.length);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(1 << random.nextInt(12)));
        switch (random.nextInt(8)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) TELLING[random.nextInt(TELLING.length)];
            case 2 -> Arrays.fill(bytes, at, at + Math.min(length, 8), (byte) (random.nextBoolean() ? 0xff : 0));
            case 3 -> {
                return joined(bytes, 0, at, bytes, at + length, bytes.length);
            }
            case 4 -> {
                return joined(bytes, 0, at + length, bytes, at, bytes.length);
            }
            case 5 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 6 -> {
                var noise = new byte[length];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, bytes, at, length);
            }
            default -> {
                int from = random.nextInt(bytes.length - length + 1);
                System.arraycopy(bytes, from, bytes, at, length);
            }
        }
        return bytes;
    }

    /// Heads tell more than bodies, so half of the changes are there.
    private int at(int length) {
        return random.nextInt(random.nextBoolean() ? length : Math.min(length, 700));
    }

    private static byte[] joined(byte[] one, int from, int to, byte[] other, int otherFrom, int otherTo) {
        var result = Arrays.copyOf(Arrays.copyOfRange(one, from, to), to - from + otherTo - otherFrom);
        System.arraycopy(other, otherFrom, result, to - from, otherTo - otherFrom);
        return result;
    }
}
