package dev.oriel.web;

import java.util.Map;

/// A request that is refused, as the caller is told: `{"error":{"code":…,"message":…}}` with the status, or a page that says the same.
final class HttpError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final transient Map<String, String> headers;
    private final boolean hasPages;

    HttpError(int status, String code, String message) {
        this(status, code, message, Map.of());
    }

    HttpError(int status, String code, String message, Map<String, String> headers) {
        this(status, code, message, headers, true);
    }

    private HttpError(int status, String code, String message, Map<String, String> headers, boolean hasPages) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.headers = headers;
        this.hasPages = hasPages;
    }

    /// The same where the caller cannot reach the pages beside this address.
    HttpError withoutPages() {
        return new HttpError(status, code, String.valueOf(getMessage()), headers, false);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    Map<String, String> headers() {
        return headers;
    }

    /// True when the wall can be reached from where this happened.
    boolean hasPages() {
        return hasPages;
    }

    static HttpError notFound(String message) {
        return new HttpError(404, "not-found", message);
    }

    static HttpError badRequest(String message) {
        return new HttpError(400, "bad-request", message);
    }
}
