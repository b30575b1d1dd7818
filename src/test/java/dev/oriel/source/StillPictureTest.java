package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.oriel.ffmpeg.Pictures;
import dev.oriel.frame.Jpeg;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StillPictureTest {
    @TempDir
    Path folder = Path.of("");

    private static byte[] jpeg(int width) throws IOException {
        var buffer = Pictures.quartersJpeg(width, 16);
        try {
            return ByteBufUtil.getBytes(buffer);
        } finally {
            buffer.release();
        }
    }

    /// Widths as they come, and what is waited for.
    private static final class Widths extends RecordingSink {
        final List<Integer> seen = new CopyOnWriteArrayList<>();
        final List<String> awaited = new CopyOnWriteArrayList<>();

        Widths() {
            super(Integer.MAX_VALUE);
        }

        @Override
        public void jpeg(ByteBuf picture, long capturedAtMicros) {
            try {
                seen.add(Jpeg.scan(picture).widthPixels());
            } catch (IOException e) {
                seen.add(-1);
            } finally {
                picture.release();
            }
        }

        @Override
        public void awaits(String cause) {
            awaited.add(cause);
        }
    }

    private interface Watching {
        void see(Widths sink) throws Exception;
    }

    private static void show(Path file, Watching watching) throws Exception {
        var sink = new Widths();
        var source = new FileSource(file.toString(), false, TestMedia.CLOCKS);
        var thread = Thread.ofPlatform().start(() -> {
            try {
                source.run(sink);
            } catch (IOException | InterruptedException e) {
                sink.awaits("! " + e.getMessage());
            }
        });
        try {
            watching.see(sink);
        } finally {
            sink.stop();
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        }
        assertThat(sink.awaited).noneMatch(cause -> cause.startsWith("!"));
    }

    @Test
    void aPictureIsShownAgainAndAgain() throws Exception {
        var file = Files.write(folder.resolve("photo.jpg"), jpeg(16));
        show(file, sink -> await().untilAsserted(() -> assertThat(sink.seen).hasSize(3).containsOnly(16)));
    }

    @Test
    void anotherPictureInItsPlaceIsShownAndAHalfWrittenOneIsNot() throws Exception {
        var file = Files.write(folder.resolve("photo.jpg"), jpeg(16));
        var next = jpeg(32);
        show(file, sink -> {
            await().until(() -> !sink.seen.isEmpty());
            Files.write(file, Arrays.copyOf(next, next.length / 2));
            await().untilAsserted(() -> assertThat(sink.awaited).contains("no complete picture in it"));
            assertThat(sink.seen).containsOnly(16);
            Files.write(file, next);
            await().untilAsserted(() -> assertThat(sink.seen).contains(32));
            Files.write(folder.resolve("next"), jpeg(48));
            Files.move(folder.resolve("next"), file, StandardCopyOption.ATOMIC_MOVE);
            await().untilAsserted(() -> assertThat(sink.seen).contains(48));
            assertThat(sink.seen).doesNotContain(-1);
        });
    }

    @Test
    void aPictureThatIsGoneIsNotShownUntilItIsBack() throws Exception {
        var file = Files.write(folder.resolve("photo.jpg"), jpeg(16));
        show(file, sink -> {
            await().until(() -> !sink.seen.isEmpty());
            Files.delete(file);
            await().untilAsserted(() -> assertThat(sink.awaited).endsWith("no such file"));
            int before = sink.seen.size();
            Files.write(file, jpeg(16));
            await().untilAsserted(() -> assertThat(sink.seen).hasSizeGreaterThan(before));
            assertThat(sink.awaited).endsWith("");
        });
    }

    @Test
    void whatIsBehindTheFirstPictureOfAPhotographIsNoVideo() throws Exception {
        var first = jpeg(32);
        var several = new ByteArrayOutputStream();
        several.write(first, 0, 2);
        several.write(new byte[]{(byte) 0xff, (byte) 0xe2, 0, 6}, 0, 4); // APP2
        several.write("MPF\0".getBytes(StandardCharsets.US_ASCII));
        several.write(first, 2, first.length - 2);
        several.write(jpeg(16));
        var file = Files.write(folder.resolve("photo.jpg"), several.toByteArray());
        show(file, sink -> await().untilAsserted(() -> assertThat(sink.seen).hasSize(2).containsOnly(32)));
    }

    @Test
    void picturesAfterOneAnotherAreAVideo() throws Exception {
        var sink = new RecordingSink(1000);
        var source = new FileSource(TestMedia.make(folder, "a.mjpeg", "-c:v mjpeg -t 0.5").toString(), false, TestMedia.CLOCKS);
        assertThatThrownBy(() -> source.run(sink)).hasMessage("end of file");
        assertThat(sink.shots).hasSize(15);
    }

    @Test
    void halfAPictureIsACause() throws Exception {
        var file = Files.write(folder.resolve("photo.jpg"), Arrays.copyOf(jpeg(64), 300));
        assertThatThrownBy(() -> new FileSource(file.toString(), false, TestMedia.CLOCKS).run(new RecordingSink(1)))
                .hasMessage("no complete picture in it");
    }
}
