package dev.oriel.source;

import dev.oriel.ffmpeg.MediaInput;
import dev.oriel.ffmpeg.MediaRequest;
import java.io.IOException;
import java.util.Map;
import java.util.function.LongSupplier;

/// Live video over RTSP.
///
/// Every picture is published when it comes; that is its capture time. MJPEG passes through as it is.
public final class MediaSource implements Source {
    private final MediaRequest request;
    private final LongSupplier epochMicros;

    /// @param url         `rtsp://…`
    /// @param options     of FFmpeg's protocol: `rtsp_transport` is `tcp` unless it says `udp`
    /// @param epochMicros the clock, microseconds since 1970-01-01 UTC
    public MediaSource(String url, Map<String, String> options, LongSupplier epochMicros) {
        this(MediaRequest.network(url, options), epochMicros);
    }

    MediaSource(MediaRequest request, LongSupplier epochMicros) {
        this.request = request;
        this.epochMicros = epochMicros;
    }

    @Override
    public void run(FrameSink sink) throws IOException, InterruptedException {
        try (var input = MediaInput.open(request, sink.limits(), sink::stopped)) {
            LiveReceiver.run(input, sink, epochMicros);
        }
        if (!sink.stopped()) {
            throw new LostException("the stream ended");
        }
    }
}
