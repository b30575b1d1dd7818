package dev.oriel.http;

import java.io.IOException;

/// A server answered, and not with what was asked for. The message is a short cause for a person.
public final class StatusException extends IOException {
    private static final int UNAUTHORIZED = 401;

    private final int status;

    StatusException(int status, String words) {
        super(words);
        this.status = status;
    }

    /// The code of the answer, such as 404.
    public int status() {
        return status;
    }

    /// To be called before a request is made again on one's own: with a login that was refused, that could lock the account.
    ///
    /// @throws StatusException when `failure` says so
    public static void endAtRefusedLogin(IOException failure) throws StatusException {
        if (failure instanceof StatusException refused && refused.status == UNAUTHORIZED) {
            throw refused;
        }
    }

    static StatusException of(int status) {
        return new StatusException(status, words(status));
    }

    private static String words(int status) {
        return switch (status) {
            case 400 -> "bad request (400)";
            case 401 -> "wrong user or password (401)";
            case 403 -> "forbidden (403)";
            case 404 -> "not found (404)";
            case 429 -> "too many requests (429)";
            default -> status >= 500 && status < 600
                    ? "error in the server (5xx)"
                    : status >= 400 && status < 500 ? "refused by the server (4xx)" : "unexpected answer (" + status + ")";
        };
    }
}
