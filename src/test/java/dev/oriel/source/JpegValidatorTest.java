package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.ffmpeg.Pictures;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.FrameCounts;
import dev.oriel.limits.PictureLimits;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JpegValidatorTest {
    private final FrameCounts counts = new FrameCounts();
    private final JpegValidator validator = new JpegValidator(PictureLimits.usual(), counts);

    @AfterEach
    void itIsClosed() {
        validator.close();
    }

    private static ByteBuf without(ByteBuf picture, int lastBytes) {
        return picture.writerIndex(picture.writerIndex() - lastBytes);
    }

    private boolean isWhole(ByteBuf picture) throws IOException {
        try {
            return validator.whole(picture).widthPixels() == 320;
        } catch (ProtocolException e) {
            assertThat(e).hasMessage("a JPEG that is cut off");
            return false;
        } finally {
            picture.release();
        }
    }

    @Test
    void whatStandsBehindTheEndIsCutOff() throws IOException {
        var picture = Pictures.quartersJpeg(320, 240);
        int length = picture.readableBytes();
        assertThat(validator.whole(picture.writeZero(64)).heightPixels()).isEqualTo(240);
        assertThat(picture.readableBytes()).isEqualTo(length);
        assertThat(counts.decoded()).isZero();
        picture.release();
    }

    @Test
    void aPictureThatLacksNothingButItsEndMarkerGetsIt() throws IOException {
        for (var picture : List.of(Pictures.quartersJpeg(320, 240), Pictures.detailedJpeg(333, 241, 100))) {
            int length = picture.readableBytes();
            validator.whole(without(picture, 2));
            assertThat(picture.readableBytes()).isEqualTo(length);
            picture.release();
        }
        assertThat(isWhole(without(Pictures.detailedJpeg(320, 240, 100), 60))).isFalse();
    }

    /// To find out takes a decoder; a camera that always cuts its pictures off is asked less and less.
    @Test
    void behindPicturesThatAreCutOffOneInSixteenIsJudged() throws IOException {
        for (int i = 0; i < 40; i++) {
            assertThat(isWhole(without(Pictures.detailedJpeg(320, 240, 100), 60))).isFalse();
        }
        assertThat(counts.decoded()).as("the first, third, seventh, 15th and 31st").isEqualTo(5);
        for (int i = 40; i < 46; i++) {
            assertThat(isWhole(without(Pictures.detailedJpeg(320, 240, 100), 2))).isFalse();
        }
        for (int i = 46; i < 49; i++) {
            assertThat(isWhole(without(Pictures.detailedJpeg(320, 240, 100), 2))).as("from then on each").isTrue();
        }
    }

    @Test
    void aPictureOverTheLimitIsRefused() throws IOException {
        var picture = Pictures.quartersJpeg(320, 240);
        var small = new PictureLimits(() -> 320 * 240 - 1, PictureLimits.usual().memory());
        assertThatThrownBy(() -> JpegValidator.scan(picture, small)).hasMessageContaining("limits.pixels");
        picture.release();
    }
}
