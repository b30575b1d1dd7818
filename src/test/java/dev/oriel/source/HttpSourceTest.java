package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.oriel.ffmpeg.Pictures;
import dev.oriel.http.TlsPolicy;
import dev.oriel.limits.PictureLimits;
import dev.oriel.testing.FreePorts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpSourceTest {
    @TempDir
    Path folder = Path.of("");

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch over = new CountDownLatch(1);
    private @Nullable HttpServer started;

    @BeforeEach
    void start() throws IOException {
        started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server().setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server().start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server().stop(0);
    }

    private HttpServer server() {
        return java.util.Objects.requireNonNull(started);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server().getAddress().getPort() + path;
    }

    private void serve(String path, String type, byte[] body) {
        server().createContext(path, exchange -> {
            asked.add(exchange.getRequestURI().toString());
            exchange.getResponseHeaders().add("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            } catch (IOException _) {
                // The client has seen enough.
            }
        });
    }

    @Test
    void multipartJpegsPassWithoutWaitingForTheNext() throws Exception {
        var jpeg = bytes(Pictures.quartersJpeg(320, 240));
        var shown = new CountDownLatch(1);
        server().createContext("/mjpeg", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "multipart/x-mixed-replace;boundary=b");
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                out.write("--b\r\nContent-Type: image/jpeg\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.write(jpeg);
                out.flush();
                // The next boundary comes only after this picture has been seen.
                if (shown.await(5, TimeUnit.SECONDS)) {
                    out.write("\r\n--b\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    out.write(jpeg);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        var sink = new RecordingSink(2) {
            @Override
            public void jpeg(ByteBuf picture, long capturedAtMicros) {
                super.jpeg(picture, capturedAtMicros);
                shown.countDown();
            }
        };
        source(url("/mjpeg")).run(sink);
        assertThat(sink.told).containsExactly("MJPEG 320x240");
        assertThat(sink.shots).hasSize(2).allMatch(shot -> shot.jpeg().equals(Unpooled.wrappedBuffer(jpeg)));
    }

    @Test
    void hlsAndTransportStreamsPlay() throws Exception {
        TestMedia.make(folder, "a.m3u8", "-c:v libx264 -g 15 -f hls -hls_time 0.5 -hls_list_size 0 -t 1");
        serve("/a.m3u8", "application/vnd.apple.mpegurl", Files.readAllBytes(folder.resolve("a.m3u8")));
        for (String name : new String[]{"a0.ts", "a1.ts"}) {
            serve("/" + name, "video/mp2t", Files.readAllBytes(folder.resolve(name)));
        }
        for (String path : new String[]{"/a.m3u8", "/a0.ts"}) {
            var sink = new RecordingSink(10);
            source(url(path)).run(sink);
            assertThat(sink.told.getFirst()).startsWith("H.264 320x240");
            assertThat(sink.shots).hasSize(10).allMatch(shot -> shot.size().equals("320x240"));
        }
    }

    @Test
    void theEndOfALiveStreamIsALoss() throws Exception {
        var jpeg = bytes(Pictures.quartersJpeg(32, 32));
        var two = java.util.Arrays.copyOf(jpeg, 2 * jpeg.length);
        System.arraycopy(jpeg, 0, two, jpeg.length, jpeg.length);
        serve("/two", "image/jpeg", two);
        var sink = new RecordingSink(10);
        assertThatThrownBy(() -> source(url("/two")).run(sink)).isInstanceOf(LostException.class).hasMessage("the stream ended");
        assertThat(sink.shots).hasSize(2);
    }

    @Test
    void aPlaylistOpensNoFileOfThisMachine() throws Exception {
        var secret = TestMedia.make(folder, "secret.ts", "-c:v libx264 -t 1");
        var lists = Map.of("/a.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:1,\nfile://%s\n#EXT-X-ENDLIST\n", "/b.m3u8",
                "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n", "/c.m3u8",
                "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:1,\nconcat:%s\n#EXT-X-ENDLIST\n", "/d.m3u8",
                "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:1,\nsubfile,,start,0,end,0,,:%s\n#EXT-X-ENDLIST\n", "/e.txt",
                "ffconcat version 1.0\nfile %s\n", "/f.txt", "ffconcat version 1.0\nfile file:%s\n");
        for (var list : lists.entrySet()) {
            serve(list.getKey(), list.getKey().endsWith("m3u8") ? "application/vnd.apple.mpegurl" : "text/plain",
                    list.getValue().formatted(secret).getBytes(StandardCharsets.UTF_8));
            var sink = new RecordingSink(1);
            assertThatThrownBy(() -> source(url(list.getKey())).run(sink)).as(list.getKey()).isInstanceOf(IOException.class);
            assertThat(sink.shots).as(list.getKey()).isEmpty();
        }
        // The same file plays where files are allowed, so it was the list that kept it out.
        var sink = new RecordingSink(1);
        new FileSource(secret.toString(), false, TestMedia.CLOCKS).run(sink);
        assertThat(sink.shots).hasSize(1);
    }

    @Test
    void aRedirectToAFileIsNotFollowed() throws Exception {
        var secret = TestMedia.make(folder, "secret.ts", "-c:v libx264 -t 1");
        server().createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", "file://" + secret);
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        var sink = new RecordingSink(1);
        assertThatThrownBy(() -> source(url("/moved")).run(sink)).isInstanceOf(IOException.class);
        assertThat(sink.shots).isEmpty();
    }

    @Test
    void causesAreShortAndCarryNoPassword() throws IOException {
        server().createContext("/private", exchange -> {
            String given = exchange.getRequestHeaders().getFirst("Authorization");
            String right = "Basic " + Base64.getEncoder().encodeToString("me:right".getBytes(StandardCharsets.UTF_8));
            if (right.equals(given)) {
                exchange.getResponseHeaders().add("Content-Type", "image/jpeg");
                exchange.sendResponseHeaders(200, -1);
            } else {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"x\"");
                exchange.sendResponseHeaders(401, -1);
            }
            exchange.close();
        });
        serve("/text", "text/plain", "hello".getBytes(StandardCharsets.UTF_8));
        int closed = FreePorts.next();
        assertThat(cause(url("/none"))).isEqualTo("not found (404)");
        assertThat(cause(url("/private").replace("//", "//me:wrong@"))).isEqualTo("wrong user or password (401)");
        assertThat(cause(url("/private").replace("//", "//me:right@"))).isEqualTo("no picture in the answer");
        assertThat(cause(url("/text"))).isEqualTo("answers text/plain, not pictures");
        assertThat(cause("http://127.0.0.1:" + closed + "/")).isEqualTo("connection refused");
        assertThat(cause("http://no-such-host.invalid/")).isEqualTo("host not found");
    }

    @Test
    void aServerThatNeverAnswersIsLeftAtOnceWhenStopped() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            for (String scheme : new String[]{"http", "https"}) {
                var stops = new ArrayList<Duration>();
                for (int round = 0; round < 5; round++) {
                    stops.add(stop(source(scheme + "://127.0.0.1:" + silent.getLocalPort() + "/")));
                }
                assertThat(stops.stream().sorted().toList().get(2)).as("%s, the middle of %s", scheme, stops)
                        .isLessThan(Duration.ofMillis(500));
            }
        }
    }

    private static Duration stop(HttpSource source) throws InterruptedException {
        var sink = new RecordingSink(1);
        var ended = new CountDownLatch(1);
        var thread = Thread.ofPlatform().start(() -> {
            try {
                source.run(sink);
            } catch (IOException | InterruptedException _) {
                // Either is an end.
            }
            ended.countDown();
        });
        assertThat(ended.await(400, TimeUnit.MILLISECONDS)).isFalse();
        long stoppedNanos = System.nanoTime();
        sink.stop();
        assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
        var took = Duration.ofNanos(System.nanoTime() - stoppedNanos);
        thread.join();
        return took;
    }

    @Test
    void theSettingSaysHowLongNothingMayCome() throws Exception {
        var jpeg = bytes(Pictures.quartersJpeg(32, 32));
        server().createContext("/stuck", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "multipart/x-mixed-replace;boundary=b");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(jpeg);
            exchange.getResponseBody().flush();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        var sink = new RecordingSink(5);
        assertThatThrownBy(() -> source(url("/stuck"), Duration.ofSeconds(1)).run(sink)).hasMessage("timed out");
        assertThat(sink.shots).hasSize(1);
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> source("http://127.0.0.1:" + silent.getLocalPort() + "/", Duration.ofMillis(500))
                    .run(new RecordingSink(1))).isInstanceOf(IOException.class).hasMessage("timed out");
        }
    }

    @Test
    void aSilenceThatTheSettingAllowsIsNoEnd() throws Exception {
        var jpeg = bytes(Pictures.quartersJpeg(32, 32));
        server().createContext("/slow", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "multipart/x-mixed-replace;boundary=b");
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                out.write(jpeg);
                out.flush();
                if (!over.await(11, TimeUnit.SECONDS)) {
                    out.write(jpeg);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        var sink = new RecordingSink(2);
        source(url("/slow"), Duration.ofSeconds(60)).run(sink);
        assertThat(sink.shots).hasSize(2);
    }

    private static String cause(String url) {
        try {
            source(url).run(new RecordingSink(1));
            return "none";
        } catch (IOException | InterruptedException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static HttpSource source(String url) {
        return source(url, Duration.ofSeconds(30));
    }

    private static HttpSource source(String url, Duration silence) {
        return new HttpSource(url, false, new SourceTerms("door", TlsPolicy.usual(), () -> silence),
                new SourceContext(TestMedia.CLOCKS, PictureLimits.usual()));
    }

    private static byte[] bytes(ByteBuf buffer) {
        try {
            return ByteBufUtil.getBytes(buffer);
        } finally {
            buffer.release();
        }
    }
}
