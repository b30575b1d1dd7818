package dev.oriel.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.http.HandServer;
import dev.oriel.http.ServerCertificate;
import dev.oriel.http.TlsPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where a camera's RTSP server may point to, and what goes along.
@Timeout(120)
class RtspRedirectTest {
    @TempDir
    Path folder = Path.of("");

    /// An RTSP server that points elsewhere at the first request of this method.
    private static HandServer pointing(String method, String location) throws IOException {
        return new HandServer((request, out) -> {
            boolean here = request.line().startsWith(method);
            out.write(((here ? "RTSP/1.0 302 Moved\r\nLocation: " + location : "RTSP/1.0 200 OK\r\nPublic: DESCRIBE")
                    + "\r\nCSeq: " + request.header("CSeq") + "\r\n\r\n").getBytes(ISO_8859_1));
            return true;
        });
    }

    private static String rtsp(HandServer server, String path) {
        return server.url(path).replace("http://", "rtsp://");
    }

    private static MediaSource source(String url, @Nullable String transport, String tls) {
        return new MediaSource(url, transport, new SourceTerms("door", TlsPolicy.parse(tls), () -> Duration.ofSeconds(10)),
                TestMedia.CLOCKS);
    }

    @ParameterizedTest
    @CsvSource({"OPTIONS,tcp", "DESCRIBE,tcp", "OPTIONS,udp", "DESCRIBE,udp"})
    void aCameraPointsIntoNoOtherNetwork(String method, String transport) throws Exception {
        for (var place : new String[]{"192.168.7.1:80", "169.254.169.254:80", "[fd00::1]:6379"}) {
            try (var server = pointing(method, "rtsp://" + place + "/")) {
                assertThatThrownBy(() -> source(rtsp(server, "/a"), transport, "any").run(new RecordingSink(1)))
                        .hasMessage("points to an address of a local network, which is not allowed");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1/", "file:///etc/passwd", "/b", "", "rtsp://", "rtsp://a b/", "rtsp://a:x/"})
    void aCameraPointsToRtspOnly(String location) throws Exception {
        try (var server = pointing("DESCRIBE", location)) {
            assertThatThrownBy(() -> source(rtsp(server, "/a"), null, "any").run(new RecordingSink(1)))
                    .hasMessage("points to an address that is not of rtsp");
        }
    }

    @Test
    void anotherServerGetsNoLogin() throws Exception {
        try (var other = new HandServer((request, out) -> {
            out.write(("RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\nCSeq: " + request.header("CSeq")
                    + "\r\n\r\n").getBytes(ISO_8859_1));
            return true;
        }); var server = pointing("DESCRIBE", rtsp(other, "/b"))) {
            var url = rtsp(server, "/a").replace("//", "//me:secret@");
            assertThatThrownBy(() -> source(url, null, "any").run(new RecordingSink(1)))
                    .hasMessage("wrong user or password (401)");
            assertThat(other.asked).isNotEmpty().allMatch(request -> request.header("Authorization") == null);
        }
    }

    @Test
    void aCameraPointsOnUpToFiveTimes() throws Exception {
        var self = new String[1];
        try (var server = new HandServer((request, out) -> {
            out.write(("RTSP/1.0 302 Moved\r\nLocation: " + self[0] + "\r\nCSeq: " + request.header("CSeq") + "\r\n\r\n")
                    .getBytes(ISO_8859_1));
            return true;
        })) {
            self[0] = rtsp(server, "/next");
            assertThatThrownBy(() -> source(rtsp(server, "/a"), null, "any").run(new RecordingSink(1)))
                    .hasMessage("too many redirects");
            assertThat(server.connections).hasValue(6);
        }
    }

    @Test
    void anEncryptedCameraDoesNotSendUsToTheClear() throws Exception {
        var certificate = new ServerCertificate(folder);
        for (var policy : new String[]{"any", "sha256:" + certificate.sha256()}) {
            try (var clear = pointing("none", "");
                    var server = pointing("DESCRIBE", rtsp(clear, "/b"));
                    var tls = new TlsFront(certificate.context(), server.port())) {
                var url = "rtsps://me:secret@127.0.0.1:" + tls.port() + "/a";
                assertThatThrownBy(() -> source(url, null, policy).run(new RecordingSink(1)))
                        .hasMessage("points from rtsps to rtsp, which is not allowed");
                assertThat(clear.connections).hasValue(0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void whereACameraPointsToIsPlayed(String transport) throws Exception {
        try (var server = RtspServer.start();
                var pointing = pointing("DESCRIBE", "rtsp://127.0.0.1:" + server.port() + "/h264")) {
            var sink = new RecordingSink(5);
            source(rtsp(pointing, "/a"), transport, "any").run(sink);
            assertThat(sink.told.getFirst()).startsWith("H.264 320x240");
        }
    }
}
