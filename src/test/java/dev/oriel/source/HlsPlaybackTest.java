package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Size;
import dev.oriel.limits.PictureLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// HLS over HTTP, as real encoders make it.
@Timeout(180)
class HlsPlaybackTest {
    private static final long INTERVAL_NANOS = 40_000_000;
    private static final long SEGMENT_MICROS = 1_000_000;
    private static final String SHORT = "-g 25 -keyint_min 25 -hls_time 1 ";
    private static final String FINISHED = "-c:v libx264 -g 15 -f hls -hls_time 0.5 -hls_list_size 0 -t ";

    @TempDir
    Path folder = Path.of("");

    /// A sink that others may look at while its source runs, whose camera has a size.
    private static final class Screen extends RecordingSink {
        private final @Nullable Size size;
        final List<String> awaited = java.util.Collections.synchronizedList(new ArrayList<>());

        Screen(int stopAfter, @Nullable Size size) {
            super(stopAfter);
            this.size = size;
        }

        @Override
        public CameraSettings settings() {
            var usual = super.settings();
            return new CameraSettings(usual.title(), size, usual.fps(), usual.quality(), usual.rotate(), usual.flip(),
                    usual.filter());
        }

        @Override
        public void awaits(String cause) {
            awaited.add(cause);
        }

        synchronized int count() {
            return shots.size();
        }
    }

    private Path playlist() {
        return folder.resolve("live.m3u8");
    }

    @Test
    @Tag("measured")
    void aLiveStreamComesEvenlyAndSoon() throws Exception {
        try (var server = new HlsServer(folder); var together = Executors.newCachedThreadPool()) {
            var kinds = Stream
                    .of("", "-hls_segment_type fmp4", "-bf 2", "-hls_flags delete_segments+program_date_time+split_by_time")
                    .map(words -> together.submit(() -> comesEvenlyAndSoon(server, words))).toList();
            for (var kind : kinds) {
                assertThat(kind.get()).isNotNull();
            }
        }
    }

    /// @return the words
    private String comesEvenlyAndSoon(HlsServer server, String words) throws Exception {
        var own = Files.createTempDirectory(folder, "kind");
        try (var _ = new HlsEncoder(own, SHORT + words)) {
            HlsEncoder.awaitSegments(own.resolve("live.m3u8"), 2);
            var sink = new RecordingSink(125);
            long startNanos = System.nanoTime();
            source(server.url("/" + own.getFileName() + "/live.m3u8")).run(sink);
            assertThat(sink.shots.getFirst().nanos() - startNanos).as("until the first picture of %s", words)
                    .isLessThan(2_000_000_000L);
            var gaps = gaps(sink);
            assertThat(percentile(gaps, 0.95)).as("%s: gaps %s", words, gaps).isLessThan(3 * INTERVAL_NANOS);
            assertThat(percentile(gaps, 1)).as("%s: gaps %s", words, gaps).isLessThan(1_000_000_000);
            assertThat(percentile(gaps, 0.1)).as("%s: gaps %s", words, gaps).isGreaterThan(INTERVAL_NANOS / 4);
            assertThat(ages(sink).subList(75, 125)).as("%s: ages", words)
                    .allMatch(age -> age > 0 && age < 3 * SEGMENT_MICROS / 2 + 500_000);
        }
        return words;
    }

    private static List<Long> ages(RecordingSink sink) {
        long nowNanos = System.nanoTime();
        long nowMicros = TestMedia.clock();
        return sink.shots.stream().map(shot -> nowMicros - (nowNanos - shot.nanos()) / 1000 - shot.capturedAtMicros()).toList();
    }

