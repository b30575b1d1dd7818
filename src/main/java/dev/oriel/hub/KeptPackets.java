package dev.oriel.hub;

import dev.oriel.frame.Codec;
import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The packets of a track that a subscription may still take: from the newest key frame on, up to what its [Codec] allows. Where
/// every packet is a key frame, that is the newest packet.
///
/// A packet's position is the number of packets that were added before it.
///
/// Threads: those that hold the track's lock, unless said otherwise. Ownership: one reference to each packet that is kept.
final class KeptPackets {
    /// How old a packet may be when it is taken, once there is a newer key frame.
    static final long BEHIND_NANOS = 1_000_000_000L;

    /// A sender of tiny packets makes each cost more than it says.
    private static final int MOST_PACKETS = 32_768;
    private static final long NONE = -1;

    /// Those at the positions `first`, `first + 1`, …
    private final List<Packet> packets = new ArrayList<>(1);
    private long first;
    private volatile long end;
    /// Read for each watched camera whenever any other gives a picture.
    private volatile @Nullable FrameHeader newestHeader;
    private long bytes;
    private long heldBytes;
    private long newestKeyFrame = NONE;
    private final int mostBytes;
    private final long mostNanos;

    /// @param codec of the packets
    KeptPackets(Codec codec) {
        mostBytes = codec.mostKeptBytes();
        mostNanos = TimeUnit.SECONDS.toNanos(codec.mostKeptSeconds());
    }

    /// Adds a packet, whose reference passes to this, and drops what nobody may still take.
    ///
    /// @param keepsPast true to keep also the last second before the newest key frame, for subscriptions that are a little late
    /// @return the packets that were dropped, for the caller to release once the lock is given back: the memory of a picture takes its time
    List<Packet> add(Packet packet, boolean keepsPast) {
        if (packet.isKeyFrame()) {
            newestKeyFrame = end;
        }
        packets.add(packet);
        end = first + packets.size();
        newestHeader = packet.header();
        bytes += packet.contentBytes();
        heldBytes += packet.heldBytes();
        return dropPast(keepsPast, packet.publishedAtNanos());
    }

    private List<Packet> dropPast(boolean keepsPast, long nowNanos) {
        int gone = 0;
        long left = bytes;
        while (gone < packets.size() - 1) {
            boolean isBeforeKeyFrame = newestKeyFrame == NONE || first + gone < newestKeyFrame;
            long ageNanos = nowNanos - packets.get(gone).publishedAtNanos();
            boolean isOld = !keepsPast || ageNanos > BEHIND_NANOS;
            if (left <= mostBytes && packets.size() - gone <= MOST_PACKETS && ageNanos <= mostNanos
                    && !(isBeforeKeyFrame && isOld)) {
                break;
            }
            left -= packets.get(gone++).contentBytes();
        }
        return drop(gone);
    }

    private List<Packet> drop(int count) {
        var past = packets.subList(0, count);
        var dropped = List.copyOf(past);
        for (var packet : past) {
            bytes -= packet.contentBytes();
            heldBytes -= packet.heldBytes();
        }
        past.clear();
        first += count;
        if (newestKeyFrame < first) {
            newestKeyFrame = NONE;
        }
        return dropped;
    }

    /// Puts a packet with content in the place of the newest, where that is the same one without.
    ///
    /// @return the one that is not kept, for the caller to release
    Packet fillNewest(Packet filled) {
        var before = newest();
        if (before == null || before.hasContent() || !before.header().equals(filled.header())) {
            return filled;
        }
        packets.set(packets.size() - 1, filled);
        bytes += filled.contentBytes() - before.contentBytes();
        heldBytes += filled.heldBytes() - before.heldBytes();
        return before;
    }

    void clear() {
        drop(packets.size()).forEach(Packet::release);
        newestHeader = null;
    }

    /// The position behind the newest packet: the number of packets that were ever added. Any thread may ask.
    long end() {
        return end;
    }

    /// The position of the newest key frame, or -1 when it is no longer kept.
    long newestKeyFrame() {
        return newestKeyFrame;
    }

    /// The newest packet, or null when none is kept.
    @Nullable
    Packet newest() {
        return packets.isEmpty() ? null : packets.getLast();
    }

    /// The newest packet's header, or null when none is kept. Any thread may ask.
    @Nullable
    FrameHeader newestHeader() {
        return newestHeader;
    }

    /// The packet at a position, or null when it is not kept.
    @Nullable
    Packet at(long position) {
        return position >= first && position < end ? packets.get((int) (position - first)) : null;
    }

    /// Bytes of the contents.
    long bytes() {
        return bytes;
    }

    /// Bytes of memory, about.
    long heldBytes() {
        return heldBytes;
    }
}
