package dev.oriel.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.TreeMap;

/// How every answer is written: type, length, no sniffing, no cache unless said otherwise; `HEAD` without a body.
final class Reply {
    private Reply() {
    }

    static void json(HttpServerRequest request, int status, JsonObject body) {
        var response = head(request, status, "application/json; charset=utf-8").putHeader("Cross-Origin-Resource-Policy",
                "same-origin");
        body(request, response, body.toBuffer());
    }

    /// Answers with an error: as JSON, or as a page where a browser would show it.
    static void error(HttpServerRequest request, HttpError error) {
        var response = request.response();
        if (response.headWritten() || response.closed()) {
            return;
        }
        error.headers().forEach(response::putHeader);
        if (ErrorPage.isWanted(request)) {
            body(request, head(request, error.status(), "text/html; charset=utf-8"), ErrorPage.of(request, error));
            return;
        }
        var body = new JsonObject().put("code", error.code()).put("message", String.valueOf(error.getMessage()));
        if (!error.problems().isEmpty()) {
            body.put("settings", new JsonObject(new TreeMap<>(error.problems())));
        }
        json(request, error.status(), new JsonObject().put("error", body));
    }

    static void text(HttpServerRequest request, String contentType, Buffer body) {
        body(request, head(request, 200, contentType), body);
    }

    /// An answer's head with what all have in common; no body yet.
    static HttpServerResponse head(HttpServerRequest request, int status, String contentType) {
        return request.response().setStatusCode(status).putHeader("Content-Type", contentType)
                .putHeader("X-Content-Type-Options", "nosniff").putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cache-Control", "no-store");
    }

    static void body(HttpServerRequest request, HttpServerResponse response, Buffer body) {
        response.putHeader("Content-Length", Integer.toString(body.length()));
        if (isHead(request)) {
            response.end();
        } else {
            response.end(body);
        }
    }

    static boolean isHead(HttpServerRequest request) {
        return request.method().name().equals("HEAD");
    }
}
