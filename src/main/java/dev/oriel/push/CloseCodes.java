package dev.oriel.push;

import dev.oriel.observe.Printable;

/// The close codes of the edge's connection, and what they mean for the edge.
final class CloseCodes {
    static final int GOING_AWAY = 1001;
    static final int NOT_UNDERSTOOD = 1003;
    static final int TOO_LARGE = 1009;
    static final int TOO_MANY = 4429;
    private static final int NOT_LOGGED_IN = 4401;
    private static final int NOT_ALLOWED = 4403;
    private static final int TAKEN = 4409;
    private static final int MOST_REASON = 120;

    private CloseCodes() {
    }

    /// What it means that the relay has closed with a code.
    ///
    /// @param reason the relay's words
    static Lost lost(int code, String reason) {
        var words = reason.isBlank() ? "" : ": " + Printable.of(reason.strip(), MOST_REASON);
        return switch (code) {
            case NOT_LOGGED_IN -> new Lost(Handshake.WRONG_KEY, Lost.Retry.LATEST);
            case NOT_ALLOWED -> new Lost(Handshake.NOT_ALLOWED, Lost.Retry.LATEST);
            case TAKEN -> new Lost("another edge with the same key and the same data folder has connected in this one's place",
                    Lost.Retry.LATER);
            case TOO_MANY -> new Lost("the relay asks for less" + words, Lost.Retry.LATER);
            case GOING_AWAY -> new Lost("the relay has ended" + words, Lost.Retry.USUAL);
            default -> new Lost("the relay has closed the connection (" + code + words + ")", Lost.Retry.LATER);
        };
    }
}
