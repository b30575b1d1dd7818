package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.oriel.hub.TrackState;
import dev.oriel.testing.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Who may not publish, what is not understood, and how a publisher ends.
class PublishRefusedTest {
    private static final String WRONG = "orielkey_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    @TempDir
    Path folder;

    private final int inPort = FreePorts.next();
    private final RunningOriel oriel = RunningOriel.with("log.level", "debug", "ingest.silence", "60s", "compat.jsmpeg.inPort",
            Integer.toString(inPort), "compat.jsmpeg.outPort", Integer.toString(FreePorts.next()),
            "compat.jsmpeg.camera", "cam", "cameras.cam.uri", "publish:", "cameras.test.uri", "test:?size=64x64");
    private final Publishing publishing = new Publishing(oriel);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(log);
    }

    @AfterEach
    void close() {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(log);
        oriel.close();
    }

    private String logged() {
        List<ILoggingEvent> events;
        synchronized (log) { // as whoever appends does
            events = List.copyOf(log.list);
        }
        return String.join("\n", events.stream()
                .map(event -> event.getFormattedMessage() + " " + String.valueOf(event.getThrowableProxy())).toList());
    }

    /// One byte before a viewer would show as a published chunk, a frame, or a state that is another.
    private void assertNothingArrived() {
        assertThat(publishing.passed("cam").published()).isZero();
        assertThat(oriel.hub().camera("cam").orElseThrow().track().published()).isZero();
        assertThat(publishing.state("cam")).isEqualTo(new TrackState(TrackState.Phase.IDLE, "no publisher"));
    }

    @Test
    void aWrongKeyBringsNoByteToAnyViewerWhateverItsHeaders() throws Exception {
        var stream = Publishing.recorded("160x120", 50, Publishing.MPEG1);
        var chunk = (Integer.toHexString(stream.length) + "\r\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        for (var path : List.of("/api/cameras/cam/ingest", "/ingest/" + WRONG + "/cam", "/ingest/secret/cam")) {
            for (var headers : List.of(List.of("Transfer-Encoding: chunked"),
                    List.of("Transfer-Encoding: chunked", "Expect: 100-continue"),
                    List.of("Transfer-Encoding: chunked", "Connection: close"),
                    List.of("Content-Length: " + stream.length, "Content-Type: video/mp2t"),
                    List.of("Transfer-Encoding: chunked", "Connection: keep-alive", "X-Forwarded-For: 127.0.0.1"))) {
                try (var connection = RawConnection.to(oriel.port())) {
                    connection.ask("POST", path, Publishing.with(headers, "Authorization: Bearer " + WRONG));
                    if (headers.getFirst().startsWith("Transfer")) {
                        connection.say(chunk);
                    }
                    connection.say(stream);
                    var answer = connection.answer(true);
                    assertThat(answer.status()).as(path + headers).isIn(401, 429); // after five it has to wait
                    assertThat(answer.header("WWW-Authenticate")).isEqualTo(answer.status() == 401 ? "Bearer" : "");
                    assertThat(connection.closesWithin(8000)).isTrue();
                }
                assertNothingArrived();
            }
        }
        assertThat(logged()).doesNotContain(WRONG.substring(9)).doesNotContain("/ingest/secret");
    }

    @Test
    void curlWithAWrongKeyBringsNoByteToAnyViewer() throws Exception {
        var file = Files.write(folder.resolve("stream.ts"), Publishing.recorded("160x120", 50, Publishing.MPEG1));
        var old = "http://127.0.0.1:" + inPort + "/" + WRONG;
        for (var words : List.of("-H Authorization:Bearer_" + WRONG + " " + publishing.ingest("cam"),
                oriel.http("/ingest/" + WRONG + "/cam").toString(), old, old + "/640/480", "-0 " + old,
                "-H Expect: " + old, "-H Expect:100-continue " + old, "-H Connection:close " + old,
                "-H Connection:keep-alive " + old)) {
            var command = "cat " + file + " | curl -s -o /dev/null -w %{http_code} -X POST -T - "
                    + words.replace("Bearer_", "\\Bearer\\ ").replace("\\Bearer", "Bearer");
            var process = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
            Ffmpeg.needs("curl");
            assertThat(new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)).as(words)
                    .matches(words.startsWith("-0") ? ".*" : "401|429");
            process.waitFor();
            assertNothingArrived();
        }
        assertThat(logged()).doesNotContain(WRONG.substring(9));
    }

    @Test
    void whoMayNotIsToldWhy() throws Exception {
        var key = publishing.key("roof", "roof", "test");
        assertThat(asked("/api/cameras/cam/ingest", "Authorization: Bearer " + key).status()).isEqualTo(403);
        assertThat(asked("/ingest/" + key + "/cam").status()).isEqualTo(403);
        assertThat(asked("/api/cameras/test/ingest", "Authorization: Bearer " + key).status()).isEqualTo(409);
        assertThat(asked("/api/cameras/test/ingest").status()).isEqualTo(409);
        assertThat(asked("/api/cameras/No_Name/ingest").status()).isEqualTo(400);
        assertThat(asked("/api/cameras/cam/ingest", "X-Forwarded-For: 10.0.0.1").status()).isEqualTo(401);
        assertThat(asked("/api/cameras/cam/ingest", "Forwarded: for=10.0.0.1").status()).isEqualTo(401);
        assertThat(asked("/api/cameras/cam/ingest", "Authorization: Basic YTpi").status()).isEqualTo(401);
        assertThat(asked("/api/cameras/cam/ingest", "Origin: http://evil.example").status()).isEqualTo(403);
        assertNothingArrived();
        assertThat(logged()).doesNotContain(key);
    }

    /// As proxies, content delivery networks and hosting platforms name whom they speak for, and themselves.
    @Test
    void aHeaderThatShowsAProxyAsksForAKey() throws Exception {
        for (var header : List.of("X-Forwarded-For", "x-forwarded-by", "X-Forwarded", "X-Forwarded-Client-Cert", "Forwarded",
                "Forwarded-For", "Via", "X-Real-IP", "Client-IP", "X-Client-IP", "True-Client-IP", "X-Cluster-Client-IP",
                "Fastly-Client-IP", "CF-Connecting-IP", "CF-Connecting-IPv6", "Fly-Client-IP", "DO-Connecting-IP",
                "X-Azure-ClientIP", "CDN-Loop", "X-Original-Forwarded-For", "X-Original-Host", "X-ProxyUser-Ip",
                "X-Envoy-External-Address", "Remote-Addr", "X-Remote-IP", "Proxy-Connection", "CF-Ray", "X-Amzn-Trace-Id",
                "X-Appengine-User-IP", "X-Scheme")) {
            var answer = asked("/api/cameras/cam/ingest", header + ": 127.0.0.1");
            assertThat(answer.status()).as(header).isEqualTo(401);
            assertThat(answer.body()).contains("key-required", header);
            assertThat(asked("/api/cameras/cam/ingest", header + ":").status()).as(header + ", empty").isEqualTo(401);
        }
        assertNothingArrived();
    }

    private RawConnection.Answer asked(String path, String... headers) throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            connection.ask("POST", path, Publishing.with(List.of(headers), "Transfer-Encoding: chunked"));
            connection.say("3\r\nabc\r\n0\r\n\r\n");
            return connection.answer(true);
        }
    }

    @Test
    void whatIsNotUnderstoodIsRefusedWithWordsOnBothSides() throws Exception {
        try (var connection = RawConnection.to(oriel.port());
                var viewer = Viewer.connect(oriel.ws("/api/cameras/cam/live"), "oriel.v1")) {
            viewer.settle();
            connection.ask("POST", "/api/cameras/cam/ingest", "Content-Length: 5000");
            var garbage = new byte[2000];
            garbage[3] = 1;
            connection.say(garbage);
            var answer = connection.answer(true);
            assertThat(answer.status()).isEqualTo(415);
            assertThat(answer.body()).contains("not-understood", "-f mpegts");
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> publishing.state("cam").phase() == TrackState.Phase.LOST);
            assertThat(publishing.state("cam").cause()).contains("-f mpegts");
        }
        assertThat(asked("/api/cameras/new-one/ingest").status()).isEqualTo(415);
        assertThat(publishing.isKnown("new-one")).as("made by garbage").isFalse();
    }

    @Test
    void audioAloneIsRefusedUnlessItIsSetToGoAlong() throws Exception {
        try (var audio = Ffmpeg.start("ffmpeg",
                "-v error -re -f lavfi -i sine -f mpegts -codec:a mp2 " + publishing.ingest("cam"))) {
            assertThat(audio.ended()).isNotZero();
        }
        assertThat(publishing.passed("cam").published()).isZero();
    }

    @Test
    void aPublisherThatFallsSilentIsCutAndToldSo() throws Exception {
        oriel.change("ingest.silence", "2s");
        var stream = Publishing.recorded("160x120", 25, Publishing.MPEG1);
        try (var connection = RawConnection.to(oriel.port())) {
            connection.ask("POST", "/api/cameras/cam/ingest", "Transfer-Encoding: chunked");
            connection.say(Integer.toHexString(stream.length) + "\r\n");
            connection.say(stream);
            connection.say("\r\n");
            await().atMost(Duration.ofSeconds(10)).until(() -> publishing.passed("cam").published() > 0);
            assertThat(connection.answer(true).status()).isEqualTo(408);
            await().atMost(Duration.ofSeconds(10)).until(() -> "no publisher".equals(publishing.state("cam").cause()));
        }
    }

    @Test
    void aCompleteBodyIsAnswered() throws Exception {
        var stream = Publishing.recorded("160x120", 25, Publishing.MPEG1);
        try (var connection = RawConnection.to(oriel.port())) {
            connection.ask("PUT", "/api/cameras/cam/ingest", "Content-Length: " + stream.length, "Expect: 100-continue");
            assertThat(connection.head().status()).isEqualTo(100);
            connection.say(stream);
            var answer = connection.answer(true);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).contains("\"receivedBytes\":" + stream.length);
        }
    }

    @Test
    void theNewerPublisherTakesThePlaceAndTheOlderIsTold() throws Exception {
        var stream = Publishing.recorded("160x120", 25, Publishing.MPEG1);
        try (var older = RawConnection.to(oriel.port());
                var garbage = RawConnection.to(oriel.port());
                var newer = RawConnection.to(oriel.port())) {
            begin(older, stream);
            await().atMost(Duration.ofSeconds(10)).until(() -> publishing.passed("cam").published() > 0);
            begin(garbage, new byte[3000]);
            assertThat(garbage.answer(true).status()).isEqualTo(415);
            begin(newer, stream);
            var answer = older.answer(true);
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.body()).contains("other-publisher", "another publisher");
            assertThat(publishing.state("cam").cause()).isNull();
        }
    }

    private static void begin(RawConnection connection, byte[] stream) throws IOException {
        connection.ask("POST", "/api/cameras/cam/ingest", "Transfer-Encoding: chunked");
        connection.say(Integer.toHexString(stream.length) + "\r\n");
        connection.say(stream);
        connection.say("\r\n");
    }

    @Test
    void aRevokedKeyEndsWhatIsSentWithIt() throws Exception {
        var key = publishing.key("roof");
        try (var ffmpeg = Ffmpeg.picture("160x120", Publishing.MPEG1 + " " + oriel.http("/ingest/" + key + "/roof"))) {
            await().atMost(Duration.ofSeconds(10)).until(() -> publishing.isKnown("roof"));
            publishing.keys().revoke("roof");
            long revokedNanos = System.nanoTime();
            await().atMost(Duration.ofSeconds(10)).until(() -> "no publisher".equals(publishing.state("roof").cause()));
            assertThat(Duration.ofNanos(System.nanoTime() - revokedNanos)).isLessThan(Duration.ofSeconds(5));
            assertThat(ffmpeg.ended()).isNotZero();
        }
        assertThat(logged()).contains("published by key roof").doesNotContain(key.substring(9));
    }
}
