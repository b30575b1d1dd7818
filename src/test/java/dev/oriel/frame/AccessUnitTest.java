package dev.oriel.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class AccessUnitTest {
    private static final String DELIMITER = "00000001 09 f0";
    private static final String SEQUENCE = "00000001 67 64 00 1f ac";
    private static final String PICTURE = "000001 68 ee 3c 80";
    private static final String INFORMATION = "000001 06 05 01 ff 80";
    private static final String IDR = "000001 65 88 84 00 00 03 01";
    private static final String DELTA = "00000001 41 9a 24";

    private static ByteBuf bytes(String... units) {
        var hex = String.join("", units).replace(" ", "");
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex("ffff" + hex)).skipBytes(2);
    }

    @Test
    void anIdrPictureWithItsParameterSets() {
        var units = new ArrayList<String>();
        var scan = AccessUnit.scan(bytes(DELIMITER, SEQUENCE, PICTURE, INFORMATION, IDR),
                (type, begin, end) -> units.add(type + " " + begin + "-" + end));
        assertThat(scan).isEqualTo(new AccessUnit(true, true, true, 8, 17));
        assertThat(units).containsExactly("9 6-8", "7 12-17", "8 20-24", "6 27-32");
    }

    @Test
    void anIdrPictureWithoutParameterSetsTakesThemBehindTheDelimiter() {
        assertThat(AccessUnit.scan(bytes(DELIMITER, IDR))).isEqualTo(new AccessUnit(true, false, false, 8, 8));
        assertThat(AccessUnit.scan(bytes(IDR))).isEqualTo(new AccessUnit(true, false, false, 2, 2));
    }

    @Test
    void whatFollowsTheFirstSliceIsNotLookedAt() {
        assertThat(AccessUnit.scan(bytes(DELTA, IDR, SEQUENCE))).isEqualTo(new AccessUnit(false, false, false, 2, 2));
    }

    @Test
    void anythingElseIsNoKeyFrame() {
        assertThat(AccessUnit.scan(bytes(DELTA))).isEqualTo(new AccessUnit(false, false, false, 2, 2));
        assertThat(AccessUnit.scan(bytes(INFORMATION, DELTA)).isIdr()).as("a recovery point").isFalse();
        assertThat(AccessUnit.scan(bytes("68 ee 3c 80"))).as("no start code")
                .isEqualTo(new AccessUnit(false, false, false, 2, 2));
        assertThat(AccessUnit.scan(bytes("000001"))).as("nothing behind it").isEqualTo(new AccessUnit(false, false, false, 2, 2));
        assertThat(AccessUnit.scan(bytes())).isEqualTo(new AccessUnit(false, false, false, 2, 2));
    }

    @Test
    void pictureParametersBelongBehindTheSequenceParameters() {
        assertThat(AccessUnit.scan(bytes(DELIMITER, SEQUENCE, IDR))).isEqualTo(new AccessUnit(true, true, false, 8, 17));
        assertThat(AccessUnit.scan(bytes(DELIMITER, PICTURE, IDR))).isEqualTo(new AccessUnit(true, false, true, 8, 8));
    }

    @Test
    void theReaderIndexStays() {
        var bytes = bytes(SEQUENCE, IDR);
        AccessUnit.scan(bytes);
        assertThat(bytes.readerIndex()).isEqualTo(2);
    }

    @Test
    void aByteThatLooksLikeTheEndOfAStartCodeIsNone() {
        assertThat(AccessUnit.scan(Unpooled.wrappedBuffer(HexFormat.of().parseHex("01" + "00000165" + "88"))).isIdr()).isTrue();
    }

    @Test
    void anEmptyUnitEndsWhereItBegins() {
        var units = new ArrayList<String>();
        AccessUnit.scan(bytes("000001 00", IDR), (type, begin, end) -> units.add(type + " " + begin + "-" + end));
        assertThat(units).containsExactly("0 5-5");
    }
}
