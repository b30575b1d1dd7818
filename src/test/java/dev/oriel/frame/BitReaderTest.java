package dev.oriel.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class BitReaderTest {
    private static BitReader bits(String hex) {
        return new BitReader(ByteBuffer.wrap(HexFormat.of().parseHex(hex)), 0);
    }

    @Test
    void aThreeBehindTwoZerosIsLeftOut() {
        assertThat(bits("0000030102").read(32)).isEqualTo(0x00000102);
        var twice = bits("000003000003010203");
        assertThat(twice.read(32)).isZero();
        assertThat(twice.read(24)).isEqualTo(0x010203);
        assertThat(bits("00030303").read(32)).as("behind one").isEqualTo(0x00030303);
        assertThat(bits("0000040300000303").read(32)).as("behind another byte").isEqualTo(0x00000403);
    }

    @Test
    void signedNumbersTakeTurns() {
        var bits = bits("a6429800"); // 1 010 011 00100 00101 00110
        for (int number : new int[]{0, 1, -1, 2, -2, 3}) {
            assertThat(bits.signed()).isEqualTo(number);
        }
    }

    @Test
    void aNumberHasThirtyBitsAtMost() {
        assertThat(bits("00000002" + "00000000").exponential()).isEqualTo((1 << 30) - 1);
        assertThatThrownBy(() -> bits("00000001" + "0000000000").exponential()).isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("no number");
    }
}
