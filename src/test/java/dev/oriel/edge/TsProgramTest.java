package dev.oriel.edge;

import static dev.oriel.edge.TsBytes.AUDIO;
import static dev.oriel.edge.TsBytes.VIDEO;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TsProgramTest {
    private final TsProgram program = new TsProgram();

    private TsProgram.Packet read(byte[] packet) {
        return program.read(TsBytes.of(packet), 0);
    }

    @Test
    void nothingIsKnownBeforeTheTables() {
        assertThat(read(TsBytes.mpeg1KeyFrame())).isEqualTo(TsProgram.Packet.OTHER);
        assertThat(program.known()).isFalse();
    }

    @Test
    void aSequenceHeaderWithoutExtensionIsMpeg1() {
        assertThat(read(TsBytes.pat())).isEqualTo(TsProgram.Packet.TABLE);
        assertThat(read(TsBytes.pmt(0x02, VIDEO, 0x03, AUDIO))).isEqualTo(TsProgram.Packet.TABLE);
        assertThat(program.video()).isEqualTo(TsProgram.Video.MPEG);
        assertThat(program.hasMpegAudio()).isTrue();
        assertThat(read(TsBytes.mpegPicture())).isEqualTo(TsProgram.Packet.OTHER);
        assertThat(read(TsBytes.mpeg1KeyFrame())).isEqualTo(TsProgram.Packet.KEY_FRAME);
        assertThat(program.video()).isEqualTo(TsProgram.Video.MPEG1);
        assertThat(read(TsBytes.rest(VIDEO))).isEqualTo(TsProgram.Packet.OTHER);
        assertThat(read(TsBytes.rest(AUDIO))).isEqualTo(TsProgram.Packet.AUDIO);
    }

    @Test
    void aSequenceHeaderWithExtensionIsMpeg2() {
        read(TsBytes.pat());
        read(TsBytes.pmt(0x02, VIDEO));
        assertThat(read(TsBytes.mpegKeyFrame(0, 0, 1, 0xb5))).isEqualTo(TsProgram.Packet.KEY_FRAME);
        assertThat(program.video()).isEqualTo(TsProgram.Video.MPEG2);
    }

    @Test
    void anotherVideoInTheTablesIsNoticed() {
        read(TsBytes.pat());
        read(TsBytes.pmt(0x02, VIDEO));
        read(TsBytes.mpeg1KeyFrame());
        read(TsBytes.pmt(0x02, VIDEO));
        assertThat(program.video()).as("the same again").isEqualTo(TsProgram.Video.MPEG1);
        read(TsBytes.pmt(0x1b, VIDEO));
        assertThat(program.video()).isEqualTo(TsProgram.Video.H264);
        assertThat(read(TsBytes.packet(VIDEO, true, 0, 0, 1, 0xe0, 0, 0, 0x80, 0, 0, 0, 0, 0, 1, 0x67)))
                .isEqualTo(TsProgram.Packet.KEY_FRAME);
    }

    @Test
    void audioAloneIsNoVideo() {
        read(TsBytes.pat());
        read(TsBytes.pmt(0x03, AUDIO));
        assertThat(program.known()).isTrue();
        assertThat(program.video()).isEqualTo(TsProgram.Video.NONE);
        assertThat(program.hasMpegAudio()).isTrue();
    }

    @Test
    void tablesWithWildLengthsAreIgnored() {
        read(TsBytes.packet(0, true, 200));
        read(TsBytes.packet(0, true, 0, 0, 0xbf, 0xff, 0, 1, 0xc1, 0, 0));
        read(TsBytes.pat());
        read(TsBytes.packet(0x1000, true, 0, 2, 0xb0, 30, 0, 1, 0xc1, 0, 0, 0xe1, 0, 0xff, 0xff));
        assertThat(program.hasMpegAudio()).isFalse();
        assertThat(program.video()).isEqualTo(TsProgram.Video.NONE);
    }

    @Test
    void everyPacketOfNoiseCanBeRead() {
        var random = new java.util.Random(3);
        for (int i = 0; i < 50_000; i++) {
            var packet = new byte[TsPackets.LENGTH];
            random.nextBytes(packet);
            packet[0] = 0x47;
            packet[1] &= 0x60;
            packet[2] = random.nextInt(3) == 0 ? 0 : packet[2];
            read(packet);
        }
        assertThat(program).isNotNull();
    }

    /// The head of a picture, behind an adaptation field of so many bytes with these flags.
    private static byte[] behindAdaptation(int length, int flags, int... behind) {
        var packet = TsBytes.packet(VIDEO, true);
        packet[3] = 0x30;
        packet[4] = (byte) length;
        if (length > 0) {
            packet[5] = (byte) flags;
        }
        int[] head = {0, 0, 1, 0xe0, 0, 0, 0x80, 0, 0};
        for (int i = 0; i < head.length + behind.length && 5 + length + i < packet.length; i++) {
            packet[5 + length + i] = (byte) (i < head.length ? head[i] : behind[i - head.length]);
        }
        return packet;
    }

    @Test
    void aPlaceToBeginIsSaidInFrontOfThePicture() {
        read(TsBytes.pat());
        read(TsBytes.pmt(0x24, VIDEO));
        assertThat(program.video()).isEqualTo(TsProgram.Video.HEVC);
        for (int length : new int[]{1, 7, 127, 128, 174}) {
            assertThat(read(behindAdaptation(length, 0x40))).as("%s bytes", length).isEqualTo(TsProgram.Packet.KEY_FRAME);
            assertThat(read(behindAdaptation(length, 0xbf))).isEqualTo(TsProgram.Packet.OTHER);
        }
        assertThat(read(behindAdaptation(0, 0))).as("a field without flags").isEqualTo(TsProgram.Packet.OTHER);
        var withoutField = TsBytes.packet(VIDEO, true, 0, 0, 1, 0xe0, 0, 0, 0x80, 0, 0);
        assertThat(read(withoutField)).isEqualTo(TsProgram.Packet.OTHER);
        assertThat(read(behindAdaptation(175, 0x40))).as("its head reaches the end").isEqualTo(TsProgram.Packet.OTHER);
    }

    @Test
    void aPictureOfH264BeginsWithParametersOrIsSaidTo() {
        read(TsBytes.pat());
        read(TsBytes.pmt(0x1b, VIDEO));
        assertThat(read(behindAdaptation(1, 0, 0, 0, 1, 0x09, 0xf0, 0, 0, 1, 0x67))).isEqualTo(TsProgram.Packet.KEY_FRAME);
        assertThat(read(behindAdaptation(1, 0, 0, 0, 1, 0x09, 0xf0, 0, 0, 1, 0x65))).isEqualTo(TsProgram.Packet.KEY_FRAME);
        assertThat(read(behindAdaptation(1, 0, 0, 0, 1, 0x09, 0xf0, 0, 0, 1, 0x41))).isEqualTo(TsProgram.Packet.OTHER);
        assertThat(read(behindAdaptation(1, 0x40, 0, 0, 1, 0x09, 0xf0, 0, 0, 1, 0x41))).isEqualTo(TsProgram.Packet.KEY_FRAME);
        assertThat(read(behindAdaptation(170, 0, 0, 0, 1, 0x67))).as("at the very end").isEqualTo(TsProgram.Packet.KEY_FRAME);
    }

    @Test
    void matricesStandBetweenASequenceHeaderAndItsExtension() {
        for (int matrices = 0; matrices < 4; matrices++) {
            for (int extension : new int[]{0xb5, 0xb8}) {
                read(TsBytes.pat());
                read(TsBytes.pmt(0x01, VIDEO));
                var intra = new int[(matrices & 2) != 0 ? 64 : 0];
                var all = new int[intra.length + (matrices == 1 || matrices == 3 ? 64 : 0) + 4];
                if (intra.length > 0) {
                    all[intra.length - 1] = matrices & 1; // whether the second follows stands behind the first
                }
                all[all.length - 2] = 1;
                all[all.length - 1] = extension;
                var packet = TsBytes.mpegKeyFrame(all);
                packet[4 + 20] = (byte) (0x18 | (matrices & 2) | (intra.length > 0 ? 0 : matrices & 1));
                assertThat(read(packet)).isEqualTo(TsProgram.Packet.KEY_FRAME);
                assertThat(program.video()).as("matrices %s", matrices)
                        .isEqualTo(extension == 0xb5 ? TsProgram.Video.MPEG2 : TsProgram.Video.MPEG1);
                read(TsBytes.pmt(0x03, AUDIO));
            }
        }
    }

    @Test
    void aTableThatIsNotYetInForceIsIgnored() {
        read(TsBytes.pat());
        var next = TsBytes.pmt(0x1b, VIDEO);
        next[4 + 6] = (byte) 0xc0;
        read(next);
        assertThat(program.known()).isFalse();
        var rest = TsBytes.pmt(0x1b, VIDEO);
        rest[1] &= (byte) ~0x40;
        assertThat(read(rest)).as("no table begins in it").isEqualTo(TsProgram.Packet.TABLE);
        assertThat(program.known()).isFalse();
        read(TsBytes.pmt(0x1b, VIDEO));
        assertThat(program.video()).isEqualTo(TsProgram.Video.H264);
    }

    @Test
    void theFirstProgrammeIsTakenAndTheNetworksTableIsNone() {
        read(TsBytes.packet(0, true, 0, 0x00, 0xb0, 17, 0, 1, 0xc1, 0, 0, 0, 0, 0xe0, 0x10, 0, 1, 0xf0, 0, 0, 0, 0, 0));
        read(TsBytes.pmt(0x1b, VIDEO));
        assertThat(program.video()).isEqualTo(TsProgram.Video.H264);
    }

    @Test
    void descriptionsOfStreamsAreLeftOut() {
        read(TsBytes.pat());
        int[] section = {0, 0x02, 0xb0, 26, 0, 1, 0xc1, 0, 0, 0xe1, 0, 0xf0, 0, 0x06, 0xe1, 2, 0xf0, 3, 0x0a, 1, 9, 0x1b, 0xe1, 0,
            0xf0, 0};
        read(TsBytes.packet(0x1000, true, section));
        assertThat(program.video()).isEqualTo(TsProgram.Video.H264);
    }
}
