package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HuffmanTablesTest {
    @Test
    void tablesStandBehindTheFirstMarker() {
        var jpeg = Unpooled.wrappedBuffer(HexFormat.of().parseHex("aabb" + "ffd8" + "ffdb1234" + "ffd9")).skipBytes(2);
        var added = HuffmanTables.added(jpeg);
        try {
            assertThat(added.readableBytes()).isEqualTo(jpeg.readableBytes() + 420);
            assertThat(added.writableBytes()).as("made for them").isZero();
            assertThat(ByteBufUtil.hexDump(added)).startsWith("ffd8" + "ffc4" + "01a2" + "00")
                    .endsWith("f9fa" + "ffdb1234" + "ffd9");
            assertThat(jpeg.readerIndex()).isEqualTo(2);
        } finally {
            added.release();
        }
    }
}
