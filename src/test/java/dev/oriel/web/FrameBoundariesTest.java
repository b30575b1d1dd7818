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

    @Test
    void aFrameWithoutAMaskHasAShortHead() {
        assertThat(follow("810261")).isOne();
        assertThat(boundaries.heldBytes()).isEqualTo(2);
        follow("62");
        assertThat(boundaries.isBetweenMessages()).isTrue();
    }

    @Test
    void whatComesWithTheHeadIsCounted() {
        follow("8184" + "00000000" + "61");
        assertThat(boundaries.isBetweenMessages()).isFalse();
        follow("6263");
        assertThat(boundaries.isBetweenMessages()).isFalse();
        follow("64");
        assertThat(boundaries.isBetweenMessages()).isTrue();
    }

    @Test
    void longerLengthsAreNumbers() {
        follow("827e0102");
        assertThat(boundaries.heldBytes()).isEqualTo(0x102);
        assertThat(follow("00".repeat(0x102) + "827f0000000000000c01")).as("3 KiB and a byte count as four").isEqualTo(4);
        assertThat(boundaries.heldBytes()).isEqualTo(0xc01);
    }

    @Test
    void fragmentsAddUpAndAMessageBehindThemDoesNot() {
        follow("01026162");
        follow("000361");
        assertThat(boundaries.heldBytes()).isEqualTo(5);
        follow("6263" + "800164");
        assertThat(boundaries.heldBytes()).isZero();
        follow("810461");
        assertThat(boundaries.heldBytes()).isEqualTo(4);
    }

    @Test
    void aClientMayCloseInTheMidstOfAMessage() {
        follow("01026162");
        follow("890100");
        assertThat(boundaries.isClosing()).as("that was a ping").isFalse();
        follow("8800");
        assertThat(boundaries.isClosing()).isTrue();
        assertThat(boundaries.heldBytes()).isEqualTo(2);
        follow("800161");
        assertThat(boundaries.isClosing()).as("for good").isTrue();
        assertThat(boundaries.isBetweenMessages()).isFalse();
    }

    @Test
    void ofALargeMessageIsHeldWhatHasCome() {
        boundaries.allow(4 << 20);
        follow("827f" + "0000000000300000");
        assertThat(boundaries.heldBytes()).isEqualTo(1 << 20);
        boundaries.follow(Unpooled.wrappedBuffer(new byte[2 << 20]));
        assertThat(boundaries.heldBytes()).isEqualTo(2 << 20);
    }
}
