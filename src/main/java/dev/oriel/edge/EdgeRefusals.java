package dev.oriel.edge;

import io.vertx.core.json.JsonObject;

/// What an edge is told of a camera that is not accepted, or no longer.
final class EdgeRefusals {
    private EdgeRefusals() {
    }

    static String badName(String name) {
        return error(name, "bad-name", "a camera's name has 1 to 32 lower-case letters, digits and dashes");
    }

    static String notAllowed(String name) {
        return error(name, "not-allowed", "this key is not good for that name");
    }

    static String loop(String name) {
        return error(name, "loop", "this camera has come this way before");
    }

    static String of(String name, RefusedException why) {
        return error(name, switch (why.reason()) {
            case NAME -> "bad-name";
            case TAKEN, FORMAT -> "name-taken";
            case SECOND, SILENT -> "other-publisher";
            case REVOKED -> "not-allowed";
            case NAMES -> "too-many-names";
            case FULL, UPLOADS, MEMORY -> "too-many-cameras";
        }, why.words());
    }

    private static String error(String name, String code, String words) {
        return new JsonObject().put("type", "error").put("code", code).put("message", words).put("name", name).encode();
    }
}
