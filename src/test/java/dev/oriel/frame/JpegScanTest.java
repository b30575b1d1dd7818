package dev.oriel.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JpegScanTest {
    private static final String START = "ffd8";
    private static final String APP0 = "ffe0" + "0004" + "4a46";
    private static final String FRAME_640X480 = "ffc0" + "000b" + "08" + "01e0" + "0280" + "01" + "011100";
    private static final String HUFFMAN = "ffc4" + "0003" + "00";
    private static final String SCAN = "ffda" + "0002";
    private static final String DATA = "1234ff00ffd0ffffd756";
    private static final String END = "ffd9";

    private static ByteBuf bytes(String... hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(String.join("", hex)));
    }

    @Test
    void sizeIsReadFromTheFrameHeader() throws ProtocolException {
        assertThat(Jpeg.scan(bytes(START, APP0, FRAME_640X480, HUFFMAN, SCAN, DATA, END)))
                .isEqualTo(new Jpeg(640, 480, true, 1, false, Orientation.UPRIGHT, 42));
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
    void aPictureEndsAtItsEndMarker() throws ProtocolException {
        var whole = bytes(START, FRAME_640X480, SCAN, DATA, END);
        assertThat(Jpeg.scan(bytes(START, FRAME_640X480, SCAN, DATA, END, "00000000", START)).bytes())
                .isEqualTo(whole.readableBytes());
        assertThat(Jpeg.scan(whole).isComplete()).isTrue();
    }

    @Test
    void aPictureThatIsCutOffIsNotComplete() throws ProtocolException {
        var whole = START + FRAME_640X480 + SCAN + DATA + HUFFMAN + SCAN + DATA + END;
        int begun = (START + FRAME_640X480 + SCAN).length();
        for (int length = begun; length < whole.length(); length += 2) {
            assertThat(Jpeg.scan(bytes(whole.substring(0, length))).isComplete()).as("%d", length).isFalse();
        }
    }

    @Test
    void theEndMarkerOfAThumbnailIsNotThePictures() throws ProtocolException {
        var thumbnail = START + FRAME_640X480 + SCAN + DATA + END;
        var segment = "ffe1" + "%04x".formatted(2 + thumbnail.length() / 2) + thumbnail;
        assertThat(Jpeg.scan(bytes(START, segment, FRAME_640X480, SCAN, DATA)).isComplete()).isFalse();
    }

    @Test
    void passesOfAProgressivePictureAreCounted() throws ProtocolException {
        var progressive = FRAME_640X480.replace("ffc0", "ffc2");
        var scan = Jpeg.scan(bytes(START, progressive, SCAN, DATA, HUFFMAN, SCAN, DATA, SCAN, DATA, END));
        assertThat(scan.progressive()).isTrue();
        assertThat(scan.passes()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "4d4d002a00000008" + "0002" + "010000030001000000" + "000000" + "01120003000000010006" + "0000" + "00000000",
        "49492a0008000000" + "0100" + "1201030001000000" + "0600" + "0000" + "00000000"})
    void exifSaysWhichWayUp(String tiff) throws ProtocolException {
        var body = "457869660000" + tiff;
        var segment = "ffe1" + "%04x".formatted(2 + body.length() / 2) + body;
        assertThat(Jpeg.scan(bytes(START, segment, FRAME_640X480, SCAN, DATA, END)).orientation())
                .isEqualTo(new Orientation(false, 90));
    }

    @Test
    void whatIsNoPictureIsRefused() {
        for (var broken : new String[]{"", "ff", "89504e47", START, START + APP0, START + "ffe0ffff00", START + SCAN,
            START + "ffc0000b080000028001011100" + SCAN, START + "00112233", START + FRAME_640X480.replace("ffc0", "ffc3") + SCAN,
            START + FRAME_640X480.replace("ffc0", "ffc9") + SCAN, START + FRAME_640X480 + FRAME_640X480 + SCAN,
            START + FRAME_640X480 + SCAN + DATA + START}) {
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
