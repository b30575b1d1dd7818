package dev.oriel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.ffmpeg.Picture;
import dev.oriel.frame.Packet;
import dev.oriel.hub.CameraSettings;
import dev.oriel.limits.PictureLimits;
import dev.oriel.source.FrameSink;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StaleFrameFilterTest {
    private static final Duration OLD = Duration.ofMillis(500);

    private final List<Long> passed = new ArrayList<>();
    private long nowNanos = 1_000_000_000;
    private Duration age = Duration.ZERO;
    private boolean newerWaits = true;
    private final List<Boolean> decoded = new ArrayList<>();
    private int signs;
    private final StaleFrameFilter fresh = new StaleFrameFilter(new Numbers(), () -> age.toNanos(), () -> newerWaits,
            () -> nowNanos);

    /// Keeps the numbers of what comes.
    private final class Numbers implements FrameSink {
        @Override
        public void jpeg(ByteBuf picture, long capturedAtMicros) {
            picture.release();
            passed.add(capturedAtMicros);
        }

        @Override
        public void picture(Picture picture, long capturedAtMicros) {
            throw new AssertionError("no picture was given");
        }

        @Override
        public void decoded(boolean isSeen) {
            decoded.add(isSeen);
        }

        @Override
        public void unchanged() {
            signs++;
        }

        @Override
        public boolean stopped() {
            return false;
        }

        @Override
        public CameraSettings settings() {
            return CameraSettings.titled("door");
        }

        @Override
        public PictureLimits limits() {
            return PictureLimits.usual();
        }

        @Override
        public void opened(String outcome, double fps) {
        }
    }

    /// One picture under that number, ten milliseconds after the one before.
    private void picture(long number) {
        nowNanos += 10_000_000;
        var jpeg = Packet.buffer(4).writeInt(0);
        fresh.jpeg(jpeg, number);
        assertThat(jpeg.refCnt()).isZero();
    }

    @Test
    void freshPicturesPass() {
        picture(1);
        picture(2);
        assertThat(passed).containsExactly(1L, 2L);
    }

    @Test
    void oldOnesAreLeftOutWhileNewerOnesWait() {
        age = OLD;
        picture(1);
        picture(2);
        age = Duration.ZERO;
        picture(3);
        assertThat(passed).containsExactly(3L);
    }

    @Test
    void whatNothingNewerFollowsPassesHoweverOldItIs() {
        age = OLD;
        picture(1);
        picture(2);
        newerWaits = false;
        picture(3);
        assertThat(passed).containsExactly(3L);
    }

    @Test
    void aMachineThatNeverCatchesUpShowsFivePicturesASecond() {
        age = OLD;
        for (long number = 0; number < 100; number++) {
            picture(number);
        }
        assertThat(passed).containsExactly(19L, 39L, 59L, 79L, 99L);
    }

    @Test
    void whatIsNoPictureIsToldAllTheSame() {
        age = OLD;
        fresh.decoded(false);
        fresh.decoded(true);
        fresh.unchanged();
        assertThat(decoded).as("those that are only built on, too").containsExactly(false, true);
        assertThat(signs).isOne();
    }
}
