package dev.oriel.source;

import dev.oriel.ffmpeg.MediaInput;
import dev.oriel.ffmpeg.MediaRequest;
import dev.oriel.http.HttpAccess;
import dev.oriel.http.HttpAddress;
import dev.oriel.http.RtspRoute;
import dev.oriel.http.RtspTunnel;
import dev.oriel.time.Clocks;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Live video over RTSP, in the clear or in TLS.
///
/// Every picture is published when it comes; that is its capture time. MJPEG passes through as it is. Without an option that says
/// otherwise the stream comes over TCP, and over UDP from a server that refuses that; in TLS all of it comes in the one connection.
public final class MediaSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(MediaSource.class);
    private static final String TCP = "tcp";
    private static final String UDP = "udp";

    private final String url;
    private final @Nullable String transport;
    private final SourceTerms terms;
    private final HttpAccess access;
    private final Clocks clocks;
    /// The server has refused TCP, and not UDP since.
    private boolean overUdp;

    /// @param url         `rtsp://…`, `rtsps://…`
    /// @param transport   `tcp`, `udp`, or null for whichever works
    /// @param terms       what the settings say of this camera
    public MediaSource(String url, @Nullable String transport, SourceTerms terms, Clocks clocks) {
        this.url = url;
        this.transport = transport;
        this.terms = terms;
        this.clocks = clocks;
        access = HttpAccess.of(HttpAddress.rtsp(url), terms.tls(), terms.silence(), new CertificateReports(terms.camera()),
                clocks.nanoTime());
    }

    /// A stream, and the tunnel that it comes through.
    private record Opened(MediaInput input, RtspTunnel tunnel) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try (tunnel) {
                input.close();
            }
        }
    }

    @Override
    public void run(FrameSink sink) throws IOException, InterruptedException {
        try (var opened = open(new RtspRoute(url, access), sink)) {
            LiveReceiver.run(opened.input, sink, clocks);
        }
        if (!sink.stopped()) {
            throw new LostException("the stream ended");
        }
    }

    private Opened open(RtspRoute route, FrameSink sink) throws IOException {
        if (transport != null) {
            return open(transport, route, sink);
        }
        try {
            return open(overUdp ? UDP : TCP, route, sink);
        } catch (IOException e) {
            if (route.isSecure() || !MediaInput.TRANSPORT_REFUSED.equals(e.getMessage())) {
                throw e;
            }
            overUdp = !overUdp;
            LOG.info("{}: the server refuses RTSP over {}, trying {}", terms.camera(), overUdp ? "TCP" : "UDP",
                    overUdp ? "UDP" : "TCP");
            return open(overUdp ? UDP : TCP, route, sink);
        }
    }

    private Opened open(String over, RtspRoute route, FrameSink sink) throws IOException {
        while (true) {
            var tunnel = route.open(sink::stopped);
            try {
                return new Opened(open(over, route, tunnel, sink), tunnel);
            } catch (IOException e) {
                tunnel.close();
                if (sink.stopped() || !route.follow(tunnel)) {
                    throw e;
                }
            } catch (RuntimeException e) {
                tunnel.close();
                throw e;
            }
        }
    }

    private MediaInput open(String over, RtspRoute route, RtspTunnel tunnel, FrameSink sink) throws IOException {
        var options = Map.of("rtsp_transport", route.isSecure() ? TCP : over);
        var request = MediaRequest.network(route.through(tunnel), options, terms.silence().get(), clocks.nanoTime());
        return MediaInput.open(request, sink.limits(), sink::stopped);
    }
}
