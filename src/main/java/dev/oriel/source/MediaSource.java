package dev.oriel.source;

import dev.oriel.ffmpeg.MediaInput;
import dev.oriel.ffmpeg.MediaRequest;
import dev.oriel.ffmpeg.NetworkBytes;
import dev.oriel.ffmpeg.Protocols;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// Live video of the network: RTSP, HLS, MPEG-TS and MJPEG over HTTP, and whatever else FFmpeg reads from there.
///
/// Every picture is published when it comes; that is its capture time. MJPEG passes through as it is.
public final class MediaSource implements Source {
    /// What a body of JPEGs is called, one after another or in parts.
    private static final List<String> JPEG_STREAMS = List.of("multipart/x-mixed-replace", "image/jpeg", "image/jpg",
            "video/x-motion-jpeg", "video/x-mjpeg", "video/mjpeg");

    private final MediaRequest request;
    private final LongSupplier epochMicros;

    /// @param url         `rtsp://…`, `rtsps://…`, `http://…`, `https://…`
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
        if (request.protocols() == Protocols.HTTP) {
            runHttp(sink);
        } else {
            try (var input = MediaInput.open(request, sink.limits(), sink::stopped)) {
                LiveReceiver.run(input, sink, epochMicros);
            }
        }
        if (!sink.stopped()) {
            throw new LostException("the stream ended");
        }
    }

    private void runHttp(FrameSink sink) throws IOException, InterruptedException {
        var bytes = NetworkBytes.open(request, sink::stopped);
        if (JPEG_STREAMS.stream().anyMatch(bytes.contentType()::startsWith)) {
            try (bytes) {
                new JpegStream(sink, epochMicros).run(bytes);
            }
        } else {
            try (var input = MediaInput.open(bytes, sink.limits())) {
                LiveReceiver.run(input, sink, epochMicros);
            }
        }
    }
}
