package dev.oriel.edge;

import io.vertx.core.json.JsonObject;

/// Settings as an edge says that they are.
final class EdgeSettings {
    private EdgeSettings() {
    }

    static JsonObject of(String title, String filter) {
        return new JsonObject().put("title", title).putNull("fps").putNull("size").put("quality", 80).put("rotate", 0)
                .put("flip", "none").put("filter", filter);
    }
}
