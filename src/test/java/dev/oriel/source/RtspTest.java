package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.frame.Jpeg;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against GStreamer's RTSP server.
class RtspTest {
    private static final String SERVER = """
            import sys
            import gi
            gi.require_version("Gst", "1.0")
            gi.require_version("GstRtspServer", "1.0")
            from gi.repository import Gst, GstRtspServer, GLib
            Gst.init(None)
            server = GstRtspServer.RTSPServer()
            server.set_address("127.0.0.1")
            server.set_service("0")
            mounts = server.get_mount_points()
            source = "videotestsrc is-live=true ! video/x-raw,format=I420,width=320,height=240,framerate=30/1 ! "
            for path, chain in (("/h264", "x264enc tune=zerolatency key-int-max=30 ! rtph264pay name=pay0"),
                                ("/mjpeg", "jpegenc ! rtpjpegpay name=pay0")):
                factory = GstRtspServer.RTSPMediaFactory()
                factory.set_launch("( " + source + chain + " )")
                mounts.add_factory(path, factory)
            server.attach(None)
            print(server.get_bound_port(), flush=True)
            loop = GLib.MainLoop()
            GLib.io_add_watch(sys.stdin, GLib.IO_HUP, lambda *_: loop.quit())
            loop.run()
            """;

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
        var process = new ProcessBuilder("/usr/bin/python3", "-c", SERVER).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            String port = lines.readLine();
            TestMedia.needs(port != null, "gir1.2-gst-rtsp-server-1.0, python3-gi, GStreamer's base, good and ugly plugins");
            new MediaSource("rtsp://127.0.0.1:" + port + path, Map.of("rtsp_transport", transport), TestMedia::clock).run(sink);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
