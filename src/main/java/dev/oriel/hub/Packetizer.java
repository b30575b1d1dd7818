package dev.oriel.hub;

import dev.oriel.frame.Codec;
import dev.oriel.frame.DecodedPicture;
import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.Packet;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The maker of a track's packets: numbers what is published, gives it its header, and splits what is too long for one packet.
///
/// Threads: those that hold the track's lock, unless said otherwise. Ownership: whatever is given passes to the packets; where these cannot be
/// made, such as for want of memory, it is released.
final class Packetizer {
    private static final long NEXT = -1;

    /// The place and the time of what is published.
    record Stamp(long number, long capturedAtMicros, int widthPixels, int heightPixels) {
        /// The next number of the track's series.
        Stamp(long capturedAtMicros, int widthPixels, int heightPixels) {
            this(NEXT, capturedAtMicros, widthPixels, heightPixels);
        }
    }

    private final int index;
    private final Codec codec;
    private final Clocks clocks;
    /// Of the newest packet that any track of the same pictures has published.
    private final AtomicLong numbers;
    /// Of the newest packet with a number of the track's own.
    private long sequence;

    /// @param index   the number that the headers carry, 0 to 255
    /// @param numbers of the newest packet of the series, which several tracks may count in
    Packetizer(int index, Codec codec, Clocks clocks, AtomicLong numbers) {
        this.index = index;
        this.codec = codec;
        this.clocks = clocks;
        this.numbers = numbers;
        sequence = numbers.get();
    }

    /// Makes packets of a picture, encoded, decoded or both, or of a part of an ordered stream.
    List<Packet> packets(@Nullable ByteBuf content, @Nullable DecodedPicture decoded, boolean isKeyFrame, Stamp stamp) {
        var made = new ArrayList<Packet>(1);
        try {
            var header = header(stamp, isKeyFrame);
            if (content != null && content.readableBytes() > codec.mostBytes()) {
                split(content, isKeyFrame, header, made);
                content.release();
            } else {
                made.add(unsplit(content, decoded, isKeyFrame, header));
            }
            return made;
        } catch (Throwable e) {
            made.forEach(Packet::release);
            release(content, decoded);
            throw e;
        }
    }

    private FrameHeader header(Stamp stamp, boolean isKeyFrame) {
        long number = stamp.number == NEXT ? next() & 0xffff_ffffL : stamp.number;
        return new FrameHeader(codec.kind(isKeyFrame), index, number, stamp.capturedAtMicros, stamp.widthPixels,
                stamp.heightPixels, clocks.nowMicros() - stamp.capturedAtMicros);
    }

    /// The newest number of the series where this track has not had it, else one more.
    private long next() {
        sequence = numbers.accumulateAndGet(sequence + 1, Math::max);
        return sequence;
    }

    private void split(ByteBuf content, boolean isKeyFrame, FrameHeader header, List<Packet> into) {
        for (boolean isFirst = true; content.isReadable(); isFirst = false) {
            int length = Math.min(codec.mostBytes(), content.readableBytes());
            into.add(packet(Packet.buffer(length).writeBytes(content, length), null, isKeyFrame && isFirst, header));
        }
    }

    /// Makes one packet with a header that is known. Any thread.
    Packet packet(ByteBuf content, @Nullable DecodedPicture decoded, boolean isKeyFrame, FrameHeader header) {
        try {
            return unsplit(content, decoded, isKeyFrame, header);
        } catch (Throwable e) {
            release(content, decoded);
            throw e;
        }
    }

    private Packet unsplit(@Nullable ByteBuf content, @Nullable DecodedPicture decoded, boolean isKeyFrame, FrameHeader header) {
        return content == null || decoded != null
                ? Packet.of(content, header, decoded, clocks.nowNanos())
                : Packet.of(content, codec, header, isKeyFrame, clocks.nowNanos());
    }

    /// Releases what no packet is made of. Any thread.
    static void release(@Nullable ByteBuf content, @Nullable DecodedPicture decoded) {
        if (content != null) {
            content.release();
        }
        if (decoded != null) {
            decoded.close();
        }
    }
}
