package dev.oriel.ffmpeg;

import dev.oriel.frame.Packet;
import io.netty.buffer.ByteBuf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Makes JPEGs of one component: baseline, the standard tables of luma.
///
/// FFmpeg's encoder has no gray, and takes twice as long: it looks at each coefficient, of which most are zero.
///
/// Threads: one at a time.
final class GrayJpegEncoder implements AutoCloseable {
    private static final int SIDE = 8;
    private static final int BLOCK = SIDE * SIDE;
    /// Numbers of 16 bits.
    private static final long BLOCK_BYTES = 2L * BLOCK;
    private static final int FOURS = BLOCK / 4;
    private static final ValueLayout.OfLong FOUR = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final GrayEntropyWriter out = new GrayEntropyWriter();
    private final Arena arena = Arena.ofShared();
    /// Of what is as wide as the widest picture so far.
    private Arena transforms = Arena.ofShared();
    private final MemorySegment edge = arena.allocate(BLOCK, BLOCK);
    /// The coefficients of a row of blocks as the transform leaves them, and the same as numbers of four.
    private MemorySegment transformed = MemorySegment.NULL;
    private long[] row = new long[0];

    private GrayJpegEncoder() {
    }

    /// One, or null on a machine whose FFmpeg lacks what it needs.
    static @Nullable GrayJpegEncoder ofThisMachine() {
        return ForwardDct.isThere() ? new GrayJpegEncoder() : null;
    }

    /// A JPEG in a [Packet#buffer(int)] that is the caller's.
    ///
    /// @param luma    full range
    /// @param quality 1 to 100
    ByteBuf encode(Plane luma, int quality) {
        out.begin(quality, headOf(luma, quality));
        int across = (luma.width() + SIDE - 1) / SIDE;
        if (row.length < across * FOURS) {
            row = new long[across * FOURS];
            transforms.close();
            transforms = Arena.ofShared();
            transformed = transforms.allocate(across * BLOCK_BYTES, BLOCK_BYTES);
        }
        for (int y = 0; y < luma.height(); y += SIDE) {
            transform(luma, y, across);
            MemorySegment.copy(transformed, FOUR, 0, row, 0, across * FOURS);
            out.write(row, across);
        }
        int bytes = out.end();
        return Packet.buffer(bytes).writeBytes(out.bytes(), 0, bytes);
    }

    private void transform(Plane luma, int y, int across) {
        long samples = luma.bytes().address() + (long) y * luma.strideBytes();
        long to = transformed.address();
        int whole = y + SIDE <= luma.height() ? luma.width() / SIDE : 0;
        for (int block = 0; block < whole; block++) {
            ForwardDct.transform(to + block * BLOCK_BYTES, samples + (long) block * SIDE, luma.strideBytes());
        }
        for (int block = whole; block < across; block++) {
            repeatEdge(luma, block * SIDE, y);
            ForwardDct.transform(to + block * BLOCK_BYTES, edge.address(), SIDE);
        }
    }

    /// What lies beyond the picture is as its last column and row.
    private void repeatEdge(Plane luma, int x, int y) {
        for (int i = 0; i < BLOCK; i++) {
            int column = Math.min(x + i % SIDE, luma.width() - 1);
            int line = Math.min(y + i / SIDE, luma.height() - 1);
            edge.set(ValueLayout.JAVA_BYTE, i, (byte) luma.get(column, line));
        }
    }

    private static byte[] headOf(Plane luma, int quality) {
        var head = new StringBuilder("ffd8ffe000104a46494600010100000100010000").append("ffdb004300");
        for (int k = 0; k < BLOCK; k++) {
            int divisor = QuantizationTables.scaled(QuantizationTables.LUMINANCE[GrayEntropyWriter.ZIGZAG[k]], quality);
            head.append(HexFormat.of().toHexDigits((byte) divisor));
        }
        head.append("ffc0000b08").append(HexFormat.of().toHexDigits((short) luma.height()))
                .append(HexFormat.of().toHexDigits((short) luma.width())).append("01011100");
        head.append("ffc4001f00").append(GrayEntropyWriter.DC_TABLE).append("ffc400b510").append(GrayEntropyWriter.AC_TABLE);
        return HexFormat.of().parseHex(head.append("ffda0008010100003f00"));
    }

    @Override
    public void close() {
        transforms.close();
        arena.close();
    }
}
