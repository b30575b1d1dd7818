package dev.oriel.web;

import dev.oriel.edge.RefusedException;

/// Refusals of a publisher in the codes and words of a WebSocket's end.
final class PublishRefusals {
    /// RFC 6455, section 5.5: a control frame holds 125 bytes, two of which are the code.
    private static final int MOST_CHARACTERS = 100;

    private PublishRefusals() {
    }

    static short code(HttpError error) {
        return switch (error.status()) {
            case 401 -> OpenSockets.NOT_LOGGED_IN;
            case 404 -> OpenSockets.NO_SUCH_CAMERA;
            case 429 -> OpenSockets.TOO_MANY;
            default -> OpenSockets.NOT_ALLOWED;
        };
    }

    static short code(RefusedException why) {
        return switch (why.reason()) {
            case NAME, FORMAT -> OpenSockets.NOT_UNDERSTOOD;
            case TAKEN, SECOND -> OpenSockets.TAKEN;
            case SILENT -> OpenSockets.GOING_AWAY;
            case REVOKED -> OpenSockets.NOT_LOGGED_IN;
            case FULL, NAMES, UPLOADS, MEMORY -> OpenSockets.TOO_MANY;
        };
    }

    static String shortened(String words) {
        return words.length() <= MOST_CHARACTERS ? words : words.substring(0, MOST_CHARACTERS - 1) + "…";
    }
}
