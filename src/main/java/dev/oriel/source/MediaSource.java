package dev.oriel.source;

import dev.oriel.ffmpeg.MediaInput;
import dev.oriel.ffmpeg.MediaRequest;
import java.io.IOException;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Live video over RTSP.
///
/// Every picture is published when it comes; that is its capture time. MJPEG passes through as it is. Without an option that says
/// otherwise the stream comes over TCP, and over UDP from a server that refuses that.
public final class MediaSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(MediaSource.class);

    private final String url;
    private final @Nullable String transport;
    private final SourceTerms terms;
    private final LongSupplier epochMicros;
    /// The server has refused TCP, and not UDP since.
    private boolean overUdp;

    /// @param url         `rtsp://…`
    /// @param transport   `tcp`, `udp`, or null for whichever works
    /// @param terms       what the settings say of this camera
    /// @param epochMicros the clock, microseconds since 1970-01-01 UTC
    public MediaSource(String url, @Nullable String transport, SourceTerms terms, LongSupplier epochMicros) {
        this.url = url;
        this.transport = transport;
        this.terms = terms;
        this.epochMicros = epochMicros;
    }

    @Override
    public void run(FrameSink sink) throws IOException, InterruptedException {
        try (var input = open(sink)) {
            LiveReceiver.run(input, sink, epochMicros);
        }
        if (!sink.stopped()) {
            throw new LostException("the stream ended");
        }
    }

    private MediaInput open(FrameSink sink) throws IOException {
        if (transport != null) {
            return open(transport, sink);
        }
        try {
            return open(overUdp ? "udp" : "tcp", sink);
        } catch (IOException e) {
            if (!MediaInput.TRANSPORT_REFUSED.equals(e.getMessage())) {
                throw e;
            }
            overUdp = !overUdp;
            LOG.info("{}: the server refuses RTSP over {}, trying {}", terms.camera(), overUdp ? "TCP" : "UDP",
                    overUdp ? "UDP" : "TCP");
            return open(overUdp ? "udp" : "tcp", sink);
        }
    }

    private MediaInput open(String over, FrameSink sink) throws IOException {
        var request = MediaRequest.network(url, Map.of("rtsp_transport", over)).withPatience(terms.silence().get());
        return MediaInput.open(request, sink.limits(), sink::stopped);
    }
}
