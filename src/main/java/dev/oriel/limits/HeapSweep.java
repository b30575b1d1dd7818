package dev.oriel.limits;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import org.jspecify.annotations.Nullable;

/// Collects garbage before it makes the process large.
///
/// The serial collector, which costs least at rest, lets its old generation grow up to the heap's limit before it looks for what in it
/// has ended: under a hundred seconds of clients that came and went it was 400 MB large, of which 36 MB lived. So it is asked to look when
/// the old generation has become much larger than what lived there at its last look. Such a look takes the longer the more lives: about
/// 100 ms for these, on a busy machine.
///
/// Other collectors look by themselves, and are left alone.
///
/// Threads: one at a time. Blocking: [#look], for the time of a collection.
public final class HeapSweep {
    private static final String OLD_OF_SERIAL = "Tenured Gen";
    private static final long GARBAGE_BYTES = 32L << 20;

    /// Found at its first look: management takes its time to load, and no start is to wait for it.
    private @Nullable MemoryPoolMXBean old;
    private boolean found;

    /// Looks whether it is time, and collects then.
    public void look() {
        if (!found) {
            found = true;
            old = ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getName().equals(OLD_OF_SERIAL))
                    .findFirst().orElse(null);
        }
        var last = old == null ? null : old.getCollectionUsage();
        if (old != null && last != null && isDue(old.getUsage().getUsed(), last.getUsed())) {
            System.gc();
        }
    }

    /// @param usedBytes of the old generation
    /// @param liveBytes of it at the last collection, 0 before the first
    static boolean isDue(long usedBytes, long liveBytes) {
        return usedBytes > 2 * liveBytes + GARBAGE_BYTES;
    }
}
