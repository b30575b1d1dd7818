package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.ffmpeg.Pictures;
import dev.oriel.frame.Packet;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.Track;
import dev.oriel.limits.PictureLimits;
import dev.oriel.time.Clocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Native memory stays flat however often things are opened and closed.
class LeakTest {
    private static final int WARM_UP = 40;
    private static final int ROUNDS = 300;
    /// The heap and the C library may grow once; what leaks does so with each round.
    private static final long TOLERANCE_KILOBYTES = 48 * 1024;

    @TempDir
    Path folder = Path.of("");

    /// One round of work.
    private interface Round {
        void run() throws IOException, InterruptedException;
    }

    @Test
    void filesOpenedAndClosed() throws Exception {
        var file = TestMedia.make(folder, "a.mp4", "-vf scale=1280:720 -c:v libx264 -preset ultrafast -t 0.2").toString();
        flat(() -> new FileSource(file, true, TestMedia.CLOCKS).run(new RecordingSink(2)));
    }

    @Test
    void filesThatCannotBeOpened() throws Exception {
        var file = Files.write(folder.resolve("x.mp4"), new byte[200_000]).toString();
        flat(() -> {
            try {
                new FileSource(file, true, TestMedia.CLOCKS).run(new RecordingSink(2));
            } catch (IOException e) {
                assertThat(e).hasMessage("unknown format");
            }
        });
    }

    @Test
    void picturesTurnedThatAreEncoded() throws Exception {
        var track = new Track("a", 0, new Clocks(() -> 0, () -> 0));
        try (var _ = track.subscribe(Runnable::run, () -> {})) {
            picturesTurned(track);
        }
    }

    @Test
    void picturesTurnedThatStayDecoded() throws Exception {
        picturesTurned(new Track("a", 0, new Clocks(() -> 0, () -> 0)));
    }

    private static void picturesTurned(Track track) throws Exception {
        var turned = new CameraSettings("", null, null, 80, 90, Flip.H, "");
        var jpeg = Pictures.quartersJpeg(1280, 720);
        flat(() -> {
            try (var sink = new CameraPipeline(track, new CameraPipeline.Form(() -> turned, true, PictureLimits.usual()),
                    new DeafListener(), new FrameCounts())) {
                for (int i = 0; i < 3; i++) {
                    sink.jpeg(Packet.buffer(jpeg.readableBytes()).writeBytes(jpeg.duplicate()), i);
                }
                assertThat(sink.published()).isEqualTo(3);
            }
            track.forget();
        });
        jpeg.release();
    }

    private static void flat(Round round) throws IOException, InterruptedException {
        run(round, WARM_UP);
        long before = residentKilobytes();
        run(round, ROUNDS);
        assertThat(residentKilobytes() - before).isLessThan(TOLERANCE_KILOBYTES);
    }

    private static void run(Round round, int times) throws IOException, InterruptedException {
        for (int i = 0; i < times; i++) {
            round.run();
        }
    }

    /// After a collection, so that the heap counts for what it holds.
    private static long residentKilobytes() throws IOException {
        System.gc();
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no VmRSS");
    }
}
