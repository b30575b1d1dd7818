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
            START + FRAME_640X480 + SCAN + DATA + START, START + FRAME_640X480.replace("ffc0", "ffcf") + FRAME_640X480 + SCAN,
            START + "ffc000070801e0028001" + SCAN}) {
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

    @Test
    void positionsAreThoseInThePicture() throws ProtocolException {
        var whole = bytes("0000", START, FRAME_640X480, SCAN, DATA, END).readerIndex(2);
        assertThat(Jpeg.scan(whole).bytes()).isEqualTo(whole.readableBytes());
        for (var cut : new String[]{SCAN, SCAN + "12", SCAN + DATA + "ffc4", SCAN + DATA + "ffc400",
            SCAN + DATA + "ffc4001000",
            SCAN + DATA + HUFFMAN}) {
            assertThat(Jpeg.scan(bytes("0000", START, FRAME_640X480, cut).readerIndex(2)).bytes()).as(cut).isZero();
        }
        assertThatThrownBy(() -> Jpeg.scan(bytes("0000", START, "0011").readerIndex(2)))
                .hasMessage("not a JPEG: no marker at byte 2");
        assertThatThrownBy(() -> Jpeg.scan(bytes("0000").readerIndex(2))).isInstanceOf(ProtocolException.class);
    }

    @Test
    void pixelsAreWidthTimesHeight() throws ProtocolException {
        assertThat(Jpeg.scan(bytes(START, FRAME_640X480, SCAN)).pixels()).isEqualTo(640 * 480);
    }

    @Test
    void markersWithoutALengthStandBetweenSegments() throws ProtocolException {
        assertThat(Jpeg.scan(bytes(START, "ff01", "ffd0", "ffd7", FRAME_640X480, SCAN, DATA, END)).isComplete()).isTrue();
    }

    @Test
    void fillBytesBeforeTheEndMarkerAreSkipped() throws ProtocolException {
        assertThat(Jpeg.scan(bytes(START, FRAME_640X480, SCAN, "12ffff", "d9")).isComplete()).isTrue();
    }

    @Test
    void aPictureHasFourComponentsAtMost() throws ProtocolException {
        var four = FRAME_640X480.replace("000b", "0014").replace("01011100", "04011100" + "021100" + "031100" + "041100");
        assertThat(Jpeg.scan(bytes(START, four, SCAN, DATA, END)).isComplete()).isTrue();
        var five = FRAME_640X480.replace("000b", "0017").replace("01011100", "05011100" + "021100031100041100051100");
        assertThatThrownBy(() -> Jpeg.scan(bytes(START, five, SCAN))).hasMessage("a JPEG of 5 components");
    }

    private static Orientation oriented(String tiff) throws ProtocolException {
        var body = "457869660000" + tiff;
        var segment = "ffe1" + "%04x".formatted(2 + body.length() / 2) + body;
        return Jpeg.scan(bytes(START, segment, FRAME_640X480, SCAN, DATA, END)).orientation();
    }

    @Test
    void exifHasNoMoreEntriesThanItSays() throws ProtocolException {
        var other = "010000030001000000000000";
        var turned = "011200030000000100060000";
        assertThat(oriented("4d4d002a00000008" + "0002" + other + turned)).isEqualTo(new Orientation(false, 90));
        assertThat(oriented("4d4d002a00000008" + "0001" + other + turned)).isEqualTo(Orientation.UPRIGHT);
        assertThat(oriented("4d4d002a00000008" + "0000" + turned)).isEqualTo(Orientation.UPRIGHT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4d4d002a", "4d4d002a00000008", "4d4d002a0000000800", "4d4d002a0000000a0000",
        "4d4d002a000000080001",
        "4d4d002a0000000800010112000300000001", "4d4d002affffffff0001"})
    void exifThatIsCutOffIsNotReadPastItsEnd(String tiff) {
        var body = "457869660000" + tiff;
        var segment = "ffe1" + "%04x".formatted(2 + body.length() / 2) + body;
        assertThatThrownBy(() -> Jpeg.scan(bytes(START, segment))).isInstanceOf(ProtocolException.class);
    }
}
