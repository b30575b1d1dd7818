package dev.oriel.bench;

/// Counts of durations from which percentiles can be read, within 1.6 percent of the true value.
///
/// Each power of two is divided into 64 equal buckets. The memory is fixed and adding allocates nothing.
///
/// Threads: one. Units: any whole number of 0 and more; what is below counts as 0.
final class Histogram {
    private static final int SHIFT = 6;
    private static final int BUCKETS = 1 << SHIFT;

    private final long[] counts = new long[BUCKETS * (Long.SIZE - SHIFT)];
    private long total;
    private long most;

    void add(long value) {
        long counted = Math.max(0, value);
        counts[bucket(counted)]++;
        total++;
        most = Math.max(most, counted);
    }

    long count() {
        return total;
    }

    long max() {
        return most;
    }

    /// The value that `part` of all values are at or below; 0 where there are none.
    ///
    /// @param part 0 to 1
    long percentile(double part) {
        long wanted = Math.max(1, (long) Math.ceil(total * part));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return Math.min(most, upperEnd(i));
            }
        }
        return 0;
    }

    private static int bucket(long value) {
        int exponent = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(value) - SHIFT - 1);
        return (exponent << SHIFT) + (int) (value >>> exponent);
    }

    private static long upperEnd(int bucket) {
        int exponent = Math.max(0, (bucket >> SHIFT) - 1);
        long within = bucket - ((long) exponent << SHIFT);
        return ((within + 1) << exponent) - 1;
    }
}
