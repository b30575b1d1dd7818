package dev.oriel.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// GStreamer's RTSP server with a test picture at `/h264`, `/mjpeg`, and `/udp` over nothing else, as long as it is open.
public final class RtspServer implements AutoCloseable {
    private static final String SERVER = """
            import sys
            import gi
            gi.require_version("Gst", "1.0")
            gi.require_version("GstRtspServer", "1.0")
            gi.require_version("GstRtsp", "1.0")
            from gi.repository import Gst, GstRtsp, GstRtspServer, GLib
            Gst.init(None)
            server = GstRtspServer.RTSPServer()
            server.set_address("127.0.0.1")
            server.set_service("0")
            mounts = server.get_mount_points()
            source = "videotestsrc is-live=true ! video/x-raw,format=I420,width=320,height=240,framerate=30/1 ! "
            for path, chain in (("/h264", "x264enc tune=zerolatency key-int-max=30 ! rtph264pay name=pay0"),
                                ("/udp", "x264enc tune=zerolatency key-int-max=30 ! rtph264pay name=pay0"),
                                ("/mjpeg", "jpegenc ! rtpjpegpay name=pay0")):
                factory = GstRtspServer.RTSPMediaFactory()
                factory.set_launch("( " + source + chain + " )")
                if path == "/udp":
                    factory.set_protocols(GstRtsp.RTSPLowerTrans.UDP)
                mounts.add_factory(path, factory)
            server.attach(None)
            print(server.get_bound_port(), flush=True)
            loop = GLib.MainLoop()
            GLib.io_add_watch(sys.stdin, GLib.IO_HUP, lambda *_: loop.quit())
            loop.run()
            """;

    private final Process process;
    private final int port;

    private RtspServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// Skips the test where the server's parts are missing.
    public static RtspServer start() throws IOException {
        var process = new ProcessBuilder("/usr/bin/python3", "-c", SERVER).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        var port = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII)).readLine();
        TestMedia.needs(port != null, "gir1.2-gst-rtsp-server-1.0, python3-gi, GStreamer's base, good and ugly plugins");
        return new RtspServer(process, Integer.parseInt(port));
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
