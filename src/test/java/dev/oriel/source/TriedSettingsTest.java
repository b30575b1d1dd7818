package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.oriel.frame.Packet;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.RememberedSettings;
import dev.oriel.hub.Size;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.limits.PictureLimits;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A size or rate that a source cannot give, and the way back.
class TriedSettingsTest {
    private static final byte[] PICTURE = ByteBufUtil
            .decodeHexDump("ffd8" + "ffc0000b0801e0028001011100" + "ffc4000300" + "ffda0002" + "ffd9");
    private static final Size SMALL = new Size(640, 480);
    private static final Size HUGE = new Size(4000, 3000);

    private final ManualTimer timer = new ManualTimer();
    private final Track track = new Track("door", 0, new Clocks(() -> 1, () -> 0));
    private final List<CameraSettings> kept = new CopyOnWriteArrayList<>();
    private final PickySource source = new PickySource();
    private TriedSettings settings = settings(with(SMALL), with(null));
    private SourceSupervisor supervisor = supervise(false);

    /// Gives pictures only where it is asked for what it can.
    private static final class PickySource implements Source {
        volatile @Nullable IOException failure;
        volatile @Nullable ShapingException shaping;
        volatile boolean mute;
        volatile boolean failsWhatever;
        final List<String> asked = new CopyOnWriteArrayList<>();

        @Override
        public void run(FrameSink sink) throws IOException, InterruptedException {
            asked.add(String.valueOf(sink.settings().size()));
            boolean fits = !HUGE.equals(sink.settings().size());
            boolean failsSoon = failsWhatever; // the run before goes on until it is told to end
            while (!sink.stopped()) {
                var now = failure;
                var broken = shaping;
                if (broken != null && !fits) {
                    throw broken;
                }
                if (now != null && (!fits || failsSoon)) {
                    throw now;
                }
                if (!mute || fits) {
                    sink.jpeg(Packet.buffer(PICTURE.length).writeBytes(PICTURE), 1);
                }
                Thread.sleep(2);
            }
        }

        @Override
        public Retry retry() {
            return Retry.EACH_SECOND;
        }
    }

    private static CameraSettings with(@Nullable Size size) {
        var usual = CameraSettings.titled("Door");
        return new CameraSettings(usual.title(), size, null, 80, 0, usual.flip(), "");
    }

    private static CameraSettings sized(CameraSettings now, @Nullable Size size) {
        return new CameraSettings(now.title(), size, now.fps(), now.quality(), now.rotate(), now.flip(), now.filter());
    }

    private TriedSettings settings(CameraSettings initial, CameraSettings configured) {
        return new TriedSettings("door", initial, configured, () -> PictureLimits.USUAL_PIXELS,
                new RememberedSettings(configured, kept::add));
    }

    private SourceSupervisor supervise(boolean scales) {
        var made = new SourceSupervisor(new SourceSupervisor.Plan(source, track, () -> settings.now(), scales,
                () -> new SourceSupervisor.Times(Duration.ofSeconds(7), Duration.ofSeconds(10)), PictureLimits.usual()), timer,
                new FrameCounts(), true);
        made.tells(settings);
        made.start();
        return made;
    }

    private void startAgain(CameraSettings initial, CameraSettings configured) {
        close();
        settings = settings(initial, configured);
        supervisor = supervise(false);
    }

    private void change(@Nullable Size size) {
        if (settings.change(now -> sized(now, size)).asksAnew()) {
            supervisor.restart();
        }
    }

    private void watch() {
        track.subscribe(Runnable::run, () -> {});
        until(() -> track.state().isLive());
    }

