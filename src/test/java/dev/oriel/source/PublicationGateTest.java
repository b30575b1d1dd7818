package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.frame.Packet;
import dev.oriel.hub.CameraSetting;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PublicationGateTest {
    private static final CameraSettings PLAIN = CameraSettings.titled("");

    private final Track track = new Track("a", 3, new Clocks(() -> 5_000_000, () -> 0));
    private final AtomicInteger live = new AtomicInteger();
    private CameraSettings settings = PLAIN;
    private final PublicationGate gate = new PublicationGate(track, null, () -> settings, live::incrementAndGet);

    @AfterEach
    void nothingIsLeft() {
        gate.close();
        track.forget();
    }

    private static ByteBuf jpeg() {
        return Packet.buffer(4).writeInt(0);
    }

    private static PublicationGate.Ready made(ByteBuf jpeg, CameraSettings with) {
        return new PublicationGate.Ready(jpeg, null, 320, 240, with, 1);
    }

    private boolean publish() {
        return gate.publish(made(jpeg(), settings));
    }

    @Test
    void theFirstPictureIsTold() {
        assertThat(publish()).isTrue();
        assertThat(publish()).isTrue();
        assertThat(live).hasValue(1);
        assertThat(gate.published()).isEqualTo(2);
        assertThat(gate.signs()).isEqualTo(2);
        assertThat(track.published()).isEqualTo(2);
    }

    @Test
    void onceAFilterHasChangedNothingOfTheOneBeforeIsShown() {
        publish();
        track.state(TrackState.LIVE);
        settings = PLAIN.with(CameraSetting.FILTER, "crop=w=0.5");
        gate.filterChanged();
        assertThat(track.newest()).isNull();
        assertThat(track.state()).isEqualTo(TrackState.STARTING);
        var late = jpeg();
        assertThat(gate.publish(made(late, PLAIN))).as("begun with the one before").isFalse();
        assertThat(late.refCnt()).isZero();
        assertThat(track.newest()).isNull();
        assertThat(publish()).isTrue();
        assertThat(track.newest()).isNotNull();
        assertThat(live).hasValue(2);
    }

    @Test
    void nothingIsPublishedAfterTheStop() {
        gate.stop();
        var late = jpeg();
        assertThat(gate.publish(made(late, settings))).isFalse();
        assertThat(late.refCnt()).isZero();
        assertThat(gate.signs()).isZero();
    }

    @Test
    void aQuietGateTellsThatThereArePicturesAndShowsNone() {
        gate.quiet(true);
        assertThat(publish()).isTrue();
        assertThat(live).hasValue(1);
        assertThat(track.published()).isZero();
        gate.quiet(false);
        publish();
        assertThat(track.published()).isEqualTo(1);
    }

    @Test
    void aFirstPictureThatIsWithheldIsShownWithTheNextSignOfLife() {
        gate.withholdFirst();
        assertThat(publish()).isFalse();
        assertThat(gate.signs()).isEqualTo(1);
        assertThat(track.published()).isZero();
        gate.countSign();
        assertThat(gate.publish(Objects.requireNonNull(gate.takeWithheld()))).isTrue();
        assertThat(gate.signs()).isEqualTo(2);
        assertThat(live).hasValue(1);
        assertThat(gate.takeWithheld()).isNull();
    }

    @Test
    void aFirstPictureThatIsWithheldIsDroppedForANewerOneAndAtTheEnd() {
        for (boolean ends : new boolean[]{false, true}) {
            gate.withholdFirst();
            var first = jpeg();
            gate.publish(made(first, settings));
            if (ends) {
                gate.close();
            } else {
                publish();
            }
            assertThat(first.refCnt()).isZero();
        }
    }
}
