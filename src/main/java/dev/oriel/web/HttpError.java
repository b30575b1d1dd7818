package dev.oriel.web;

import dev.oriel.hub.SettingsException;
import java.util.Map;

/// A request that is refused, as the caller is told: `{"error":{"code":…,"message":…}}` with the status, or a page that says the same.
final class HttpError extends RuntimeException {
    /// Of an address that asks for a login.
    static final String LOGIN_REQUIRED = "login-required";
    private final int status;
    private final String code;
    private final transient Map<String, String> headers;
    private final transient Map<String, String> problems;
    private final boolean hasPages;

    HttpError(int status, String code, String message) {
        this(status, code, message, Map.of());
    }

    HttpError(int status, String code, String message, Map<String, String> headers) {
        this(status, code, message, headers, Map.of(), true);
    }

    private HttpError(int status, String code, String message, Map<String, String> headers, Map<String, String> problems,
            boolean hasPages) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.headers = headers;
        this.problems = problems;
        this.hasPages = hasPages;
    }

    /// The same where the caller cannot reach the pages beside this address.
    HttpError withoutPages() {
        return new HttpError(status, code, String.valueOf(getMessage()), headers, problems, false);
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

    /// What is wrong with each setting, by its name; empty where the message is about something else.
    Map<String, String> problems() {
        return problems;
    }

    /// True when the wall can be reached from where this happened.
    boolean hasPages() {
        return hasPages;
    }

    static HttpError notFound(String message) {
        return new HttpError(404, "not-found", message);
    }

    /// There is no such camera, or none for the holder of the credential that was shown.
    static HttpError noSuchCamera() {
        return new HttpError(404, "no-such-camera", "there is no camera of that name");
    }

    /// Nothing was shown that a server that is locked knows.
    static HttpError loginRequired() {
        return new HttpError(401, LOGIN_REQUIRED, "log in, or send a key or a link");
    }

    /// The holder of a credential sees what he asks for, and may not do that with it.
    static HttpError notAllowed() {
        return new HttpError(403, "not-allowed", "this login, key or link is not good for that");
    }

    /// This program failed, and has logged how.
    static HttpError internal() {
        return new HttpError(500, "internal-error", "the server failed; its log says why");
    }

    static HttpError badRequest(String message) {
        return new HttpError(400, "bad-request", message);
    }

    /// Settings that a camera cannot have, each with its problem.
    static HttpError badSettings(SettingsException e) {
        return new HttpError(400, "bad-request", String.valueOf(e.getMessage()), Map.of(), e.problems(), true);
    }
}
