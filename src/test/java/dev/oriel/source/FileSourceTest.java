package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.frame.Jpeg;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileSourceTest {
    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({"a.mp4,-c:v libx264 -pix_fmt yuv420p -bf 2 -t 0.5,H.264 320x240 at 30 fps",
        "a.ts,-c:v libx264 -pix_fmt yuv420p -t 0.5,H.264 320x240 at 30 fps",
        "a.mpg,-c:v mpeg1video -t 0.5,MPEG-1 320x240 at 30 fps",
        "a.avi,-c:v mpeg4 -t 0.5,MPEG-4 320x240 at 30 fps", "a.webm,-c:v libvpx -deadline realtime -t 0.5,VP8 320x240 at 30 fps",
        "b.webm,-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -t 0.5,VP9 320x240 at 30 fps",
        "b.mp4,-c:v libx265 -x265-params log-level=none -preset ultrafast -t 0.5,H.265 320x240 at 30 fps"})
    void everyFrameOfAVideoIsShown(String name, String words, String outcome) throws Exception {
        var sink = new RecordingSink(1000);
        var source = new FileSource(TestMedia.make(folder, name, words).toString(), false, TestMedia.CLOCKS);
        assertThatThrownBy(() -> source.run(sink)).isInstanceOf(LostException.class).hasMessage("end of file");
        assertThat(sink.told).containsExactly(outcome);
        assertThat(sink.shots).hasSize(15).allMatch(shot -> shot.size().equals("320x240"));
    }

    @Test
    @Tag("measured")
    void playsInRealTime() throws Exception {
        var file = TestMedia.make(folder, "a.mp4", "-c:v libx264 -t 1").toString();
        var sink = new RecordingSink(1000);
        assertThatThrownBy(() -> new FileSource(file, false, TestMedia.CLOCKS).run(sink)).hasMessage("end of file");
        assertThat(tookNanos(sink)).isBetween(900_000_000L, 1_100_000_000L);
    }

    @Test
    @Tag("measured")
    void aLoopHasNoGap() throws Exception {
        var file = TestMedia.make(folder, "a.mp4", "-c:v libx264 -t 0.5").toString();
        var sink = new RecordingSink(40);
        new FileSource(file, true, TestMedia.CLOCKS).run(sink);
        assertThat(sink.shots).hasSize(40);
        for (int i = 1; i < 40; i++) {
            assertThat(sink.shots.get(i).nanos() - sink.shots.get(i - 1).nanos()).as("before %d", i).isLessThan(150_000_000);
        }
        assertThat(tookNanos(sink)).isBetween(1_200_000_000L, 1_450_000_000L);
    }

    private static long tookNanos(RecordingSink sink) {
        return sink.shots.getLast().nanos() - sink.shots.getFirst().nanos();
    }

    @Test
    void motionJpegPassesThrough() throws Exception {
        var sink = new RecordingSink(5);
        new FileSource(TestMedia.make(folder, "a.avi", "-c:v mjpeg -t 0.5").toString(), false, TestMedia.CLOCKS).run(sink);
        assertThat(sink.told).containsExactly("MJPEG 320x240 at 30 fps");
        for (var shot : sink.shots) {
            var scan = Jpeg.scan(shot.jpeg());
            assertThat(scan.widthPixels()).isEqualTo(320);
        }
        var file = Files.readAllBytes(folder.resolve("a.avi"));
        assertThat(contains(file, sink.shots.get(3).jpeg())).isTrue();
    }

    @Test
    void aFileThatIsNotThere() {
        assertThatThrownBy(() -> new FileSource("/nowhere/a.mp4", false, TestMedia.CLOCKS).run(new RecordingSink(1)))
                .isInstanceOf(IOException.class).hasMessage("no such file");
    }

    @Test
    void aFileThatIsNoVideo() throws IOException {
        var random = new byte[100_000];
        new Random(4).nextBytes(random);
        Files.write(folder.resolve("x.mp4"), random);
        assertThatThrownBy(
                () -> new FileSource(folder.resolve("x.mp4").toString(), true, TestMedia.CLOCKS).run(new RecordingSink(1)))
                .isInstanceOf(IOException.class).hasMessage("unknown format");
    }

    @Test
    void sound() throws Exception {
        TestMedia.make(folder, "a.mp4", "-f lavfi -i sine -map 1 -c:a aac -t 1");
        assertThatThrownBy(
                () -> new FileSource(folder.resolve("a.mp4").toString(), true, TestMedia.CLOCKS).run(new RecordingSink(1)))
                .isInstanceOf(IOException.class).hasMessage("no video in it");
    }

    @Test
    void damagedFilesEndWithACauseAndNoCrash() throws Exception {
        var good = Files.readAllBytes(TestMedia.make(folder, "a.ts", "-c:v libx264 -g 5 -t 0.3"));
        var random = new Random(8);
        for (int i = 0; i < 10; i++) {
            var bad = good.clone();
            for (int flips = 0; flips < 400; flips++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            Files.write(folder.resolve("bad.ts"), bad);
            var source = new FileSource(folder.resolve("bad.ts").toString(), false, TestMedia.CLOCKS);
            assertThatThrownBy(() -> source.run(new RecordingSink(1000))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aStreamThatChangesItsSizeGoesOn() throws Exception {
        var small = Files.readAllBytes(TestMedia.make(folder, "a.ts", "-c:v libx264 -t 0.3"));
        var large = Files.readAllBytes(TestMedia.make(folder, "b.ts", "-vf scale=640:480 -c:v libx264 -t 0.3"));
        Files.write(folder.resolve("c.ts"), small);
        Files.write(folder.resolve("c.ts"), large, StandardOpenOption.APPEND);
        var sink = new RecordingSink(1000);
        var source = new FileSource(folder.resolve("c.ts").toString(), false, TestMedia.CLOCKS);
        assertThatThrownBy(() -> source.run(sink)).hasMessage("end of file");
        assertThat(sink.shots.getFirst().size()).isEqualTo("320x240");
        assertThat(sink.shots.getLast().size()).isEqualTo("640x480");
        assertThat(sink.shots).hasSizeBetween(16, 18);
    }

    private static boolean contains(byte[] all, ByteBuf part) {
        return ByteBufUtil.indexOf(part, Unpooled.wrappedBuffer(all)) >= 0;
    }
}
