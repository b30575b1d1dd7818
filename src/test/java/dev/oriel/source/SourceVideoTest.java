package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.frame.FrameHeader;
import dev.oriel.hub.CameraSetting;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.Size;
import dev.oriel.hub.Track;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import dev.oriel.testing.TakenVideo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The H.264 that a subscriber of a camera is given, judged by the installed `ffmpeg`.
class SourceVideoTest {
    private static final String BASELINE = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 15 -bf 0";

    @TempDir
    Path folder = Path.of("");

    private final Track pictures = new Track("door", 3, TestMedia.CLOCKS);
    private final FrameCounts counts = new FrameCounts();
    private final AtomicInteger live = new AtomicInteger();
    private final List<String> outcomes = new ArrayList<>();
    private volatile CameraSettings settings = CameraSettings.titled("door");
    private final PictureLimits limits = PictureLimits.usual();
    private SourceVideo video = new SourceVideo(pictures, () -> settings, Look.ALWAYS_WHOLE, limits);
    private @Nullable Thread running;

    @AfterEach
    void end() throws InterruptedException {
        var thread = running;
        if (thread != null) {
            thread.interrupt();
            thread.join();
        }
        pictures.forget();
    }

    private CameraPipeline sink() {
        return new CameraPipeline(pictures, new CameraPipeline.Form(() -> settings, true, limits, Look.ALWAYS_WHOLE, video),
                new CameraPipeline.Listener() {
                    @Override
                    public void opened(String outcome, double fps) {
                        outcomes.add(outcome);
                    }

                    @Override
                    public void live() {
                        live.incrementAndGet();
                    }
                }, counts);
    }

    private void play(Path file) throws IOException, InterruptedException {
        try (var sink = sink()) {
            new FileSource(file.toString(), false, TestMedia.CLOCKS).run(sink);
        } catch (LostException e) {
            assertThat(e).hasMessage("end of file");
        }
    }

    /// Plays it again and again in the background.
    private void loop(Path file) {
        running = Thread.ofPlatform().start(() -> {
            var sink = sink();
            try (sink) {
                new FileSource(file.toString(), true, TestMedia.CLOCKS).run(sink);
            } catch (IOException | InterruptedException e) {
                // It was told to end.
            }
        });
    }

