package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.ffmpeg.Pictures;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.Track;
import dev.oriel.limits.PictureLimits;
import dev.oriel.time.Clocks;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LateEncoderTest {
    private final FrameCounts counts = new FrameCounts();
    private final Track track = new Track("a", 3, new Clocks(() -> 5_000_000, () -> 0));
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final LateEncoder late = new LateEncoder(track, () -> CameraSettings.titled(""), PictureLimits.usual(), counts,
            stopped::get);

    @AfterEach
    void nothingIsLeft() {
        track.forget();
    }

    private void publish() throws IOException {
        try (var arena = Arena.ofConfined(); var picture = Pictures.quarters(arena, 320, 240)) {
            track.publish(null, picture.share(), 160, 120, 1);
        }
    }

    @Test
    void theNewestPictureIsEncodedForAViewerThatComesLater() throws IOException {
        publish();
        late.runNow();
        assertThat(counts.encoded()).as("for nobody").isZero();
        try (var subscription = track.subscribe(Runnable::run, () -> {})) {
            assertThat(subscription.take()).isNull();
            late.runNow();
            late.runNow();
            assertThat(counts.encoded()).isOne();
            var packet = Objects.requireNonNull(subscription.take());
            var jpeg = packet.content();
            assertThat(packet.header().widthPixels()).isEqualTo(160);
            assertThat(Pictures.image(jpeg).getWidth()).isEqualTo(160);
            assertThat(Pictures.corners(jpeg)).isEqualTo("red green blue white");
            jpeg.release();
            packet.release();
        }
    }

    @Test
    void nothingIsEncodedAfterTheStop() throws IOException {
        publish();
        stopped.set(true);
        try (var subscription = track.subscribe(Runnable::run, () -> {})) {
            late.runNow();
            assertThat(subscription.take()).isNull();
        }
    }
}
