package dev.oriel.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterSetsTest {
    private static final String CODE = "00000001";
    /// Of x264: 640x368 with 640x360 shown.
    private static final String SEQUENCE = "6764001eacd940a02ff97011000003000100000300320f162d96";
    private static final String PICTURE = "68ebe3cb22c0";
    private static final String OTHER_PICTURE = "68ebe3cb22c4";
    private static final String SECOND_PICTURE = "685b8f2c";
    private static final String DELIMITER = "09f0";
    private static final String IDR = "658884";

    private final ParameterSets sets = new ParameterSets();

    private static ByteBuf bytes(String... units) {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(CODE + String.join(CODE, units)));
    }

    private String written(String... units) {
        var bytes = bytes(units);
        var unit = sets.read(bytes);
        var into = Unpooled.buffer();
        sets.write(bytes, unit, into);
        assertThat(into.readableBytes()).isEqualTo(bytes.readableBytes() + sets.bytesFor(unit));
        return ByteBufUtil.hexDump(into).replaceFirst(CODE, "").replace(CODE, " ");
    }

    private static String units(String... units) {
        return String.join(" ", units);
    }

    @Test
    void whatAnIdrPictureLacksIsPutInFront() {
        sets.read(bytes(SEQUENCE, PICTURE));
        assertThat(written(IDR)).isEqualTo(units(SEQUENCE, PICTURE, IDR));
        assertThat(written(DELIMITER, IDR)).isEqualTo(units(DELIMITER, SEQUENCE, PICTURE, IDR));
        assertThat(written(SEQUENCE, IDR)).as("one kind alone").isEqualTo(units(SEQUENCE, PICTURE, IDR));
        assertThat(written(PICTURE, IDR)).isEqualTo(units(SEQUENCE, PICTURE, IDR));
        assertThat(written(DELIMITER, SEQUENCE, PICTURE, IDR)).as("with all").isEqualTo(units(DELIMITER, SEQUENCE, PICTURE, IDR));
    }

    @Test
    void theNewestOfEachNumberCounts() {
        sets.read(bytes(SEQUENCE, PICTURE));
        sets.read(bytes(OTHER_PICTURE));
        assertThat(written(IDR)).isEqualTo(units(SEQUENCE, OTHER_PICTURE, IDR));
        sets.read(bytes(SEQUENCE));
        assertThat(written(IDR)).as("the sequence's own set again").isEqualTo(units(SEQUENCE, OTHER_PICTURE, IDR));
        sets.read(bytes(SECOND_PICTURE));
        assertThat(written(IDR)).as("of another number").isEqualTo(units(SEQUENCE, OTHER_PICTURE, SECOND_PICTURE, IDR));
    }

    @Test
    void nothingIsMadeOfWhatIsCutOffOrTooLong() {
        sets.read(bytes("67", "68", "6764"));
        assertThat(written(IDR)).isEqualTo(IDR);
        assertThat(sets.sequence()).isNull();
        sets.read(bytes(SEQUENCE + "ab".repeat(5000)));
        assertThat(written(IDR)).isEqualTo(IDR);
        sets.read(bytes(SEQUENCE));
        sets.read(bytes("6764"));
        assertThat(sets.sequence()).as("until another comes").isNull();
    }

    @Test
    void whateverIsSentIsReadWithinItsBounds() {
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            var set = HexFormat.of().parseHex(CODE + SEQUENCE + CODE + PICTURE);
            for (int change = 0; change < 3; change++) {
                set[random.nextInt(set.length)] = (byte) random.nextInt();
            }
            sets.read(Unpooled.wrappedBuffer(set, 0, random.nextInt(set.length)));
        }
        assertThat(sets.bytesFor(AccessUnit.scan(bytes(IDR)))).isLessThan(300 * 64);
    }

    /// Sets that x264 wrote, and what ffprobe says of them.
    @ParameterizedTest
    @CsvSource({SEQUENCE + ",640x360,640x368,1,8,true,1",
        "677a000bb6cb30589d80880000030008000003019078a15340,176x144,176x144,2,10,true,1",
        "6764001eacd940b424d8088000000300800000193010007a12000f425161807c50a6580,720x576,720x576,1,8,false,1"})
    void aSequenceParameterSetSaysWhatIsShown(String hex, String shown, String coded, int chroma, int depth, boolean progressive,
            double aspect) {
        var said = SequenceParameters.read(ByteBuffer.wrap(HexFormat.of().parseHex(hex.length() % 2 == 0 ? hex : hex + "0")));
        assertThat(said.widthPixels() + "x" + said.heightPixels()).isEqualTo(shown);
        assertThat(said.codedWidth() + "x" + said.codedHeight()).isEqualTo(coded);
        assertThat(said.chroma()).isEqualTo(chroma);
        assertThat(said.bitDepth()).isEqualTo(depth);
        assertThat(said.isProgressive()).isEqualTo(progressive);
        assertThat(said.pixelAspect()).isEqualTo(aspect);
        assertThat(said.isWhole()).isTrue();
    }

    @Test
    void aSetThatIsCutOffBeforeItsSizeIsNone() {
        assertThatThrownBy(() -> SequenceParameters.read(ByteBuffer.wrap(HexFormat.of().parseHex("67640016"))))
                .isInstanceOf(IndexOutOfBoundsException.class);
        var cut = SequenceParameters.read(ByteBuffer.wrap(HexFormat.of().parseHex(SEQUENCE.substring(0, 22))));
        assertThat(cut.isWhole()).isFalse();
        assertThat(Objects.requireNonNull(cut).codedWidth()).isEqualTo(640);
    }

    @Test
    void theNewestSequenceIsTold() {
        sets.read(bytes(SEQUENCE));
        assertThat(Objects.requireNonNull(sets.sequence()).codedWidth()).isEqualTo(640);
    }

    @Test
    void aSetMayStandBehindMuchElse() {
        sets.read(bytes("06" + "ab".repeat(5000), SEQUENCE, PICTURE));
        assertThat(written(IDR)).isEqualTo(units(SEQUENCE, PICTURE, IDR));
    }

    @Test
    void whatStandsInFrontOfThePictureIsLeftOut() {
        sets.read(bytes(SEQUENCE, PICTURE));
        var bytes = bytes(PICTURE, DELIMITER, IDR).skipBytes((CODE + PICTURE).length() / 2);
        var into = Unpooled.buffer();
        sets.write(bytes, sets.read(bytes), into);
        assertThat(ByteBufUtil.hexDump(into).replaceFirst(CODE, "").replace(CODE, " "))
                .isEqualTo(units(DELIMITER, SEQUENCE, PICTURE, IDR));
    }

    @Test
    void aSetHasFourKilobytesAtMost() {
        var most = PICTURE + "ab".repeat(4096 - PICTURE.length() / 2);
        sets.read(bytes(most));
        assertThat(written(IDR)).isEqualTo(units(most, IDR));
        sets.read(bytes(PICTURE));
        sets.read(bytes(most + "ab"));
        assertThat(written(IDR)).isEqualTo(units(PICTURE, IDR));
    }

    @Test
    void sequencesAreNumberedFrom0To31() {
        var last = "6742001e" + "040569c4";
        sets.read(bytes(last, "6742001e" + "042569c4"));
        assertThat(written(IDR)).isEqualTo(units(last, IDR));
    }
}
