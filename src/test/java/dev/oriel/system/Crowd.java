package dev.oriel.system;

import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Many viewers of small pictures, which acknowledge what they get and keep no more of it than its age.
///
/// Threads: the test's; messages come on one of each viewer's own.
final class Crowd implements AutoCloseable {
    private static final int JPEG = 1;
    private static final int MOST_AGES = 1 << 16;

    private final List<One> all = new ArrayList<>();

    /// One viewer.
    private static final class One implements AutoCloseable {
        private final long[] agesMicros = new long[MOST_AGES];
        private volatile int pictures;
        private final Viewer viewer;

        One(URI live) {
            viewer = Viewer.connect(live, this::took, "oriel.v1");
        }

        private void took(Viewer from, Viewer.Message message) {
            if (message.text() == null && message.bytes()[0] == JPEG) {
                var header = WireHeader.read(message.bytes());
                long ageMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) - header.capturedAtMicros();
                int count = pictures;
                agesMicros[count % MOST_AGES] = ageMicros;
                pictures = count + 1;
                from.say(header.acknowledgement());
            }
        }

        boolean isOpen() {
            return viewer.end().isEmpty();
        }

        @Override
        public void close() {
            viewer.close();
        }
    }

    /// So many more, at that address.
    Crowd join(int count, URI live) {
        for (int i = 0; i < count; i++) {
            all.add(new One(live));
        }
        return this;
    }

    /// Pictures that each has got.
    int[] pictures() {
        return all.stream().mapToInt(one -> one.pictures).toArray();
    }

    /// Pictures that the one with the fewest has got.
    int fewest() {
        return Arrays.stream(pictures()).min().orElse(0);
    }

    /// True while nobody was sent away.
    boolean isWhole() {
        return all.stream().allMatch(One::isOpen);
    }

    /// The median age, on arrival, of each viewer's last pictures: microseconds from capture.
    long medianAgeMicros(int last) {
        return all.stream().flatMapToLong(one -> {
            int end = Math.min(one.pictures, MOST_AGES);
            return Arrays.stream(one.agesMicros, Math.max(0, end - last), end);
        }).sorted().skip(all.size() * (long) last / 2).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        all.forEach(One::close);
    }
}
