package dev.oriel.source;

import dev.oriel.ffmpeg.MediaInput;
import dev.oriel.ffmpeg.MediaRequest;
import dev.oriel.http.Answer;
import dev.oriel.http.CameraClient;
import dev.oriel.http.HttpAccess;
import dev.oriel.http.HttpAddress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;

/// A camera behind HTTP: streams of JPEGs, addresses that answer one JPEG a request, HLS, MPEG-TS, and whatever else FFmpeg reads of
/// an answer's body.
///
/// What is live is published when it comes, and that is its capture time; what has an end plays in real time. JPEGs pass through as
/// they are.
public final class HttpSource implements Source {
    private final HttpAccess access;
    private final SourceContext context;

    /// @param url `http://…` or `https://…`
    public HttpSource(String url, SourceTerms terms, SourceContext context) {
        this(HttpAccess.of(HttpAddress.parse(url), terms.tls(), terms.silence(), new CertificateReports(terms.camera())),
                context);
    }

    HttpSource(HttpAccess access, SourceContext context) {
        this.access = access;
        this.context = context;
    }

    @Override
    public void run(FrameSink sink) throws IOException, InterruptedException {
        try (var client = new CameraClient(access, sink::stopped); var answer = client.get()) {
            play(client, answer, sink);
        }
        if (!sink.stopped()) {
            throw new LostException("the stream ended");
        }
    }

    private void play(CameraClient client, Answer answer, FrameSink sink) throws IOException, InterruptedException {
        var type = answer.contentType();
        var body = HttpContent.isPlain(type) ? answer.body() : new BufferedInputStream(answer.body(), HttpContent.LOOK_BYTES);
        var content = HttpContent.of(type, HttpContent.isPlain(type) ? new byte[0] : start(body));
        switch (content.kind()) {
            case JPEGS -> new JpegPolling(client, sink, context).run(answer, body);
            case PLAYLIST -> playlist(answer, sink);
            case VIDEO -> new HttpVideo(client, sink, context.epochMicros()).run(answer, body, content);
            case OTHER -> throw content.refusal();
        }
    }

    private static byte[] start(InputStream body) throws IOException {
        var start = new byte[HttpContent.LOOK_BYTES];
        body.mark(start.length);
        int length = 0;
        for (int count = 0; count >= 0 && length < HttpContent.ENOUGH_BYTES; length += Math.max(0, count)) {
            count = body.read(start, length, start.length - length);
        }
        body.reset();
        return Arrays.copyOf(start, length);
    }

    private void playlist(Answer answer, FrameSink sink) throws IOException, InterruptedException {
        var request = MediaRequest.network(access.camera().toString(), Map.of());
        answer.close();
        try (var input = MediaInput.open(request, sink.limits(), sink::stopped)) {
            LiveReceiver.run(input, sink, context.epochMicros());
        }
    }
}
