package dev.oriel.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameBoundariesTest {
    private final FrameBoundaries boundaries = new FrameBoundaries();

    private int follow(String hex) {
        return boundaries.follow(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)));
    }

    /// A fragment of two bytes, then one that says any length.
    @ParameterizedTest
    @CsvSource({"7fffffffffffffff", "ffffffffffffffff", "7ffffffffffffffe", "0000000000100000", "8000000000100000"})
    void whateverLengthIsSaidSoMuchIsHeldAsADecoderTakesAtMost(String length) {
        assertThat(follow("0182000000000000")).isOne();
        assertThat(boundaries.heldBytes()).isEqualTo(2);
        assertThat(follow("00ff" + length + "00000000")).isPositive();
        assertThat(boundaries.heldBytes()).isEqualTo(1 << 20);
    }

    @Test
    void aMessageInPartsIsHeldUntilItsEnd() {
        for (var part : new String[]{"81", "83", "00", "000000", "61"}) {
            follow(part);
        }
        assertThat(boundaries.heldBytes()).isEqualTo(3);
        assertThat(boundaries.isBetweenMessages()).isFalse();
        follow("6263");
        assertThat(boundaries.heldBytes()).isZero();
        assertThat(boundaries.isBetweenMessages()).isTrue();
    }
}
