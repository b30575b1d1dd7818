package dev.oriel.source;

import dev.oriel.frame.Jpeg;
import dev.oriel.frame.Packet;
import dev.oriel.limits.MemoryBudget;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Finds the JPEGs in a stream of bytes: bare ones after one another, or in the parts of a `multipart/x-mixed-replace` body.
///
/// It walks the markers and the entropy-coded data (ITU-T T.81, annex B) and gives each picture the moment its last byte is there,
/// whatever lengths and boundaries somebody wrote around it. What is no JPEG is passed over; a picture that breaks off or grows
/// beyond 16 MiB is dropped and the next one looked for.
///
/// Some cameras leave the end marker out. Where a part's boundary follows, such a picture is given as it is, without its marker; from
/// then on the length that the part's headers say ends a picture at once, if it was right that time.
///
/// Threads: one at a time; no I/O. Ownership: each picture found is the receiver's; [#close] frees the one begun.
public final class JpegSplitter implements AutoCloseable {
    /// No picture is longer.
    public static final int MOST_BYTES = Jpeg.MOST_BYTES;
    /// What a picture is given before there is more of it: many begin that are none.
    private static final int FIRST_BYTES = 1024;

    private static final int SOS = 0xda;
    private static final int RST0 = 0xd0;
    private static final int RST7 = 0xd7;
    private static final int TEM = 0x01;

    private enum At {
        /// Between pictures.
        OUTSIDE,
        /// Between pictures, behind an ff.
        OUTSIDE_FF,
        /// Where a marker has to begin.
        MARKER,
        /// Behind a marker's ff.
        MARKER_FF,
        /// Before the two bytes of a segment's length.
        LENGTH, LENGTH_LOW,
        /// In the rest of a segment.
        SEGMENT,
        /// In entropy-coded data.
        SCAN,
        /// In entropy-coded data, behind an ff.
        SCAN_FF
    }

    private final Consumer<ByteBuf> found;
    private final IntPredicate room;
    private final Runnable freed;
    private At at = At.OUTSIDE;
    private @Nullable ByteBuf picture;
    private int expectedBytes = 32 * 1024;
    private boolean segmentStartsScan;
    private int segmentLeft;
    private long dropped;
    /// The last bytes between pictures: headers, where there are any.
    private final RecentBytes between = new RecentBytes();
    private PartHeaders headers = PartHeaders.NONE;
    /// True since a picture ended where its headers said, without an end marker.
    private boolean endsByLength;

    /// One whose pictures are counted elsewhere.
    ///
    /// @param found takes each picture, in a [Packet#buffer(int)]
    public JpegSplitter(Consumer<ByteBuf> found) {
        this(found, bytes -> true);
    }

    /// @param found takes each picture, in a [Packet#buffer(int)]
    /// @param room  asked before a picture's buffer is made or grows: whether it may have so many bytes. Where it may not, the picture is
    ///              dropped
    public JpegSplitter(Consumer<ByteBuf> found, IntPredicate room) {
        this(found, room, () -> {});
    }

    /// @param found  takes each picture, in a [Packet#buffer(int)]
    /// @param memory that the picture begun is taken from; one for which there is no room is dropped
    public JpegSplitter(Consumer<ByteBuf> found, MemoryBudget memory) {
        this(found, memory.open());
    }

    private JpegSplitter(Consumer<ByteBuf> found, MemoryBudget.Reservation memory) {
        this(found, memory::resize, () -> memory.resize(0)); // open as long as it is used: there is always another picture
    }

    private JpegSplitter(Consumer<ByteBuf> found, IntPredicate room, Runnable freed) {
        this.found = found;
        this.room = room;
        this.freed = freed;
    }

    /// Reads all readable bytes of `input`, which stays the caller's.
    public void feed(ByteBuf input) {
        while (input.isReadable()) {
            if (at == At.OUTSIDE || at == At.OUTSIDE_FF) {
                seek(input);
            } else {
                walk(input);
            }
        }
    }

    /// Nothing follows any more: a picture that lacks nothing but its end marker, as far as can be told here, is given as it is.
    public void finish() {
        if (at == At.SCAN || at == At.SCAN_FF) {
            handOver();
        }
    }

    /// Pictures that were begun and not ended.
    public long dropped() {
        return dropped;
    }

    /// The headers of the picture that is being handed over.
    PartHeaders headers() {
        return headers;
    }

    private void seek(ByteBuf input) {
        if (at == At.OUTSIDE_FF) {
            int next = input.readUnsignedByte();
            if (next == Jpeg.SOI) {
                begin(between.take());
            } else if (next != 0xff) {
                at = At.OUTSIDE;
            }
            return;
        }
        int ff = input.indexOf(input.readerIndex(), input.writerIndex(), (byte) 0xff);
        int end = ff < 0 ? input.writerIndex() : ff;
        between.add(input, input.readerIndex(), end - input.readerIndex());
        input.readerIndex(ff < 0 ? end : ff + 1);
        at = ff < 0 ? At.OUTSIDE : At.OUTSIDE_FF;
    }

    /// @param before what stood in front of it
    private void begin(String before) {
        headers = PartHeaders.of(before);
        int bytes = Math.min(expectedBytes, FIRST_BYTES);
        if (room.test(Packet.HEADROOM + bytes)) {
            picture = Packet.buffer(bytes).writeShort(0xff00 | Jpeg.SOI);
            at = At.MARKER;
        } else {
            dropped++;
            at = At.OUTSIDE;
        }
    }

