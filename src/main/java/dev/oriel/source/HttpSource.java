package dev.oriel.source;

import dev.oriel.http.Answer;
import dev.oriel.http.CameraClient;
import dev.oriel.http.HttpAccess;
import dev.oriel.http.HttpAddress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// A camera behind HTTP: streams of JPEGs, addresses that answer one JPEG a request, HLS, MPEG-TS, and whatever else FFmpeg reads of
/// an answer's body.
///
/// What is live is published when it comes, and that is its capture time; what has an end plays in real time. JPEGs pass through as
/// they are.
public final class HttpSource implements Source {
    private final HttpAccess access;
    private final boolean loop;
    private final SourceContext context;
    private final HlsPlayback hls;

    /// @param url  `http://…` or `https://…`
    /// @param loop true to begin again at the end of what has one
    public HttpSource(String url, boolean loop, SourceTerms terms, SourceContext context) {
        this.loop = loop;
        this.context = context;
        hls = new HlsPlayback(new HlsPlayback.Form(loop, context.streams(), context.clocks()));
        access = HttpAccess.of(HttpAddress.parse(url), terms.tls(), () -> hls.patience(terms.silence().get()),
                new CertificateReports(terms.camera()), context.clocks().nanoTime());
    }

    @Override
    public Retry retry() {
        return hls.retry();
    }

    @Override
    public void run(FrameSink sink) throws IOException, InterruptedException {
        hls.begin();
        do {
            try (var client = new CameraClient(access, sink::stopped); var answer = client.get()) {
                play(client, answer, sink);
            }
        } while (loop && !sink.stopped());
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
            case PLAYLIST -> hls.run(client, answer, body, sink);
            case VIDEO -> new HttpVideo(client, loop, sink, context.clocks()).run(answer, body, content);
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
}
