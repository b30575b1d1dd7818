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
}
