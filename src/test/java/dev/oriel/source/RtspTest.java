package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.frame.Jpeg;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against GStreamer's RTSP server.
class RtspTest {
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

    private static void play(String path, String transport, RecordingSink sink) throws Exception {
        try (var server = RtspServer.start()) {
            new MediaSource("rtsp://127.0.0.1:" + server.port() + path, transport.isEmpty() ? null : transport, Terms.USUAL,
                    TestMedia::clock)
                    .run(sink);
        }
    }
}