    private void until(BooleanSupplier condition) {
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(2)).until(() -> {
            timer.runDue();
            return condition.getAsBoolean();
        });
    }

    @AfterEach
    void close() {
        var closing = Thread.ofVirtual().start(supervisor::close);
        until(() -> !closing.isAlive());
        track.forget();
    }

    @ParameterizedTest
    @ValueSource(strings = {"not enough USB bandwidth", "ended with status 255"})
    void theOldSizeReturnsWhereASourceCannotDoTheNewOne(String cause) {
        watch();
        source.failure = new LostException(cause);
        change(HUGE);
        assertThat(kept.getLast().size()).isEqualTo(HUGE);
        until(() -> track.state().isLive() && SMALL.equals(settings.now().size()) && kept.size() == 2);
        assertThat(source.asked).containsExactly("640x480", "4000x3000", "640x480");
        assertThat(track.state().cause()).isEqualTo("size 4000x3000 was taken back: " + cause);
        assertThat(kept.getLast()).isEqualTo(settings.now());
        change(null);
        until(() -> track.state().equals(TrackState.LIVE));
    }

    @Test
    void theOldSizeReturnsWhereTheNewOneGivesNoPicture() {
        watch();
        source.mute = true;
        change(HUGE);
        until(() -> source.asked.size() == 2);
        timer.pass(Duration.ofSeconds(11));
        until(() -> track.state().isLive());
        assertThat(track.state().cause()).isEqualTo("size 4000x3000 was taken back: no picture for 10 s");
        assertThat(settings.now().size()).isEqualTo(SMALL);
    }

    @Test
    void whatWouldFailWithAnySettingsTakesNoneBack() {
        watch();
        source.failure = LostException.whateverSettings("unplugged", new IOException());
        change(HUGE);
        until(() -> track.state().equals(TrackState.lost("unplugged")));
        assertThat(settings.now().size()).isEqualTo(HUGE);
        assertThat(kept).hasSize(1);
    }

    @Test
    void settingsAreNotToBlameWhereTheOldOnesFailToo() {
        watch();
        source.failure = new LostException("the device failed");
        source.failsWhatever = true;
        change(HUGE);
        until(() -> track.state().equals(TrackState.lost("the device failed")));
        assertThat(source.asked).containsExactly("640x480", "4000x3000", "640x480");
        assertThat(settings.now().size()).isEqualTo(HUGE);
        timer.pass(Duration.ofSeconds(1));
        until(() -> source.asked.size() == 4);
        assertThat(source.asked.getLast()).as("asked for again").isEqualTo("4000x3000");
        assertThat(kept).hasSize(1);
        source.failure = null;
        timer.pass(Duration.ofSeconds(1));
        until(() -> track.state().equals(TrackState.LIVE));
        assertThat(settings.now().size()).isEqualTo(HUGE);
    }

    @Test
    void whatWasKeptAndCannotBeGivesWayToWhatIsConfigured() {
        startAgain(with(HUGE), with(SMALL));
        source.failure = new LostException("invalid argument");
        watch();
        until(() -> kept.size() == 1);
        assertThat(settings.now().size()).isEqualTo(SMALL);
        assertThat(kept.getLast()).isEqualTo(with(SMALL));
    }

    @Test
    void whatIsConfiguredIsNotRewritten() {
        startAgain(with(SMALL), with(SMALL));
        watch();
        source.failure = new LostException("invalid argument");
        if (settings.replace(with(HUGE), with(HUGE)).asksAnew()) {
            supervisor.restart();
        }
        until(() -> track.state().isLive() && source.asked.size() == 3);
        assertThat(settings.now().size()).isEqualTo(SMALL);
        assertThat(kept).isEmpty();
    }

    @Test
    void theOldSizeReturnsWhereNoPictureCanBeMadeOfTheNewOne() {
        close();
        supervisor = supervise(true);
        watch();
        source.shaping = new ShapingException(new IOException("invalid argument"));
        change(HUGE);
        until(() -> track.state().isLive() && SMALL.equals(settings.now().size()) && kept.size() == 2);
        assertThat(track.state().cause()).isEqualTo("size 4000x3000 was taken back: invalid argument");
    }

    @Test
    void aSourceThatScalesIsBlamedForItsOwnFailuresOnly() {
        close();
        supervisor = supervise(true);
        watch();
        source.failure = new LostException("connection refused");
        source.failsWhatever = true;
        change(HUGE);
        until(() -> track.state().equals(TrackState.lost("connection refused")));
        assertThat(settings.now().size()).isEqualTo(HUGE);
    }

    @Test
    void aRotationIsNeverTakenBack() {
        watch();
        source.failure = new LostException("invalid argument");
        settings.change(now -> new CameraSettings(now.title(), HUGE, now.fps(), 70, 180, now.flip(), now.filter()));
        supervisor.restart();
        until(() -> SMALL.equals(settings.now().size()));
        assertThat(settings.now().rotate()).isEqualTo(180);
        assertThat(settings.now().quality()).isEqualTo(70);
    }

    @Test
    void aSizeOfTooManyPixelsIsRefusedAndOneThatWasKeptIsNotAskedFor() {
        assertThatThrownBy(() -> change(new Size(16_384, 16_384))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("size: at most 40000000 pixels (limits.pixels)");
        assertThat(settings.now()).isEqualTo(with(SMALL));
        assertThat(kept).isEmpty();
        assertThat(settings(with(new Size(16_384, 16_384)), with(SMALL)).now()).isEqualTo(with(SMALL));
    }
}