    /// Grows the picture's buffer where so many more bytes do not fit, first to what the last picture had. False where there is no room,
    /// or the picture would be too long.
    private boolean fits(ByteBuf into, int bytes) {
        if (into.writerIndex() + bytes > Packet.HEADROOM + MOST_BYTES) {
            return false;
        }
        if (into.writableBytes() >= bytes) {
            return true;
        }
        int needed = into.writerIndex() + bytes;
        int expected = Packet.HEADROOM + expectedBytes;
        int capacity = needed <= expected ? expected : into.alloc().calculateNewCapacity(needed, into.maxCapacity());
        if (!room.test(capacity)) {
            return false;
        }
        into.capacity(capacity);
        return true;
    }

    private void drop() {
        if (picture != null) {
            dropped++;
            picture.release();
            picture = null;
            freed.run();
        }
        at = At.OUTSIDE;
    }

    /// Goes over as many bytes as belong together, and adds them to the picture unless one of them has ended it.
    private void walk(ByteBuf input) {
        var into = picture;
        if (into == null) {
            drop();
            return;
        }
        int start = input.readerIndex();
        boolean goesOn = switch (at) {
            case SEGMENT -> skipSegment(input);
            case SCAN -> skipScan(input);
            default -> step(input.readUnsignedByte());
        };
        if (goesOn && !fits(into, input.readerIndex() - start)) {
            drop();
        } else if (goesOn) {
            into.writeBytes(input, start, input.readerIndex() - start);
            if (endsByLength && at == At.SCAN && pictureBytes() == headers.bytes()) {
                handOver();
            }
        }
    }

    private boolean skipSegment(ByteBuf input) {
        int count = Math.min(segmentLeft, input.readableBytes());
        input.skipBytes(count);
        segmentLeft -= count;
        if (segmentLeft == 0) {
            at = segmentStartsScan ? At.SCAN : At.MARKER;
        }
        return true;
    }

    private boolean skipScan(ByteBuf input) {
        int end = input.writerIndex();
        int left = headers.bytes() - pictureBytes();
        if (endsByLength && left > 0) {
            end = Math.min(end, input.readerIndex() + left);
        }
        int ff = input.indexOf(input.readerIndex(), end, (byte) 0xff);
        input.readerIndex(ff < 0 ? end : ff + 1);
        at = ff < 0 ? At.SCAN : At.SCAN_FF;
        return true;
    }

    private int pictureBytes() {
        return picture == null ? 0 : picture.writerIndex() - Packet.HEADROOM;
    }

    /// @return false when the byte does not belong to the picture or was its last, and has been dealt with
    private boolean step(int next) {
        return switch (at) {
            case MARKER -> {
                at = At.MARKER_FF;
                yield next == 0xff || broken();
            }
            case MARKER_FF -> next == 0xff || marker(next);
            case SCAN_FF -> next == 0xff || inScan(next) || marker(next);
            case LENGTH -> {
                segmentLeft = next << 8;
                at = At.LENGTH_LOW;
                yield true;
            }
            case LENGTH_LOW -> length((segmentLeft | next) - 2) || broken();
            default -> throw new IllegalStateException(at.name());
        };
    }

    /// A stuffed zero or a restart marker: the scan goes on.
    private boolean inScan(int next) {
        boolean within = next == 0 || (next >= RST0 && next <= RST7);
        if (within) {
            at = At.SCAN;
        }
        return within;
    }

    /// @param bytes what a segment has after its length
    private boolean length(int bytes) {
        segmentLeft = bytes;
        at = At.SEGMENT;
        return bytes >= 0;
    }

    private boolean marker(int code) {
        if (code == Jpeg.EOI) {
            end();
            return false;
        } else if (code == Jpeg.SOI) { // the last one broke off, or lacks its end
            begin(partAfterPicture());
            return false;
        } else if (code == TEM) {
            at = At.MARKER;
            return true;
        } else if (code < 0xc0 || (code >= RST0 && code <= RST7)) {
            return broken();
        }
        segmentStartsScan = code == SOS;
        at = At.LENGTH;
        return true;
    }

    /// Hands over the picture in front of the boundary of the next part, where one stands at the end of what was taken for its scan, and
    /// drops it otherwise.
    ///
    /// @return the next part's headers
    private String partAfterPicture() {
        var whole = at == At.SCAN_FF ? picture : null;
        int text = Math.min(pictureBytes(), PartHeaders.MOST_BYTES);
        var tail = whole == null ? "" : whole.toString(whole.writerIndex() - text, text, StandardCharsets.ISO_8859_1);
        int boundary = tail.lastIndexOf("\r\n--");
        if (whole == null || boundary < 0 || !tail.endsWith("\r\n\r\n\u00ff")) {
            drop();
            return "";
        }
        whole.writerIndex(whole.writerIndex() - text + boundary);
        endsByLength = pictureBytes() == headers.bytes();
        handOver();
        return tail.substring(boundary);
    }

    private boolean broken() {
        drop();
        return false;
    }

    private void end() {
        if (picture != null && !fits(picture, 1)) {
            drop();
            return;
        }
        if (picture != null) {
            picture.writeByte(Jpeg.EOI);
        }
        handOver();
    }

    private void handOver() {
        var whole = picture;
        picture = null;
        at = At.OUTSIDE;
        if (whole != null) {
            freed.run();
            int bytes = whole.writerIndex() - Packet.HEADROOM;
            expectedBytes = bytes + bytes / 8;
            found.accept(whole);
        }
    }

    @Override
    public void close() {
        if (picture != null) {
            picture.release();
            picture = null;
            freed.run();
        }
        at = At.OUTSIDE;
    }
}
