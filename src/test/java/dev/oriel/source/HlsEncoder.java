package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The installed `ffmpeg` as a camera of 25 pictures a second that writes live HLS into a folder, in real time.
public final class HlsEncoder implements AutoCloseable {
    /// What every encoder of these tests writes, unless its words say otherwise.
    public static final double FPS = 25;

    private final Process process;

    /// Begins to write `live.m3u8`, with segments of two seconds.
    ///
    /// @param words further options of the muxer, such as `-hls_segment_type fmp4`
    public HlsEncoder(Path folder, String words) throws IOException {
        this(folder, "320x240", "live", words);
    }

    /// @param name of the playlist, without its end, and of the segments
    HlsEncoder(Path folder, String size, String name, String words) throws IOException {
        TestMedia.needs(TestMedia.installed("ffmpeg"), "ffmpeg");
        var command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-nostdin", "-re", "-f", "lavfi", "-i",
                "testsrc2=size=" + size + ":rate=25", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g",
                "50",
                "-keyint_min", "50", "-sc_threshold", "0", "-f", "hls", "-hls_time", "2", "-hls_list_size", "4"));
        command.addAll(List.of("-hls_flags", "delete_segments+omit_endlist"));
        if (!words.isEmpty()) {
            command.addAll(List.of(words.split(" ")));
        }
        command.addAll(List.of("-t", "120", name + ".m3u8"));
        process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile()).start();
    }

    /// Waits until the playlist names a number of segments.
    public static void awaitSegments(Path playlist, int count) {
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50)).ignoreException(IOException.class)
                .until(() -> Files.exists(playlist) && Files.readString(playlist).split("#EXTINF", -1).length > count);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
