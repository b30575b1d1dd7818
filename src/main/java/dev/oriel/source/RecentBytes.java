package dev.oriel.source;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// The last bytes of what has passed by, as many as part headers may have.
///
/// Threads: one at a time. Each byte costs the same, however few come at a time.
final class RecentBytes {
    private final byte[] ring = new byte[PartHeaders.MOST_BYTES];
    private int end;
    private int count;

    /// Adds bytes of `input`, which stays as it is.
    void add(ByteBuf input, int index, int bytes) {
        int kept = Math.min(bytes, ring.length);
        int from = index + bytes - kept;
        int first = Math.min(kept, ring.length - end);
        input.getBytes(from, ring, end, first);
        input.getBytes(from + first, ring, 0, kept - first);
        end = (end + kept) % ring.length;
        count = Math.min(ring.length, count + kept);
    }

    /// What there is as text, one letter for each byte; there is nothing after that.
    String take() {
        int start = (end - count + ring.length) % ring.length;
        int first = Math.min(count, ring.length - start);
        var text = new String(ring, start, first, StandardCharsets.ISO_8859_1)
                + new String(ring, 0, count - first, StandardCharsets.ISO_8859_1);
        count = 0;
        return text;
    }
}
