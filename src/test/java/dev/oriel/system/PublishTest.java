package dev.oriel.system;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.frame.Codec;
import dev.oriel.frame.Packet;
import dev.oriel.testing.FreePorts;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Pictures that `ffmpeg` sends, in each format that is understood.
class PublishTest {
    private final int inPort = FreePorts.next();
    private final RunningOriel oriel = RunningOriel.with("ingest.second", "audio", "compat.jsmpeg.inPort",
            Integer.toString(inPort), "compat.jsmpeg.outPort", Integer.toString(FreePorts.next()),
            "compat.jsmpeg.camera", "cam", "cameras.cam.uri", "publish:");
    private final Publishing publishing = new Publishing(oriel);

    @AfterEach
    void close() {
        oriel.close();
    }

    @Test
    void mpeg1IsPassedOnInWholePacketsAndDecodedForEverybodyElse() throws Exception {
        try (var ffmpeg = Ffmpeg.picture("320x240", Publishing.MPEG1 + " -method POST " + publishing.ingest("cam"))) {
            await().atMost(Duration.ofSeconds(10)).until(() -> publishing.isKnown("cam"));
            var chunks = new LinkedBlockingQueue<Integer>();
            var first = new LinkedBlockingQueue<Boolean>();
            var broadcast = publishing.passed("cam");
            var subscription = broadcast.subscribe(Runnable::run, () -> {});
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                for (Packet chunk = subscription.take(); chunk != null; chunk = subscription.take()) {
                    first.add(chunk.isKeyFrame());
                    chunks.add(chunk.contentBytes());
                    chunk.release();
                }
                return chunks.size() > 20;
            });
            subscription.close();
            assertThat(first.peek()).isTrue();
            assertThat(chunks).allMatch(length -> length % 188 == 0);
            assertThat(publishing.snapshot("cam").statusCode()).isEqualTo(200);
            assertThat(publishing.camera("cam").getString("size")).isEqualTo("320x240");
            assertThat(ffmpeg.runs()).as(ffmpeg.said()).isTrue();
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> "no publisher".equals(publishing.state("cam").cause()));
        assertThat(publishing.camera("cam").getString("state")).isEqualTo("idle");
    }

    @Test
    void aJsmpegViewerThatWaitsGetsThePublishersPacketsFromAKeyFrameOn() throws Exception {
        try (var viewer = Viewer.connect(oriel.ws("/api/cameras/cam/jsmpeg"))) {
            viewer.settle();
            try (var ffmpeg = Ffmpeg.picture("320x240", Publishing.MPEG1 + " -method POST " + publishing.ingest("cam"))) {
                int bytes = 0;
                while (bytes < 50_000) {
                    var message = viewer.next().picture();
                    assertThat(message.length % 188).isZero();
                    assertThat(message[0]).isEqualTo((byte) 0x47);
                    bytes += message.length;
                }
                assertThat(ffmpeg.runs()).isTrue();
                assertThat(oriel.hub().camera("cam").orElseThrow().track().published()).as("decoded").isZero();
            }
        }
    }

    @Test
    void mjpegAndH264AreShown() throws Exception {
        try (var jpegs = Ffmpeg.picture("160x120", Publishing.MJPEG + " -method POST " + publishing.ingest("jpegs"));
                var parts = Ffmpeg.picture("176x144", "-f mpjpeg -method PUT " + publishing.ingest("parts"));
                var h264 = Ffmpeg.picture("320x240", Publishing.H264 + " -method POST " + publishing.ingest("h264"))) {
            var sizes = Map.of("jpegs", "160x120", "parts", "176x144", "h264", "320x240");
            for (var name : sizes.keySet()) {
                await().atMost(Duration.ofSeconds(10)).until(() -> publishing.isKnown(name));
                await().atMost(Duration.ofSeconds(10)).until(() -> publishing.snapshot(name).statusCode() == 200);
                assertThat(publishing.camera(name).getString("size")).as(name).isEqualTo(sizes.get(name));
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> oriel.hub().camera(name).orElseThrow().offered(Codec.MPEG_TS) == null);
            }
            assertThat(jpegs.runs() && parts.runs() && h264.runs()).isTrue();
        }
    }

    @Test
    void aViewerSeesTheNextRunOfThePublisherWithin3Seconds() throws Exception {
        var words = Publishing.MPEG1 + " -method POST " + publishing.ingest("cam");
        var ffmpeg = Ffmpeg.picture("320x240", words);
        await().atMost(Duration.ofSeconds(10)).until(() -> publishing.isKnown("cam"));
        try (var viewer = Viewer.connect(oriel.ws("/api/cameras/cam/live"), "oriel.v1")) {
            long before = header(viewer).sequence();
            ffmpeg.close();
            await().atMost(Duration.ofSeconds(10)).until(() -> "no publisher".equals(publishing.state("cam").cause()));
            assertThat(oriel.hub().camera("cam").orElseThrow().track().newest()).isNull();
            ffmpeg = Ffmpeg.picture("352x288", words);
            await().atMost(Duration.ofSeconds(10)).until(() -> publishing.state("cam").cause() == null);
            long sentNanos = System.nanoTime(); // ffmpeg's own start is over
            await().atMost(Duration.ofSeconds(15)).until(() -> header(viewer).width() == 352);
            assertThat(Duration.ofNanos(System.nanoTime() - sentNanos)).isLessThan(Duration.ofSeconds(3));
            assertThat(header(viewer).sequence()).isGreaterThan(before);
        } finally {
            ffmpeg.close();
        }
    }

    private static WireHeader header(Viewer viewer) throws InterruptedException {
        while (true) {
            var message = viewer.next();
            if (message.bytes().length > 24) {
                var header = WireHeader.read(message.bytes());
                viewer.say(header.acknowledgement());
                return header;
            }
        }
    }

    @Test
    void aStreamThatChangesSizeAndThenCodecGoesOn() throws Exception {
        var small = Publishing.recorded("160x120", 50, Publishing.MPEG1);
        var large = Publishing.recorded("320x240", 50, Publishing.MPEG1);
        var h264 = Publishing.recorded("352x288", 100, Publishing.H264);
        try (var publisher = begun("cam"); var viewer = Viewer.connect(oriel.ws("/api/cameras/cam/live"), "oriel.v1")) {
            pace(publisher, small);
            awaitWidth(viewer, 160);
            pace(publisher, large);
            awaitWidth(viewer, 320);
            pace(publisher, h264);
            awaitWidth(viewer, 352);
        }
    }

    private static void awaitWidth(Viewer viewer, int width) {
        await().atMost(Duration.ofSeconds(20)).until(() -> header(viewer).width() == width);
    }

    private RawConnection begun(String camera) throws IOException {
        var connection = RawConnection.to(oriel.port());
        connection.ask("POST", "/api/cameras/" + camera + "/ingest", "Transfer-Encoding: chunked");
        return connection;
    }

    private static void pace(RawConnection to, byte[] bytes) throws IOException, InterruptedException {
        for (int at = 0; at < bytes.length; at += 4000) {
            int length = Math.min(4000, bytes.length - at);
            to.say(Integer.toHexString(length) + "\r\n");
            to.say(java.util.Arrays.copyOfRange(bytes, at, at + length));
            to.say("\r\n");
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Test
    void damagedPacketsCostSomePicturesAndNothingElse() throws Exception {
        var good = Publishing.recorded("160x120", 100, Publishing.MPEG1);
        var bad = good.clone();
        var random = new java.util.Random(7);
        for (int i = 20_000; i < bad.length - 40_000; i += 1 + random.nextInt(400)) {
            bad[i] = (byte) random.nextInt();
        }
        var cut = new byte[good.length - 77];
        System.arraycopy(good, 0, cut, 0, 30_000);
        System.arraycopy(good, 30_077, cut, 30_000, good.length - 30_077);
        try (var publisher = begun("cam"); var viewer = Viewer.connect(oriel.ws("/api/cameras/cam/live"), "oriel.v1")) {
            pace(publisher, bad);
            pace(publisher, cut);
            pace(publisher, good);
            long sequence = header(viewer).sequence();
            pace(publisher, good);
            await().atMost(Duration.ofSeconds(15)).until(() -> header(viewer).sequence() > sequence);
        }
    }

    @Test
    void theCommandsOfJsmpegAndPicamLivestreamWorkOnTheOldPort() throws Exception {
        var key = publishing.key("old");
        var address = "http://127.0.0.1:" + inPort + "/" + key;
        // jsmpeg's README, with a test picture in the place of the camera
        try (var jsmpeg = Ffmpeg.start("ffmpeg", "-v error -re -f lavfi -i testsrc2=size=640x480:rate=25 -f mpegts "
                + "-codec:v mpeg1video -s 640x480 -b:v 1000k -bf 0 " + address)) {
            await().atMost(Duration.ofSeconds(10)).until(() -> publishing.isKnown("cam"));
            await().atMost(Duration.ofSeconds(10)).until(() -> publishing.snapshot("cam").statusCode() == 200);
            assertThat(jsmpeg.runs()).as(jsmpeg.said()).isTrue();
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> "no publisher".equals(publishing.state("cam").cause()));
        // picam_livestream: ffmpeg's output as the endless body of a POST
        Ffmpeg.needs("curl");
        try (var picam = Ffmpeg.start("sh", "-c ffmpeg${IFS}-v${IFS}error${IFS}-re${IFS}-f${IFS}lavfi${IFS}-i${IFS}"
                + "testsrc2=size=640x480:rate=25${IFS}-f${IFS}mpegts${IFS}-vf${IFS}vflip,hflip${IFS}-vcodec${IFS}mpeg1video"
                + "${IFS}-s${IFS}640x480${IFS}-b:v${IFS}1000k${IFS}-bf${IFS}0${IFS}-|exec${IFS}curl${IFS}-s${IFS}-X${IFS}POST"
                + "${IFS}-T${IFS}-${IFS}" + address + "/")) {
            await().atMost(Duration.ofSeconds(10)).until(() -> publishing.snapshot("cam").statusCode() == 200);
            assertThat(picam.runs()).isTrue();
        }
    }

    @Test
    void audioOfASecondPublisherGoesAlongUnderANumberOfItsOwn() throws Exception {
        try (var video = Ffmpeg.picture("320x240", Publishing.MPEG1 + " " + publishing.ingest("cam"))) {
            await().atMost(Duration.ofSeconds(10)).until(() -> publishing.isKnown("cam"));
            try (var audio = Ffmpeg.start("ffmpeg", "-v error -re -f lavfi -i sine -f mpegts -codec:a mp2 -b:a 128k -muxdelay "
                    + "0.001 " + publishing.ingest("cam"))) {
                var pids = new java.util.TreeSet<Integer>();
                var subscription = publishing.passed("cam").subscribe(Runnable::run, () -> {});
                await().atMost(Duration.ofSeconds(10)).until(() -> {
                    for (Packet chunk = subscription.take(); chunk != null; chunk = subscription.take()) {
                        var bytes = chunk.content();
                        for (int at = 0; at < bytes.readableBytes(); at += 188) {
                            assertThat(bytes.getByte(at)).isEqualTo((byte) 0x47);
                            pids.add(bytes.getUnsignedShort(at + 1) & 0x1fff);
                        }
                        bytes.release();
                        chunk.release();
                    }
                    return pids.contains(0x1a1) && pids.contains(0x100);
                });
                subscription.close();
                assertThat(audio.runs() && video.runs()).isTrue();
                assertThat(requireNonNull(publishing.snapshot("cam")).statusCode()).isEqualTo(200);
            }
        }
    }
}
