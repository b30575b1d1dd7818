package dev.oriel.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avcodec.*;

import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferencesTest {

    /// Sequence parameter sets that x264 and x265 wrote.
    @ParameterizedTest
    @CsvSource({"27,1,000000016764000dacb40b0fd80880000003008000001e078a15500000000168ef0f2c",
        "27,3,000000016764000dacb202c3f60220000003002000000781e285490000000168ebc3cb",
        "27,16,0000000167640016ac4c220b0fd80880000003008000001e078b1708c00000000168e8",
        "173,3,0000000142010101600000030090000003000003003ca00b080f165ba924caf0168080000003008000000f04000000014401c1",
        "173,5,0000000142010101600000030090000003000003003ca00b080f16596a4932bc05a020000003002000000303c1000000014401"})
    void theStreamSaysHowMany(int codecId, int expected, String hex) {
        var references = new References(codecId);
        references.readPacket(bytes(hex));
        assertThat(references.most()).isEqualTo(expected);
    }

    /// Sequence parameter sets that x264 and x265 wrote, and what ffprobe says of them.
    @ParameterizedTest
    @CsvSource({"27,640x368,2,353280,000000016764001eacd940a02ff97011000003000100000300320f162d960000000168ebe3cb22c0",
        "27,176x144,0,101376,00000001677a000bb6cb30589d80880000030008000003019078a153400000000168e970f2c8b0",
        "27,720x576,2,622080,000000016764001eacd940b424d8088000000300800000193010007a12000f425161807c50a6580000000168f928f2c8b0",
        "173,640x360,0,691200,000000014201010220000003009000000300000"
                + "3003fa005020169365959a4932bc05a020000030002000003003210000000014401c172b46240"})
    void theStreamSaysHowLargeItsPicturesAreAndHowManyWait(int codecId, String size, int waiting, int bytes, String hex) {
        var references = new References(codecId);
        references.readPacket(bytes(hex));
        assertThat(references.widthPixels() + "x" + references.heightPixels()).isEqualTo(size);
        assertThat(references.reordered()).isEqualTo(waiting);
        assertThat(references.pictureBytes()).isEqualTo(bytes);
    }

    @Test
    void aSetThatIsCutOffCountsAsTheMost() {
        var references = new References(AV_CODEC_ID_H264);
        references.readPacket(bytes("000001674200"));
        assertThat(references.most()).isEqualTo(16);
    }

    @Test
    void aSetWithLessTakesNothingBack() {
        var references = new References(AV_CODEC_ID_H264);
        references.readPacket(bytes("000001674200"));
        references.readPacket(bytes("000000016764000dacb40b0fd80880000003008000001e078a15"));
        assertThat(references.most()).isEqualTo(16);
    }

    @Test
    void whateverIsSentIsReadWithinItsBounds() {
        var random = new Random(5);
        for (int codecId : new int[]{AV_CODEC_ID_H264, AV_CODEC_ID_HEVC, AV_CODEC_ID_MPEG1VIDEO}) {
            for (int i = 0; i < 20_000; i++) {
                var noise = new byte[random.nextInt(80)];
                random.nextBytes(noise);
                if (noise.length > 8) {
                    System.arraycopy(new byte[]{0, 0, 1, (byte) (codecId == AV_CODEC_ID_H264 ? 0x67 : 0x42)}, 0, noise, 0, 4);
                }
                var references = new References(codecId);
                references.readPacket(ByteBuffer.wrap(noise));
                if (noise.length > 0) {
                    noise[0] = 1;
                }
                references.readHead(ByteBuffer.wrap(noise));
                assertThat(references.most()).isBetween(1, 16);
            }
        }
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(ByteBufUtil.decodeHexDump(hex));
    }
}
