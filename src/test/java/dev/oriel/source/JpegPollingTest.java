package dev.oriel.source;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.ffmpeg.Pictures;
import dev.oriel.frame.Jpeg;
import dev.oriel.http.HandServer;
import dev.oriel.http.TlsPolicy;
import dev.oriel.hub.FrameCounts;
import dev.oriel.limits.PictureLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JpegPollingTest {
    private static final byte[] JPEG = jpeg(64, 48);
    private static final byte[] OTHER = jpeg(32, 32);

    private static byte[] jpeg(int width, int height) {
        try {
            var buffer = Pictures.quartersJpeg(width, height);
            try {
                return ByteBufUtil.getBytes(buffer);
            } finally {
                buffer.release();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static HttpSource source(HandServer server) {
        return new HttpSource(server.url("/snap?x=1"), false,
                new SourceTerms("door", TlsPolicy.usual(), () -> Duration.ofSeconds(30)),
                new SourceContext(TestMedia.CLOCKS, PictureLimits.usual()));
    }

    private static void answer(OutputStream out, String head, byte[] body) throws IOException {
        out.write(("HTTP/1.1 200 OK\r\n" + head.replace("\n", "\r\n") + "Content-Length: " + body.length + "\r\n\r\n").getBytes(
                US_ASCII));
        out.write(body);
    }

    /// A sink with a rate of its own, which hears of more than pictures.
    private static final class PolledSink extends RecordingSink {
        final AtomicInteger unchanged = new AtomicInteger();
        final List<String> awaited = new ArrayList<>();
        private final int most;
        private final @Nullable Double fps;
        /// Counts each picture as one that cannot be shown.
        boolean refuses;
        private final FrameCounts counts = new FrameCounts();

        PolledSink(int most, @Nullable Double fps) {
            super(most);
            this.most = most;
            this.fps = fps;
        }

        @Override
        public dev.oriel.hub.CameraSettings settings() {
            var usual = super.settings();
            return new dev.oriel.hub.CameraSettings(usual.title(), usual.size(), fps, usual.quality(), usual.rotate(),
                    usual.flip(), usual.filter());
        }

        @Override
        public FrameCounts counts() {
            return counts;
        }

        @Override
        public void jpeg(ByteBuf picture, long capturedAtMicros) {
            if (refuses) {
                counts.countInvalid();
            }
            super.jpeg(picture, capturedAtMicros);
        }

        @Override
        public void unchanged() {
            if (unchanged.incrementAndGet() + shots.size() >= most) {
                stop();
            }
        }

        @Override
        public void awaits(String cause) {
            awaited.add(cause);
        }

        Duration between(int from, int to) {
            return Duration.ofNanos(shots.get(to).nanos() - shots.get(from).nanos());
        }
    }

    @ParameterizedTest
    @CsvSource({"image/jpeg", "IMAGE/JPEG;x=y", "image/jpg", "application/octet-stream", "''", "binary/octet-stream"})
    void anAddressOfOneJpegIsAskedAgainAndAgain(String type) throws Exception {
        var number = new AtomicInteger();
        try (var server = new HandServer((_, out) -> {
            answer(out, type.isEmpty() ? "" : "Content-Type: " + type + "\n", number.getAndIncrement() % 2 == 0 ? JPEG : OTHER);
            return true;
        })) {
            var sink = new PolledSink(4, null);
            source(server).run(sink);
            assertThat(sink.shots.get(1).jpeg().readableBytes()).isEqualTo(OTHER.length);
            assertThat(sink.told).containsExactly("MJPEG 64x48", "JPEG 64x48, one a request");
            assertThat(server.connections).hasValue(1);
            assertThat(server.asked).allMatch(request -> request.target().equals("/snap?x=1"));
            // Quick answers are asked for five times a second, and not more often.
            assertThat(sink.between(0, 3)).isBetween(Duration.ofMillis(550), Duration.ofSeconds(10));
        }
    }

    @Test
    void anAnswerMayEndWithItsConnection() throws Exception {
        try (var server = new HandServer((_, out) -> {
            out.write("HTTP/1.0 200 OK\r\nContent-Type: image/jpeg\r\n\r\n".getBytes(US_ASCII));
            out.write(JPEG);
            return false;
        })) {
            var sink = new PolledSink(3, null);
            source(server).run(sink);
            assertThat(server.connections).hasValue(3);
        }
    }

    @Test
    void aSlowAnswerIsAskedForOnceASecondAtMost() throws Exception {
        try (var server = new HandServer((_, out) -> {
            Thread.sleep(400);
            answer(out, "Content-Type: image/jpeg\n", JPEG);
            return true;
        })) {
            var sink = new PolledSink(3, null);
            source(server).run(sink);
            assertThat(sink.between(1, 2)).isGreaterThan(Duration.ofMillis(950));
        }
    }

    @Test
    void whatCannotBeShownIsAskedForLessAndLessOften() throws Exception {
        try (var server = new HandServer((_, out) -> {
            answer(out, "Content-Type: image/jpeg\n", JPEG);
            return true;
        })) {
            var sink = new PolledSink(4, null);
            sink.refuses = true;
            source(server).run(sink);
            assertThat(sink.between(0, 1)).isGreaterThan(Duration.ofMillis(380));
            assertThat(sink.between(1, 2)).isGreaterThan(Duration.ofMillis(780));
            assertThat(sink.between(2, 3)).isGreaterThan(Duration.ofMillis(1580));
        }
    }

    @Test
    void theSettingSaysHowOften() throws Exception {
        try (var server = new HandServer((_, out) -> {
            answer(out, "Content-Type: image/jpeg\n", JPEG);
            return true;
        })) {
            var fast = new PolledSink(21, 20.0);
            source(server).run(fast);
            assertThat(fast.between(0, 20)).isGreaterThan(Duration.ofMillis(900));
            assertThat(server.asked).hasSize(21);
            var slow = new PolledSink(2, 0.5);
            source(server).run(slow);
            assertThat(slow.between(0, 1)).isGreaterThan(Duration.ofMillis(1900));
        }
    }

    @Test
    void aServerThatKnowsWhenItsPictureChangedIsAskedForChanges() throws Exception {
        try (var server = new HandServer((request, out) -> {
            if ("\"7\"".equals(request.header("If-None-Match")) && "yesterday".equals(request.header("If-Modified-Since"))) {
                out.write("HTTP/1.1 304 Not Modified\r\nETag: \"7\"\r\n\r\n".getBytes(US_ASCII));
            } else {
                answer(out, "Content-Type: image/jpeg\nETag: \"7\"\nLast-Modified: yesterday\n", JPEG);
            }
            return true;
        })) {
            var sink = new PolledSink(5, null);
            source(server).run(sink);
            assertThat(sink.shots).hasSize(1);
            assertThat(sink.unchanged).hasValue(4);
            assertThat(server.connections).hasValue(1);
        }
    }

    @Test
    void aFailureEndsNothingAndIsTheCauseUntilThereIsAPicture() throws Exception {
        var number = new AtomicInteger();
        try (var server = new HandServer((_, out) -> {
            switch (number.getAndIncrement()) {
                case 1 -> out.write("HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
                case 2 -> answer(out, "Content-Type: text/html\n", "<p>".getBytes(US_ASCII));
                case 3 -> {
                    out.write("HTTP/1.1 200 X\r\nContent-Length: 9999\r\n\r\n".getBytes(US_ASCII));
                    return false;
                }
                default -> answer(out, "Content-Type: image/jpeg\n", JPEG);
            }
            return true;
        })) {
            var sink = new PolledSink(2, 10.0);
            source(server).run(sink);
            assertThat(sink.awaited).containsExactly("error in the server (5xx)", "no picture in the answer",
                    "the answer broke off", "");
            assertThat(sink.between(0, 1)).as("not hammered meanwhile").isGreaterThan(Duration.ofMillis(2500));
        }
    }

    @Test
    void aLoginThatIsRefusedLaterOnIsNotTriedAgain() throws Exception {
        var number = new AtomicInteger();
        try (var server = new HandServer((_, out) -> {
            if (number.getAndIncrement() == 0) {
                answer(out, "Content-Type: image/jpeg\n", JPEG);
            } else {
                out.write("HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
            }
            return true;
        })) {
            assertThatThrownBy(() -> source(server).run(new PolledSink(3, null))).hasMessage("wrong user or password (401)");
        }
    }

    @Test
    void aPictureWithoutItsEndMarkerIsGivenAtTheEndOfTheAnswer() throws Exception {
        try (var server = new HandServer((_, out) -> {
            answer(out, "Content-Type: image/jpeg\n", java.util.Arrays.copyOf(JPEG, JPEG.length - 2));
            return true;
        })) {
            var sink = new PolledSink(2, null);
            source(server).run(sink);
            assertThat(sink.shots.getFirst().jpeg().readableBytes()).isEqualTo(JPEG.length - 2);
        }
    }

    @Test
    void aRecordingOfJpegsPlaysInRealTime() throws Exception {
        var file = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < 26; i++) {
            file.write(JPEG);
        }
        try (var server = new HandServer((_, out) -> {
            answer(out, "Content-Type: video/x-motion-jpeg\n", file.toByteArray());
            return true;
        })) {
            var sink = new PolledSink(100, null);
            assertThatThrownBy(() -> source(server).run(sink)).hasMessage("the stream ended");
            assertThat(sink.shots).hasSize(26);
            assertThat(sink.between(0, 25)).isGreaterThan(Duration.ofMillis(950));
        }
    }

    @ParameterizedTest
    @CsvSource({"-0.3,true", "-50,true", "-61,false", "3600,false"})
    void whenAPictureWasCapturedIsBelievedWhereItCanBe(double secondsFromNow, boolean believed) throws Exception {
        long said = TestMedia.clock() + (long) (secondsFromNow * 1e6);
        var timestamp = "x-timestamp: %d.%06d\n".formatted(said / 1_000_000, said % 1_000_000);
        try (var server = new HandServer((request, out) -> {
            if (request.target().contains("stream")) {
                out.write(("HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=b\r\n\r\n--b\r\n"
                        + timestamp.strip() + "\r\n\r\n").getBytes(US_ASCII));
                out.write(JPEG);
                out.write("\r\n--b\r\n\r\n".getBytes(US_ASCII));
                out.write(JPEG);
                out.flush();
                return HandServer.sayNothing();
            }
            answer(out, "Content-Type: image/jpeg\n" + timestamp, JPEG);
            return true;
        })) {
            for (String path : new String[]{"/stream", "/snapshot"}) {
                var sink = new PolledSink(2, null);
                new HttpSource(server.url(path), false, Terms.USUAL, new SourceContext(TestMedia.CLOCKS, PictureLimits.usual()))
                        .run(sink);
                assertThat(sink.shots.getFirst().capturedAtMicros() == said).as(path).isEqualTo(believed);
                assertThat(sink.shots.getFirst().capturedAtMicros()).isLessThanOrEqualTo(TestMedia.clock());
            }
        }
    }

    @Test
    void picturesThatGoOnAreAStream() throws Exception {
        try (var server = new HandServer((_, out) -> {
            out.write("HTTP/1.0 200 OK\r\nContent-Type: image/jpeg\r\n\r\n".getBytes(US_ASCII));
            for (int i = 0; i < 4; i++) {
                out.write(i % 2 == 0 ? JPEG : OTHER);
            }
            return false;
        })) {
            var sink = new PolledSink(10, null);
            assertThatThrownBy(() -> source(server).run(sink)).hasMessage("the stream ended");
            assertThat(sink.shots).hasSize(4);
            assertThat(sink.told).containsExactly("MJPEG 64x48");
            assertThat(Jpeg.scan(sink.shots.get(1).jpeg()).widthPixels()).isEqualTo(32);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"text/html; charset=utf-8|<!doctype html><title>Login</title>|text/html, not pictures",
        "application/json|{\"error\":1}|application/json, not pictures", "text/xml|<?xml ?>|text/xml, not pictures",
        "application/octet-stream|just some words|application/octet-stream, not pictures",
        "image/png|\u0089PNG|image/png, only JPEG is shown", "video/mp2t|words|video/mp2t, not pictures",
        "<script>|hello|something else than pictures", "|hello|something else than pictures",
        "text/plain||text/plain, not pictures"})
    void whatIsNoPictureIsNamed(@Nullable String type, @Nullable String body, String cause) throws Exception {
        try (var server = new HandServer((_, out) -> {
            answer(out, type == null ? "" : "Content-Type: " + type + "\n",
                    (body == null ? "" : body).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            return true;
        })) {
            assertThatThrownBy(() -> source(server).run(new PolledSink(1, null))).isInstanceOf(LostException.class)
                    .hasMessage("answers " + cause);
        }
    }
}
