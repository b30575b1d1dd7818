package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.source.StreamOpening.Format;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamOpeningTest {

    private static byte[] packets(int count, int length) {
        var bytes = new byte[count * length];
        for (int i = 0; i < count; i++) {
            bytes[i * length + length - 188] = 0x47;
        }
        return bytes;
    }

    private static Format of(StreamOpening opening, byte[]... parts) {
        var format = Format.UNDECIDED;
        for (var part : parts) {
            format = opening.add(Unpooled.wrappedBuffer(part));
        }
        return format;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void packetsAreFoundBehindTheRestOfOne() {
        try (var opening = StreamOpening.ofUpload()) {
            assertThat(of(opening, new byte[100], packets(2, 188))).isEqualTo(Format.UNDECIDED);
            assertThat(of(opening, packets(1, 188))).isEqualTo(Format.TRANSPORT_STREAM);
            assertThat(opening.bytes().readerIndex()).isEqualTo(100);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {188, 192, 204})
    void packetsOfAProgramMayHaveSomethingBetweenThem(int length) {
        try (var opening = StreamOpening.ofProgram()) {
            assertThat(of(opening, packets(4, length))).isEqualTo(Format.TRANSPORT_STREAM);
        }
    }

    @Test
    void aPictureIsFoundByteForByte() {
        var stream = text("HTTP/1.1 200 OK\r\n\r\n--B\r\n\r\n\u00ff\u00d8\u00ff\u00e0");
        try (var opening = StreamOpening.ofProgram()) {
            for (int i = 0; i < stream.length; i++) {
                assertThat(of(opening, new byte[]{stream[i]})).isEqualTo(i < stream.length - 1 ? Format.UNDECIDED : Format.JPEGS);
            }
            assertThat(opening.bytes().readableBytes()).isEqualTo(4);
        }
    }

    @Test
    void multipartIsKnownByItsFirstBoundary() {
        try (var opening = StreamOpening.ofUpload()) {
            assertThat(of(opening, text("\r\n--boundary"))).isEqualTo(Format.JPEGS);
        }
    }

    @Test
    void nothingIsLookedForBeyondTheLimit() {
        var noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = noise[i] == 0x47 || noise[i] == (byte) 0xff ? 0 : noise[i];
        }
        try (var upload = StreamOpening.ofUpload(); var program = StreamOpening.ofProgram()) {
            assertThat(of(upload, noise)).isEqualTo(Format.UNKNOWN);
            assertThat(of(program, noise)).isEqualTo(Format.UNKNOWN);
        }
    }

    /// However its bytes are cut, the same is made of a stream.
    @Test
    void theCutsOfAStreamDecideNothing() {
        var random = new Random(7);
        for (int round = 0; round < 300; round++) {
            var stream = Unpooled.buffer();
            byte[] before = new byte[random.nextInt(600)];
            random.nextBytes(before);
            stream.writeBytes(before);
            if (round % 2 == 0) {
                stream.writeBytes(packets(5, 188));
            } else {
                stream.writeBytes(text("\u00ff\u00d8\u00ff\u00e0")).writeZero(700);
            }
            try (var whole = StreamOpening.ofUpload(); var cut = StreamOpening.ofUpload()) {
                var expected = whole.add(stream.duplicate());
                var found = Format.UNDECIDED;
                while (found == Format.UNDECIDED && stream.isReadable()) {
                    found = cut.add(piece(stream, 1 + random.nextInt(90)));
                }
                assertThat(found).isEqualTo(expected).isNotEqualTo(Format.UNDECIDED);
                assertThat(cut.bytes().readerIndex()).isEqualTo(whole.bytes().readerIndex());
            }
            stream.release();
        }
    }

    private static ByteBuf piece(ByteBuf stream, int most) {
        return stream.readSlice(Math.min(most, stream.readableBytes()));
    }
}
