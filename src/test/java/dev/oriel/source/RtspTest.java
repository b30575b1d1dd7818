package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.frame.Jpeg;
import dev.oriel.http.ServerCertificate;
import dev.oriel.http.TlsPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against GStreamer's RTSP server.
class RtspTest {
    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void h264(String transport) throws Exception {
        var sink = new RecordingSink(20);
        play("/h264", transport, sink);
        assertThat(sink.told.getFirst()).startsWith("H.264 320x240");
        assertThat(sink.shots).hasSizeGreaterThanOrEqualTo(20).allMatch(shot -> shot.size().equals("320x240"));
    }

    @Test
    void motionJpegPassesThrough() throws Exception {
        var sink = new RecordingSink(5);
        play("/mjpeg", "tcp", sink);
        assertThat(sink.told.getFirst()).startsWith("MJPEG 320x240");
        for (var shot : sink.shots) {
            assertThat(Jpeg.scan(shot.jpeg()).widthPixels()).isEqualTo(320);
        }
    }

    @Test
    void aServerThatRefusesTcpIsAskedOverUdp() throws Exception {
        var sink = new RecordingSink(5);
        play("/udp", "", sink);
        assertThat(sink.shots).hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void aTransportThatIsChosenAndRefusedIsTold() {
        assertThatThrownBy(() -> play("/udp", "tcp", new RecordingSink(1))).hasMessage("the server refuses this transport");
    }

    @Test
    void aPathThatTheServerDoesNotHave() throws Exception {
        try {
            play("/none", "tcp", new RecordingSink(1));
        } catch (IOException e) {
            assertThat(e).hasMessage("not found (404)");
            return;
        }
        throw new AssertionError("played");
    }

    @Test
    void encryptedRtspIsPlayedAsTheSettingSays() throws Exception {
        var certificate = new ServerCertificate(folder);
        try (var server = RtspServer.start(); var tls = new TlsFront(certificate.context(), server.port())) {
            var url = "rtsps://me:secret@127.0.0.1:" + tls.port() + "/h264?a=b";
            for (String policy : new String[]{"any", "sha256:" + certificate.sha256()}) {
                var sink = new RecordingSink(5);
                secure(url, policy).run(sink);
                assertThat(sink.told.getFirst()).startsWith("H.264 320x240");
            }
            assertThatThrownBy(() -> secure(url, "verify").run(new RecordingSink(1))).hasMessage("certificate not trusted");
            assertThatThrownBy(() -> secure(url, "sha256:" + "0".repeat(64)).run(new RecordingSink(1)))
                    .hasMessageStartingWith("certificate of another fingerprint");
            assertThat(tls.connections()).as("handshakes that were finished").isEqualTo(2);
        }
    }

    @Test
    void rtspInTheClearIsToldApart() throws Exception {
        try (var server = RtspServer.start()) {
            assertThatThrownBy(() -> secure("rtsps://127.0.0.1:" + server.port() + "/h264", "any").run(new RecordingSink(1)))
                    .hasMessage("the server does not speak TLS there (rtsp:// may be meant)");
        }
    }

    private static MediaSource secure(String url, String policy) {
        return new MediaSource(url, null, new SourceTerms("door", TlsPolicy.parse(policy), () -> Duration.ofSeconds(10)),
                TestMedia.CLOCKS);
    }

    private static void play(String path, String transport, RecordingSink sink) throws Exception {
        try (var server = RtspServer.start()) {
            new MediaSource("rtsp://127.0.0.1:" + server.port() + path, transport.isEmpty() ? null : transport, Terms.USUAL,
                    TestMedia.CLOCKS)
                    .run(sink);
        }
    }
}
