package dev.oriel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PictureNumbersTest {

    /// A header as the protocol's table has it, and two bytes of a picture.
    private static ByteBuf message(int kind, int headerBytes, long number, long atMicros) {
        return Unpooled.buffer().writeByte(kind).writeByte(9).writeShort(headerBytes).writeInt((int) number).writeLong(atMicros)
                .writeShort(1).writeShort(1).writeInt(77).writeZero(Math.max(0, headerBytes - 24)).writeShort(0xffd8);
    }

    private static String code(PictureNumbers.Head head) {
        return Objects.requireNonNull(head.problem()).code();
    }

    @Test
    void barePicturesAreCounted() {
        var numbers = new PictureNumbers(false);
        var picture = Unpooled.buffer().writeShort(0xffd8);
        assertThat(numbers.next(picture)).isEqualTo(new PictureNumbers.Head(1, 0, null));
        assertThat(numbers.next(picture).number()).isEqualTo(2);
        assertThat(picture.readableBytes()).isEqualTo(2);
    }

    @Test
    void aHeaderOfAnyLengthIsReadAndThePictureStandsBehindIt() {
        var numbers = new PictureNumbers(true);
        for (int length : new int[]{24, 25, 60}) {
            var message = message(1, length, length, 123_456_789);
            assertThat(numbers.next(message)).isEqualTo(new PictureNumbers.Head(length, 123_456_789, null));
            assertThat(message.readableBytes()).isEqualTo(2);
        }
    }

    @Test
    void aNumberThatDoesNotRiseIsRefusedAndTheNextOneCounts() {
        var numbers = new PictureNumbers(true);
        assertThat(numbers.next(message(1, 24, 0, 0)).problem()).isNull();
        assertThat(numbers.next(message(1, 24, 5, 0)).problem()).isNull();
        for (long number : new long[]{5, 4, 0}) {
            var head = numbers.next(message(1, 24, number, 0));
            assertThat(head.number()).isEqualTo(number);
            assertThat(code(head)).isEqualTo("bad-sequence");
        }
        assertThat(numbers.next(message(1, 24, 6, 0)).problem()).isNull();
        assertThat(numbers.next(message(1, 24, 0xffff_ffffL, 0)).problem()).isNull();
        assertThat(code(numbers.next(message(1, 24, 7, 0)))).isEqualTo("bad-sequence");
    }

    @Test
    void whatIsNoHeaderIsRefusedUnderTheNumberThatCanBeRead() {
        var numbers = new PictureNumbers(true);
        var shorter = numbers.next(message(1, 24, 8, 0).writerIndex(23));
        assertThat(shorter.number()).isEqualTo(8);
        assertThat(code(shorter)).isEqualTo("bad-header");
        assertThat(code(numbers.next(message(1, 23, 9, 0)))).isEqualTo("bad-header");
        assertThat(code(numbers.next(message(1, 24, 9, 0).setShort(2, 0xffff)))).isEqualTo("bad-header");
        assertThat(numbers.next(Unpooled.EMPTY_BUFFER).number()).isEqualTo(PictureNumbers.NONE);
        assertThat(numbers.next(Unpooled.buffer().writeZero(7)).number()).isEqualTo(PictureNumbers.NONE);
    }

    @Test
    void otherKindsAreRefusedAndAnnouncementsPassedOver() {
        var numbers = new PictureNumbers(true);
        assertThat(code(numbers.next(message(2, 24, 1, 0)))).isEqualTo("bad-kind");
        assertThat(numbers.next(message(0, 24, 2, 0)).isAnnouncement()).isTrue();
        assertThat(numbers.next(message(1, 24, 2, 0)).problem()).isNull();
    }

    @Test
    void aHeaderThatIsCutOffBehindItsNumberIsNamedByIt() {
        var numbers = new PictureNumbers(true);
        assertThat(numbers.next(message(1, 24, 42, 0).writerIndex(8)).number()).isEqualTo(42);
    }
}