    /// Pictures that the installed `ffmpeg` makes of the bytes, and what it says.
    private String decoded(TakenVideo kept) throws IOException, InterruptedException {
        var file = Files.write(folder.resolve("taken.h264"), kept.bytes());
        var process = new ProcessBuilder("ffprobe", "-v", "error", "-count_frames", "-select_streams", "v", "-show_entries",
                "stream=codec_name,width,height,nb_read_frames", "-of", "csv=p=0", file.toString()).redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @ParameterizedTest
    @CsvSource({"a.mp4,-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 15 -bf 0",
        "a.mkv,-c:v libx264 -pix_fmt yuv420p -g 15 -bf 3",
        "a.ts,-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 15 -bf 2",
        "a.flv,-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 15 -bf 0",
        "once.ts,-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 15 -bf 0 -flags +global_header -bsf:v dump_extra=freq=k"})
    void everyPictureCanBeDecoded(String name, String words) throws Exception {
        var film = TestMedia.make(folder, name, words + " -t 1");
        try (var kept = TakenVideo.judged(video(film))) {
            play(film);
            assertThat(kept.count()).isPositive();
            assertThat(decoded(kept)).isEqualTo("h264,320,240,30");
            assertThat(kept.keyFrames()).isEqualTo(2);
            assertThat(kept.headers()).extracting(FrameHeader::sequence).isSorted().doesNotHaveDuplicates();
            assertThat(kept.headers()).allMatch(header -> header.camera() == 3 && header.widthPixels() == 320
                    && header.heightPixels() == 240
                    && (header.kind() == FrameHeader.H264_KEY_FRAME || header.kind() == FrameHeader.H264_DELTA));
        }
    }

    /// The track, which is known to be H.264 once a run has shown that it is.
    private Track video(Path film) throws IOException, InterruptedException {
        assertThat(video.offered()).isNull();
        play(film);
        var track = video.offered();
        assertThat(track).isNotNull();
        return java.util.Objects.requireNonNull(track);
    }

    @Test
    void nothingIsDecodedForThoseThatTakeIt() throws Exception {
        var film = TestMedia.make(folder, "a.mp4", BASELINE);
        try (var kept = TakenVideo.judged(video(film))) {
            long before = counts.decoded();
            int lives = live.get();
            long beganNanos = System.nanoTime();
            play(film);
            assertThat(counts.decoded()).isEqualTo(before);
            assertThat(pictures.newest()).as("of a picture").isNull();
            assertThat(live.get()).as("a sign of life").isEqualTo(lives + 1);
            assertThat(outcomes.getLast()).startsWith("H.264 320x240 at 30");
            assertThat(kept.count()).isEqualTo(60);
            assertThat(System.nanoTime() - beganNanos).as("in real time").isGreaterThan(1_900_000_000L);
        }
    }

    @Test
    void aViewerOfPicturesHasOneSoonAndTheDecoderEndsWithIt() throws Exception {
        var film = TestMedia.make(folder, "a.mp4", BASELINE + " -g 300 -t 10");
        var track = video(TestMedia.make(folder, "b.mp4", BASELINE + " -t 0.5"));
        try (var kept = TakenVideo.judged(track)) {
            loop(film);
            await().until(() -> kept.count() > 60);
            long before = counts.decoded();
            int packets = kept.count();
            try (var viewer = pictures.subscribe(Runnable::run, () -> {})) {
                var first = await().until(viewer::take, java.util.Objects::nonNull);
                assertThat(first.header().sequence()).as("the number of the packet that it is of")
                        .isGreaterThan(kept.headers().get(packets - 1).sequence());
                assertThat(kept.headers()).extracting(FrameHeader::sequence).contains(first.header().sequence());
                assertThat(counts.decoded() - before).as("all since the key frame").isGreaterThan(60);
                first.release();
            }
            int left = kept.count();
            await().until(() -> kept.count() > left + 1);
            long after = counts.decoded();
            await().until(() -> kept.count() > left + 15);
            assertThat(counts.decoded()).isEqualTo(after);
            assertThat(pictures.newestPacket()).as("nothing old for the next one").isNull();
            assertThat(kept.subscription().cuts()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"rotate\":90}", "{\"flip\":\"h\"}", "{\"filter\":\"gray\"}", "{\"size\":\"160x120\"}",
        "{\"fps\":5}"})
    void whatIsShownOtherwiseIsNotPassedOn(String change) throws Exception {
        var film = TestMedia.make(folder, "a.mp4", BASELINE + " -t 0.5");
        var track = video(film);
        settings = CameraSettings.readWhatIsSaid(settings.json().mergeIn(new io.vertx.core.json.JsonObject(change)));
        assertThat(video.offered()).isNull();
        try (var kept = TakenVideo.judged(track)) {
            play(film);
            assertThat(kept.count()).isZero();
        }
    }

    @Test
    void aSizeThatItHasAnywayChangesNothing() throws Exception {
        var film = TestMedia.make(folder, "a.mp4", BASELINE + " -t 0.5");
        settings = settings.with(CameraSetting.SIZE, new Size(320, 240)).with(CameraSetting.FLIP, Flip.NONE);
        try (var kept = TakenVideo.judged(video(film))) {
            play(film);
            assertThat(kept.count()).isEqualTo(15);
        }
    }

    @ParameterizedTest
    @CsvSource({"a.mp4,-c:v mpeg4", "b.mp4,-c:v libx264 -pix_fmt yuv422p", "c.mp4,-c:v libx264 -pix_fmt yuv420p10le",
        "d.mkv,-c:v libx265", "e.mp4,-c:v libx264 -pix_fmt yuv420p -vf setsar=2"})
    void whatABrowserMayNotShowIsNotOffered(String name, String words) throws Exception {
        play(TestMedia.make(folder, name, words + " -t 0.5"));
        assertThat(video.offered()).isNull();
        assertThat(pictures.published()).isGreaterThan(5);
    }

    @Test
    void aStreamThatBeginsInTheMidstOfAGroupIsTakenFromTheNextKeyFrameOn() throws Exception {
        var film = TestMedia.make(folder, "a.ts", "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 30 -bf 0 -t 2");
        var bytes = Files.readAllBytes(film);
        var cut = Files.write(folder.resolve("b.ts"), Arrays.copyOfRange(bytes, bytes.length / 4 / 188 * 188, bytes.length));
        play(cut);
        assertThat(video.offered()).isNotNull();
        assertThat(pictures.published()).isPositive();
    }

    @Test
    void fieldsAreNotOfferedAlsoWhereTheContainerDoesNotTell() throws Exception {
        var film = TestMedia.make(folder, "a.ts", "-c:v libx264 -pix_fmt yuv420p -x264opts tff=1 -g 30 -bf 0 -t 2");
        var bytes = Files.readAllBytes(film);
        play(Files.write(folder.resolve("b.ts"), Arrays.copyOfRange(bytes, bytes.length / 4 / 188 * 188, bytes.length)));
        assertThat(video.offered()).isNull();
        assertThat(pictures.published()).isPositive();
    }

    @Test
    void nothingOfBeforeATurnIsGivenAfterIt() throws Exception {
        var track = video(TestMedia.make(folder, "b.mp4", BASELINE + " -t 0.5"));
        loop(TestMedia.make(folder, "a.mp4", BASELINE + " -g 300 -t 20"));
        try (var viewer = pictures.subscribe(Runnable::run, () -> {})) {
            await().until(track::keepsKeyFrame);
            settings = settings.with(CameraSetting.ROTATE, 180);
            await().until(() -> !track.keepsKeyFrame());
            settings = settings.with(CameraSetting.ROTATE, 0);
            long until = viewer.track().published() + 10;
            await().until(() -> viewer.track().published() > until);
            assertThat(video.offered()).as("before the next key frame").isNull();
            assertThat(track.newestPacket()).isNull();
        }
    }

    @Test
    void aSourceThatTurnsOutToBeAnotherIsNoLongerOffered() throws Exception {
        assertThat(video(TestMedia.make(folder, "a.mp4", BASELINE + " -t 0.5"))).isNotNull();
        play(TestMedia.make(folder, "b.mp4", "-c:v mpeg4 -t 0.5"));
        assertThat(video.offered()).isNull();
        assertThat(video(TestMedia.make(folder, "c.mp4", BASELINE + " -t 0.5"))).isNotNull();
        video.forget();
        assertThat(video.offered()).isNull();
    }

    @Test
    void picturesAreMadeWhileTheVideoCannotBeTaken() throws Exception {
        var track = video(TestMedia.make(folder, "a.mp4", BASELINE + " -t 0.5"));
        try (var kept = TakenVideo.judged(track)) {
            settings = settings.with(CameraSetting.ROTATE, 180);
            long before = counts.decoded();
            play(folder.resolve("a.mp4"));
            assertThat(kept.count()).isZero();
            assertThat(counts.decoded()).as("of a camera that nobody could say is well otherwise").isEqualTo(before + 15);
        }
    }

    @Test
    void aRunThatWasLeftBehindPublishesNothing() throws Exception {
        var track = video(TestMedia.make(folder, "a.mp4", BASELINE + " -t 0.5"));
        var old = video.run();
        var next = video.run();
        old.ends();
        next.ends();
        assertThat(video.offered()).isEqualTo(track);
        video.forget();
        assertThat(old.isWatched() || next.isWatched()).isFalse();
    }

    @Test
    void whereNoMemoryIsLeftNothingIsKept() throws Exception {
        var little = new PictureLimits(() -> 40_000_000, new MemoryBudget(() -> 10_000, System::nanoTime), 0);
        video = new SourceVideo(pictures, () -> settings, Look.ALWAYS_WHOLE, little);
        try (var kept = TakenVideo.judged(video(TestMedia.make(folder, "a.mp4", BASELINE + " -t 0.5")))) {
            play(folder.resolve("a.mp4"));
            assertThat(kept.count()).as("those that follow go on").isEqualTo(15);
            assertThat(kept.subscription().track().counts().heldBytes()).isZero();
            assertThat(pictures.published()).as("pictures, since nobody can begin with the video").isGreaterThan(20);
        }
    }
}
