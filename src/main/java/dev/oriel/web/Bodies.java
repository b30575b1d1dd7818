package dev.oriel.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/// Request bodies of a bounded size.
final class Bodies {
    private Bodies() {
    }

    /// Reads the whole body and hands it over; an [HttpError] thrown by `taker` is answered, as is a body that is too large.
    static void read(HttpServerRequest request, int mostBytes, Consumer<Buffer> taker) {
        var body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() + chunk.length() > mostBytes) {
                request.handler(null);
                request.endHandler(null);
                Reply.error(request, new HttpError(413, "too-large", "a body has at most " + mostBytes + " bytes"));
                request.connection().close();
            } else {
                body.appendBuffer(chunk);
            }
        });
        request.endHandler(nothing -> {
            try {
                taker.accept(body);
            } catch (HttpError e) {
                Reply.error(request, e);
            }
        });
    }
}
