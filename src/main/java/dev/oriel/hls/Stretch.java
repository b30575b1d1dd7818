package dev.oriel.hls;

import dev.oriel.frame.BlockInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The bytes of segments that one demuxer reads: up to a break in the stream, a gap, or another initialization section.
///
/// Threads: the one that reads. Blocking: until bytes have come, the stretch is over or the stream is told to end.
public final class Stretch extends BlockInputStream {
    private static final int TS_SYNC = 0x47;
    /// Far more segments than a demuxer reads ahead.
    private static final int MOST_PLACES = 16;

    /// What stands at the beginning of a segment.
    record Place(long position, Arrival arrival) {}

    private final SegmentPipe pipe;
    private final Deque<Place> places = new ArrayDeque<>();
    private byte[] chunk = new byte[0];
    private int at;
    private long position;
    private long arrivedNanos;

    Stretch(SegmentPipe pipe) {
        this.pipe = pipe;
    }

    /// FFmpeg's name of the container, told by the first bytes.
    ///
    /// @throws IOException naming what came instead
    public String container() throws IOException {
        if (at == chunk.length && !fill()) {
            throw new IOException("a segment without a byte");
        }
        if ((chunk[at] & 0xff) == TS_SYNC) {
            return "mpegts";
        }
        for (var box : new String[]{"ftyp", "styp", "moov", "moof", "sidx", "emsg", "prft", "free"}) {
            if (box.regionMatches(0, letters(), 0, 4)) {
                return "mov";
            }
        }
        throw new IOException("its segments are neither MPEG-TS nor MP4");
    }

    private String letters() {
        return chunk.length - at < 8 ? "" : new String(chunk, at + 4, 4, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (at == chunk.length && !fill()) {
            return -1;
        }
        int count = Math.min(length, chunk.length - at);
        System.arraycopy(chunk, at, into, offset, count);
        at += count;
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        var next = pipe.take(this);
        if (next == null) {
            return false;
        }
        chunk = next.bytes();
        at = 0;
        arrivedNanos = next.atNanos();
        var begins = next.begins();
        if (begins != null) {
            places.addLast(new Place(position, begins));
            if (places.size() > MOST_PLACES) {
                places.removeFirst();
            }
        }
        return true;
    }

    /// When the bytes that were read last had come, [System#nanoTime].
    public long arrivedNanos() {
        return arrivedNanos;
    }

    /// The segment of a byte that was read.
    ///
    /// @param bytePosition from the stretch's beginning, not before one that was asked for earlier; negative where unknown: the segment
    ///                     that is being read
    public @Nullable Arrival segmentAt(long bytePosition) {
        if (bytePosition < 0) {
            return places.isEmpty() ? null : places.getLast().arrival;
        }
        while (places.size() > 1 && second().position <= bytePosition) {
            places.removeFirst();
        }
        return places.isEmpty() ? null : places.getFirst().arrival;
    }

    private Place second() {
        var all = places.iterator();
        all.next();
        return all.next();
    }
}