    @Test
    void picturesAreAsOldAsThePlaylistSays() throws Exception {
        try (var server = new HlsServer(folder);
                var _ = new HlsEncoder(folder, SHORT + "-hls_flags delete_segments+omit_endlist+program_date_time")) {
            HlsEncoder.awaitSegments(playlist(), 2);
            var sink = new RecordingSink(60);
            source(server.url("/live.m3u8")).run(sink);
            assertThat(ages(sink)).allMatch(age -> age > SEGMENT_MICROS / 2 && age < 3 * SEGMENT_MICROS + 500_000);
            for (int i = 1; i < sink.shots.size(); i++) {
                assertThat(sink.shots.get(i).capturedAtMicros()).isGreaterThan(sink.shots.get(i - 1).capturedAtMicros());
            }
        }
    }

    @Test
    void aFinishedStreamPlaysInRealTimeAndEnds() throws Exception {
        TestMedia.make(folder, "a.m3u8", FINISHED + "2");
        try (var server = new HlsServer(folder)) {
            var sink = new RecordingSink(1000);
            var source = source(server.url("/a.m3u8"));
            assertThatThrownBy(() -> source.run(sink)).isInstanceOf(LostException.class).hasMessage("end of file");
            assertThat(sink.shots).hasSize(60);
            assertThat(sink.shots.getLast().nanos() - sink.shots.getFirst().nanos()).isBetween(1_900_000_000L, 3_500_000_000L);
            assertThat(ages(sink)).allMatch(age -> age < 100_000);
            // As a file does, it begins again with the next try.
            var again = new RecordingSink(3);
            source.run(again);
            assertThat(again.shots).hasSize(3);
        }
    }

    @Test
    @Tag("measured")
    void aLoopBeginsAgainWithoutAPause() throws Exception {
        TestMedia.make(folder, "a.m3u8", FINISHED + "1");
        TestMedia.make(folder, "a.mp4", "-c:v libx264 -movflags +faststart -t 1");
        try (var server = new HlsServer(folder); var together = Executors.newCachedThreadPool()) {
            var runs = Stream.of("/a.m3u8", "/a.mp4").map(path -> together.submit(() -> loops(server.url(path)))).toList();
            for (var run : runs) {
                assertThat(percentile(gaps(run.get()), 0.95)).isLessThan(100_000_000);
            }
        }
    }

    /// Shows 70 pictures of a second's 30.
    private static RecordingSink loops(String url) throws Exception {
        var sink = new RecordingSink(70);
        new HttpSource(url, true, Terms.USUAL, new SourceContext(TestMedia.CLOCKS, PictureLimits.usual())).run(sink);
        assertThat(sink.shots).as(url).hasSize(70);
        return sink;
    }

    @Test
    void anEncoderThatEndsLeavesNothingToShowAgain() throws Exception {
        try (var server = new HlsServer(folder)) {
            TestMedia.make(folder, "a.m3u8", FINISHED + "4");
            var whole = Files.readString(folder.resolve("a.m3u8"));
            server.write("a.m3u8", whole.replace("#EXT-X-ENDLIST", ""));
            var source = source(server.url("/a.m3u8"));
            var sink = new Screen(1000, null);
            var run = run(source, sink);
            await().until(() -> sink.count() > 3);
            server.write("a.m3u8", whole);
            assertThat(cause(run)).isEqualTo("the stream ended");
            assertThat(sink.shots).hasSizeBetween(10, 15); // the newest half second
            var next = new Screen(1000, null);
            assertThat(cause(run(source, next))).isEqualTo("the stream ended");
            assertThat(next.shots).isEmpty();
        }
    }

