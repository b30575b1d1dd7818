package dev.oriel.orient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PanTiltHatTest {
    private final List<String> written = new ArrayList<>();
    private String fault = "";
    private final PanTiltHat hat = new PanTiltHat(new Registers(), PanTiltHat.Pulses.USUAL, PanTiltHat.Pulses.USUAL);

    /// Keeps what is written, as `register: value`.
    private final class Registers implements Smbus {
        private void write(String what) throws IOException {
            if (!fault.isEmpty()) {
                throw new IOException(fault);
            }
            written.add(what);
        }

        @Override
        public void writeByte(int register, int value) throws IOException {
            write(register + ": byte " + value);
        }

        @Override
        public void writeWord(int register, int value) throws IOException {
            write(register + ": word " + value);
        }

        @Override
        public void writeBlock(int register, byte[] bytes) throws IOException {
            assertThat(bytes).hasSizeBetween(1, 32);
            write(register + ": block " + HexFormat.of().formatHex(bytes));
        }

        @Override
        public void close() {
            written.add("closed");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 1449, 1449", "90, 90, 575, 575", "-90, -90, 2324, 2324", "45, -30, 1012, 1741"})
    void theServosGetTheAngleWithTheOtherSign(double pan, double tilt, int panPulse, int tiltPulse) throws IOException {
        hat.move(new Pose(pan, tilt, 1));
        assertThat(written).containsExactly("0: byte 15", "1: word " + panPulse, "3: word " + tiltPulse);
    }

    @Test
    void servosHavePulsesOnlyWhileTheyMove() throws IOException {
        hat.move(Pose.AHEAD);
        hat.move(new Pose(1, 0, 1));
        hat.rest();
        hat.move(new Pose(1, 0, 1));
        assertThat(written).containsExactly("0: byte 15", "1: word 1449", "3: word 1449", "1: word 1440", "0: byte 12",
                "0: byte 15",
                "1: word 1440", "3: word 1449");
    }

    @Test
    void afterAFailureEverythingIsToldAgain() throws IOException {
        hat.move(Pose.AHEAD);
        fault = "no answer";
        assertThatThrownBy(() -> hat.move(new Pose(9, 0, 1))).hasMessage("no answer");
        fault = "";
        written.clear();
        hat.move(new Pose(9, 0, 1));
        assertThat(written).containsExactly("0: byte 15", "1: word 1362", "3: word 1449");
    }

    @Test
    void lightNeedsNoServos() throws IOException {
        var light = new ArrayList<>(Collections.nCopies(8, PixelColour.OFF));
        light.set(7, new PixelColour(1, 2, 3, 4));
        hat.light(light);
        assertThat(written).containsExactly("0: byte 12", "5: block " + "00".repeat(28) + "01020304",
                "37: block " + "00".repeat(32),
                "69: block " + "00".repeat(8) + "01", "78: byte 1");
        written.clear();
        hat.light(light);
        assertThat(written).as("the switches stand").hasSize(4);
    }

    @Test
    void pixelsGoInThreeBlocksAndAreShownThen() throws IOException {
        hat.pixel(0, new int[]{1, 2, 3, 255});
        hat.pixel(8, new int[]{16, 0, 0, 0});
        hat.show();
        assertThat(written).hasSize(4);
        assertThat(written.get(0)).isEqualTo("5: block 010203ff" + "00".repeat(28));
        assertThat(written.get(1)).isEqualTo("37: block 10" + "00".repeat(31));
        assertThat(written.get(2)).isEqualTo("69: block " + "00".repeat(8) + "01");
        assertThat(written.get(3)).isEqualTo("78: byte 1");
    }

    @Test
    void pixelsThatAreNotThereAreRefused() {
        assertThatThrownBy(() -> hat.pixel(18, new int[]{0, 0, 0, 0})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hat.pixel(-1, new int[]{0, 0, 0, 0})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hat.pixel(0, new int[]{0, 0, 256, 0})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hat.pixel(0, new int[]{0, 0, 0})).isInstanceOf(IllegalArgumentException.class);
    }
}
