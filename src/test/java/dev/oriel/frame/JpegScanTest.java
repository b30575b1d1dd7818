package dev.oriel.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JpegScanTest {
    private static final String START = "ffd8";
    private static final String APP0 = "ffe0" + "0004" + "4a46";
    private static final String FRAME_640X480 = "ffc0" + "000b" + "08" + "01e0" + "0280" + "01" + "011100";
    private static final String HUFFMAN = "ffc4" + "0003" + "00";
    private static final String SCAN = "ffda" + "0002";

    private static ByteBuf bytes(String... hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(String.join("", hex)));
    }

    @Test
    void sizeIsReadFromTheFrameHeader() throws ProtocolException {
        assertThat(Jpeg.scan(bytes(START, APP0, FRAME_640X480, HUFFMAN, SCAN))).isEqualTo(new Jpeg(640, 480, true));
    }

    @Test
    void missingHuffmanTablesAreSeen() throws ProtocolException {
        assertThat(Jpeg.scan(bytes(START, FRAME_640X480, SCAN)).hasHuffmanTables()).isFalse();
    }

    @Test
    void fillBytesBeforeAMarkerAreSkipped() throws ProtocolException {
        assertThat(Jpeg.scan(bytes(START, "ffff", FRAME_640X480, SCAN)).widthPixels()).isEqualTo(640);
    }

    @Test
    void indexesStayWhereTheyAre() throws ProtocolException {
        var picture = bytes("0000", START, FRAME_640X480, SCAN).readerIndex(2);
        Jpeg.scan(picture);
        assertThat(picture.readerIndex()).isEqualTo(2);
    }

    @Test
    void whatIsNoPictureIsRefused() {
        for (var broken : new String[]{"", "ff", "89504e47", START, START + APP0, START + "ffe0ffff00", START + SCAN,
            START + "ffc0000b080000028001011100" + SCAN, START + "00112233"}) {
            assertThatThrownBy(() -> Jpeg.scan(bytes(broken))).as(broken).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void randomBytesNeverReadOutsideTheBuffer() {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            for (int j = 0; j < noise.length; j += 1 + random.nextInt(6)) {
                noise[j] = (byte) 0xff;
            }
            if (noise.length > 2) {
                noise[0] = (byte) 0xff;
                noise[1] = (byte) 0xd8;
            }
            try {
                Jpeg.scan(Unpooled.wrappedBuffer(noise));
            } catch (ProtocolException e) {
                // what nearly all of them are
            }
        }
    }
}
