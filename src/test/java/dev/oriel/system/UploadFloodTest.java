package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Publishers that send as much as they like, against a program with little memory; a bystander goes on watching.
class UploadFloodTest {
    private static final int UPLOADS = 24;
    private static final int BYTES = 15_900_000;
    private static final byte[] SCAN_BEGINS = ByteBufUtil.decodeHexDump("ffd8ffc0000b080010001001011100ffda0008010100003f00");

    @TempDir
    Path folder = Path.of("");

    private static int status(int port, String path) throws IOException {
        try (var connection = RawConnection.to(port)) {
            return connection.answer("GET", path).status();
        }
    }

    /// One upload, from its own thread; -1 until it was answered.
    private static final class Upload implements AutoCloseable {
        private final RawConnection connection;
        private final Thread thread;
        private volatile int status = -1;

        Upload(int port, String name, byte[] begins, int bytes) throws IOException {
            connection = RawConnection.to(port);
            connection.ask("POST", "/api/cameras/" + name + "/ingest", "Content-Length: 100000000000");
            thread = Thread.ofVirtual().start(() -> send(begins, bytes));
        }

        private void send(byte[] begins, int bytes) {
            try {
                connection.say(begins);
                var piece = new byte[64 * 1024];
                for (int sent = 0; sent < bytes; sent += piece.length) {
                    connection.say(piece);
                }
            } catch (IOException e) {
                // the answer says why
            }
            try {
                status = connection.answer(true).status();
            } catch (IOException e) {
                status = 0;
            }
        }

        @Override
        public void close() throws IOException {
            connection.close();
            thread.interrupt();
        }
    }

    private static long held(int port) throws IOException {
        try (var connection = RawConnection.to(port)) {
            var metric = Pattern.compile("oriel_memory_held_bytes\\{kind=\"uploads\"} (\\S+)")
                    .matcher(connection.answer("GET", "/metrics").body());
            return metric.find() ? (long) Double.parseDouble(metric.group(1)) : -1;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"name-%d", "one"})
    void twoDozenEndlessPicturesDisturbNobody(String names) throws Exception {
        try (var oriel = new OrielProcess(folder, Map.of(), List.of(), "serve", "--port", "0", "--camera",
                "cam=test:?size=320x180&fps=30", "--data", folder.toString())) {
            int port = oriel.port();
            var pictures = new AtomicLong();
            var uploads = new ArrayList<Upload>();
            try (var viewer = Viewer.connect(URI.create("ws://127.0.0.1:" + port + "/api/cameras/cam/live"), (one, message) -> {
                pictures.incrementAndGet();
                one.say("more");
            })) {
                viewer.say("more");
                await().until(() -> pictures.get() > 5);
                for (int i = 0; i < UPLOADS; i++) {
                    uploads.add(new Upload(port, names.formatted(i), SCAN_BEGINS, BYTES));
                }
                for (int i = 0; i < 20; i++) {
                    long before = pictures.get();
                    long fromNanos = System.nanoTime();
                    assertThat(status(port, "/healthz")).isEqualTo(200);
                    assertThat(Duration.ofNanos(System.nanoTime() - fromNanos)).isLessThan(Duration.ofSeconds(2));
                    assertThat(held(port)).isBetween(0L, 33L << 20);
                    await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(10))
                            .until(() -> pictures.get() > before + 5);
                }
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> uploads.stream().filter(one -> one.status == 503 || one.status == 429).count() > 15);
            } finally {
                for (var upload : uploads) {
                    upload.close();
                }
            }
            await().atMost(Duration.ofSeconds(15)).until(() -> held(port) == 0);
            assertThat(oriel.said().lines().filter(line -> line.contains("WARN") || line.contains("ERROR")))
                    .hasSizeLessThan(10).noneMatch(line -> line.contains("Memory"));
        }
    }

    /// One packet a time, each of which is kept.
    @Test
    void aTransportStreamInCrumbsIsBounded() throws Exception {
        try (var oriel = new OrielProcess(folder, Map.of(), List.of(), "serve", "--port", "0", "--camera", "cam=test:", "--data",
                folder.toString())) {
            var packets = new byte[188];
            packets[0] = 0x47;
            packets[1] = 0x01;
            packets[3] = 0x10;
            try (var connection = RawConnection.to(oriel.port())) {
                connection.ask("POST", "/api/cameras/crumbs/ingest", "Content-Length: 100000000000");
                connection.say(Publishing.recorded("160x120", 1, Publishing.MPEG1));
                for (int i = 0; i < 8_000; i++) {
                    connection.say(packets);
                }
                await().atMost(Duration.ofSeconds(20)).until(() -> held(oriel.port()) > 1 << 20);
                assertThat(held(oriel.port())).isLessThan(8 << 20);
                for (int i = 0; i < 12_000; i++) { // which is more than is kept, so that the key frame goes, and all with it
                    connection.say(packets);
                }
                await().atMost(Duration.ofSeconds(20)).until(() -> held(oriel.port()) < 1 << 20);
            }
        }
    }
}