    @Test
    void whatWasShownIsNoNewsWhileThePlaylistStandsStill() throws Exception {
        try (var server = new HlsServer(folder)) {
            TestMedia.make(folder, "a.m3u8", FINISHED + "4");
            server.write("a.m3u8", Files.readString(folder.resolve("a.m3u8")).replace("#EXT-X-ENDLIST", ""));
            var source = source(server.url("/a.m3u8"));
            assertThat(source.retry()).isEqualTo(Source.Retry.BACKOFF);
            var first = new Screen(1000, null);
            var run = run(source, first);
            await().until(() -> first.awaited.contains("the playlist stands still") && first.count() > 9);
            assertThat(first.shots).hasSizeBetween(10, 15); // the newest half second
            first.stop();
            run.get(10, TimeUnit.SECONDS);
            assertThat(source.retry()).isEqualTo(Source.Retry.EACH_SECOND);
            var second = new Screen(1000, null);
            var other = run(source, second);
            await().until(() -> second.awaited.contains("the playlist stands still"));
            assertThat(second.shots).isEmpty();
            // Something new is shown at once.
            server.write("a.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:8\n#EXTINF:0.5,\na1.ts\n");
            await().until(() -> second.count() > 10);
            second.stop();
            other.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void anEncoderThatBeginsAnewIsTakenUpWithinASegment() throws Exception {
        try (var server = new HlsServer(folder)) {
            var sink = new Screen(100_000, null);
            CompletableFuture<String> run;
            try (var _ = new HlsEncoder(folder, SHORT + "-start_number 1000")) {
                HlsEncoder.awaitSegments(playlist(), 2);
                run = run(source(server.url("/live.m3u8")), sink);
                await().atMost(Duration.ofSeconds(30)).until(() -> sink.count() > 5);
            }
            int before = sink.count();
            Files.delete(playlist());
            try (var _ = new HlsEncoder(folder, SHORT)) {
                HlsEncoder.awaitSegments(playlist(), 1);
                long restartedNanos = System.nanoTime();
                // What had come before may still be played meanwhile.
                await().atMost(Duration.ofSeconds(20)).until(() -> server.asked().contains("/live0.ts"));
                assertThat(System.nanoTime() - restartedNanos).isLessThan(2_500_000_000L);
                await().atMost(Duration.ofSeconds(20)).until(() -> sink.count() > before + 30);
            }
            sink.stop();
            assertThat(run.get(10, TimeUnit.SECONDS)).isEqualTo("stopped");
        }
    }

    @Test
    void theStreamThatFitsTheSizeIsTaken() throws Exception {
        try (var server = new HlsServer(folder)) {
            master(server);
            assertThat(shown(server, null)).isEqualTo("640x480");
            assertThat(shown(server, new Size(320, 240))).isEqualTo("320x240");
            assertThat(shown(server, new Size(321, 240))).isEqualTo("640x480");
            // What fails is no reason to show nothing.
            server.refuse("/b.m3u8", 404);
            assertThat(shown(server, null)).isEqualTo("320x240");
            server.refuse("/b.m3u8", 0);
            Files.copy(folder.resolve("master.m3u8"), folder.resolve("b.m3u8"), StandardCopyOption.REPLACE_EXISTING);
            assertThat(shown(server, null)).isEqualTo("320x240");
            server.write("b0.ts", new byte[100_000]);
            server.write("b.m3u8", "#EXTM3U\n#EXTINF:1,\nb0.ts\n#EXT-X-ENDLIST\n");
            assertThat(shown(server, null)).isEqualTo("320x240");
        }
    }

    private void master(HlsServer server) throws IOException, InterruptedException {
        TestMedia.make(folder, "a.m3u8", FINISHED + "1");
        TestMedia.make(folder, "b.m3u8", "-vf scale=640:480 " + FINISHED + "1");
        server.write("master.m3u8", """
                #EXTM3U
                #EXT-X-STREAM-INF:BANDWIDTH=64000,CODECS="mp4a.40.2"
                audio.m3u8
                #EXT-X-STREAM-INF:BANDWIDTH=100000,RESOLUTION=320x240,CODECS="avc1.64001f"
                a.m3u8
                #EXT-X-STREAM-INF:BANDWIDTH=400000,RESOLUTION=640x480,CODECS="avc1.64001f,mp4a.40.2"
                b.m3u8
                #EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=1280x960,CODECS="dvh1.05.06"
                none.m3u8
                """);
    }

    private static String shown(HlsServer server, @Nullable Size size) throws Exception {
        var sink = new Screen(3, size);
        source(server.url("/master.m3u8")).run(sink);
        return sink.shots.getFirst().size();
    }

    @Test
    void aRefusedLoginIsNotTriedEachSecond() throws Exception {
        try (var server = new HlsServer(folder)) {
            server.write("live.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\na.ts\n");
            server.write("master.m3u8", """
                    #EXTM3U
                    #EXT-X-STREAM-INF:BANDWIDTH=1
                    one.m3u8
                    #EXT-X-STREAM-INF:BANDWIDTH=2
                    two.m3u8
                    """);
            for (var path : List.of("/a.ts", "/one.m3u8", "/two.m3u8")) {
                server.refuse(path, 401);
            }
            for (var list : List.of("/live.m3u8", "/master.m3u8")) {
                var source = source(server.url(list));
                assertThatThrownBy(() -> source.run(new RecordingSink(1))).hasMessage("wrong user or password (401)");
                assertThat(source.retry()).isEqualTo(Source.Retry.BACKOFF);
            }
            assertThat(server.asked()).as("requests").hasSize(4);
        }
    }

    @Test
    void garbageHasACauseAndIsNoEnd() throws Exception {
        var random = new Random(5);
        try (var server = new HlsServer(folder)) {
            TestMedia.make(folder, "a.m3u8", FINISHED + "1");
            var good = Files.readAllBytes(folder.resolve("a0.ts"));
            for (var name : List.of("ts", "mp4", "bytes", "cut")) {
                var bytes = new byte[50_000];
                random.nextBytes(bytes);
                if (name.equals("ts")) {
                    for (int i = 0; i < bytes.length; i += 188) {
                        bytes[i] = 0x47;
                    }
                } else if (name.equals("mp4")) {
                    System.arraycopy(HlsServer.bytes("\0\0\0\30ftypiso5\0\0\0\0iso5mp41"), 0, bytes, 0, 24);
                } else if (name.equals("cut")) {
                    bytes = java.util.Arrays.copyOf(good, 300);
                }
                server.write("x.ts", bytes);
                server.write("x.m3u8", "#EXTM3U\n#EXTINF:1,\nx.ts\n#EXT-X-ENDLIST\n");
                assertThatThrownBy(() -> source(server.url("/x.m3u8")).run(new RecordingSink(1))).as(name)
                        .isInstanceOf(IOException.class).message().isNotEmpty().hasSizeLessThan(100);
            }
        }
    }

    /// Runs a source on a thread of its own, which is interrupted by nobody; gives the cause that it ended with.
    private static CompletableFuture<String> run(HttpSource source, FrameSink sink) {
        var ended = new CompletableFuture<String>();
        Thread.ofPlatform().daemon().name("run").start(() -> {
            try {
                source.run(sink);
                ended.complete("stopped");
            } catch (IOException e) {
                ended.complete(String.valueOf(e.getMessage()));
            } catch (InterruptedException | RuntimeException e) {
                ended.completeExceptionally(e);
            }
        });
        return ended;
    }

    private static String cause(CompletableFuture<String> run) throws Exception {
        return run.get(60, TimeUnit.SECONDS);
    }

    private static List<Long> gaps(RecordingSink sink) {
        return IntStream.range(1, sink.shots.size())
                .mapToObj(i -> sink.shots.get(i).nanos() - sink.shots.get(i - 1).nanos()).toList();
    }

    private static long percentile(List<Long> values, double part) {
        return values.stream().sorted().toList().get((int) Math.ceil(part * values.size()) - 1);
    }

    private static HttpSource source(String url) {
        return new HttpSource(url, false, Terms.USUAL, new SourceContext(TestMedia.CLOCKS, PictureLimits.usual()));
    }
}
