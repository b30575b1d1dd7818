package dev.oriel.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceParametersTest {
    private static final int BASELINE = 66;
    private static final int HIGH_444 = 244;

    /// A parameter set that is being written.
    private final StringBuilder bits = new StringBuilder();

    private SequenceParametersTest flags(String flags) {
        bits.append(flags.replace(" ", ""));
        return this;
    }

    private SequenceParametersTest number(int number, int length) {
        return flags(("%" + length + "s").formatted(Integer.toBinaryString(number)).replace(' ', '0'));
    }

    private SequenceParametersTest exponential(int... numbers) {
        for (int number : numbers) {
            var code = Integer.toBinaryString(number + 1);
            flags("0".repeat(code.length() - 1) + code);
        }
        return this;
    }

    private SequenceParametersTest signed(int... numbers) {
        for (int number : numbers) {
            exponential(number > 0 ? 2 * number - 1 : -2 * number);
        }
        return this;
    }

    /// Up to what follows the profile and its level.
    private SequenceParametersTest begin(int profile) {
        return number(0x67, 8).number(profile, 8).number(0xff1f, 16).exponential(0);
    }

    /// The order of pictures of kind 2, 3 references and a size of 64x48 with a cut of 0.
    private SequenceParametersTest rest() {
        return exponential(0, 2).exponential(3).flags("1").exponential(3, 2).flags("1 0").flags("0");
    }

    private SequenceParameters read() {
        flags("1"); // the stop bit
        flags("0".repeat((8 - bits.length() % 8) % 8));
        var unit = ByteBuffer.allocate(bits.length() / 4);
        int zeros = 0;
        for (int at = 0; at < bits.length(); at += 8) {
            int next = Integer.parseInt(bits.substring(at, at + 8), 2);
            if (zeros == 2 && next <= 3) {
                unit.put((byte) 3);
                zeros = 0;
            }
            unit.put((byte) next);
            zeros = next == 0 ? zeros + 1 : 0;
        }
        return SequenceParameters.read(unit.flip());
    }

    private static SequenceParameters expected(int profile, int chroma, int depth) {
        return new SequenceParameters(profile, chroma, depth, 3, 0, 64, 48, 64, 48, true, 1, true);
    }

    @Test
    void aProfileWithoutAChoiceOfColourHasOneInFour() {
        assertThat(begin(BASELINE).rest().flags("0").read()).isEqualTo(expected(BASELINE, 1, 8));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void otherProfilesSayTheirColourAndItsDepth(int chroma) {
        begin(HIGH_444).exponential(chroma).flags(chroma == 3 ? "1" : "").exponential(2, 1).flags("1 0");
        assertThat(rest().flags("0").read()).isEqualTo(expected(HIGH_444, chroma, 10));
    }

    /// Eight or twelve scaling matrices, of which the first six have 16 numbers; a 0 stands for all that follow in one.
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void scalingMatricesAreLeftOut(int chroma) {
        begin(HIGH_444).exponential(chroma).flags(chroma == 3 ? "1" : "").exponential(0, 0).flags("0 1");
        flags("1").signed(8, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6, 7, -7, 1);
        flags("1").signed(-8);
        flags("1").signed(0, 100, 100, 100, -52);
        flags("0").flags("0");
        for (int left : chroma == 3 ? new int[]{16, 64, 64, 0, 0, 64, 64} : new int[]{16, 64, 64}) {
            flags(left > 0 ? "1" : "0").signed(new int[left]);
        }
        assertThat(rest().flags("0").read()).isEqualTo(expected(HIGH_444, chroma, 8));
    }

    @Test
    void theOrderOfPicturesIsLeftOut() {
        begin(BASELINE).exponential(4).exponential(0, 7);
        exponential(3).flags("1").exponential(3, 2).flags("1 0").flags("0");
        assertThat(flags("0").read()).isEqualTo(expected(BASELINE, 1, 8));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5})
    void theOrderOfPicturesInACycleIsLeftOut(int cycle) {
        begin(BASELINE).exponential(4).exponential(1).flags("0").signed(-4, 3).exponential(cycle);
        for (int i = 0; i < cycle; i++) {
            signed(9 - i);
        }
        exponential(3).flags("1").exponential(3, 2).flags("1 0").flags("0");
        assertThat(flags("0").read()).isEqualTo(expected(BASELINE, 1, 8));
    }

    /// Three units are cut off at the sides, and seven above and below.
    @ParameterizedTest
    @CsvSource({"0,true,61,41", "1,true,58,34", "2,true,58,41", "3,true,61,41", "0,false,61,82", "1,false,58,68", "2,false,58,82",
        "3,false,61,82"})
    void whatIsCutOffIsCountedInTheColoursSteps(int chroma, boolean progressive, int width, int height) {
        begin(HIGH_444).exponential(chroma).flags(chroma == 3 ? "1" : "").exponential(0, 0).flags("1 0");
        exponential(4, 2).exponential(3).flags("1").exponential(3, 2).flags(progressive ? "1 0" : "0 1 0");
        var read = flags("1").exponential(1, 2, 3, 4).flags("0").read();
        assertThat(read.widthPixels()).isEqualTo(width);
        assertThat(read.heightPixels()).isEqualTo(height);
        assertThat(read.codedHeight()).isEqualTo(progressive ? 48 : 96);
        assertThat(read.isWhole()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,1", "2,1.0909", "14,1.3333", "16,2", "17,1", "254,1"})
    void theShapeOfPixelsIsOneOfAList(int number, double aspect) {
        var read = begin(BASELINE).rest().flags("1").flags("1").number(number, 8).flags("0 0 0 0 0 0 0 0").read();
        assertThat(read.pixelAspect()).isCloseTo(aspect, org.assertj.core.data.Offset.offset(0.0001));
        assertThat(read.isWhole()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"16,10,1.6", "16,0,1", "0,10,1"})
    void theShapeOfPixelsMayBeSaid(int width, int height, double aspect) {
        begin(BASELINE).rest().flags("1").flags("1").number(255, 8).number(width, 16).number(height, 16);
        assertThat(flags("0 0 0 0 0 0 0 0").read().pixelAspect()).isEqualTo(aspect);
    }

    /// Each part of annex E is there or not: the shape, overscan, the colours and their description, their place, the time, two buffers.
    @Test
    void howManyPicturesWaitIsFoundBehindAnything() {
        for (int parts = 0; parts < 1 << 8; parts++) {
            bits.setLength(0);
            begin(BASELINE).rest().flags("1");
            part(parts, 0).flags(has(parts, 0) ? "00000011" : "");
            part(parts, 1).flags(has(parts, 1) ? "1" : "");
            part(parts, 2).flags(has(parts, 2) ? "1011" : "");
            if (has(parts, 2)) {
                part(parts, 3).flags(has(parts, 3) ? "101010101010101010101011" : "");
            }
            part(parts, 4).exponential(has(parts, 4) ? new int[]{1, 2} : new int[0]);
            part(parts, 5).flags(has(parts, 5) ? "1".repeat(65) : "");
            buffers(parts, 6).buffers(parts, 7);
            flags(has(parts, 6) || has(parts, 7) ? "1 1" : "1");
            flags("1").flags("1").exponential(1, 2, 3, 4).exponential(2, 5);
            assertThat(read()).as("parts %s", Integer.toBinaryString(parts)).isEqualTo(
                    new SequenceParameters(BASELINE, 1, 8, 5, 2, 64, 48, 64, 48, true, has(parts, 0) ? 10 / 11.0 : 1, true));
        }
    }

    private static boolean has(int parts, int number) {
        return (parts >> number & 1) == 1;
    }

    private SequenceParametersTest part(int parts, int number) {
        return flags(has(parts, number) ? "1" : "0");
    }

    private SequenceParametersTest buffers(int parts, int number) {
        part(parts, number);
        if (has(parts, number)) {
            exponential(2).number(0xff, 8).exponential(7, 8).flags("1").exponential(9, 10).flags("1").exponential(11, 12)
                    .flags("1");
            number(0xfffff, 20);
        }
        return this;
    }

    @Test
    void moreReferencesThanADecoderHoldsCount() {
        begin(BASELINE).rest().flags("1").flags("0 0 0 0 0 0 0 0").flags("1").flags("1").exponential(0, 0, 0, 0).exponential(0,
                1);
        assertThat(read().references()).isEqualTo(3);
    }
}
