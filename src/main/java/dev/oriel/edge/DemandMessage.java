package dev.oriel.edge;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/// The demand of a camera's viewers, as its publisher is told.
///
/// @param widthPixels the widest that a viewer can show, 0 for no limit
/// @param maxFps      the most frames per second that a viewer asks for, 0 for no limit
record DemandMessage(boolean watched, int widthPixels, double maxFps) {
    /// Nobody watches.
    static final DemandMessage NONE = new DemandMessage(false, 0, 0);

    String text() {
        var json = new JsonObject().put("type", "demand").put("watched", watched);
        if (widthPixels > 0) {
            json.put("width", widthPixels);
        }
        if (maxFps > 0) {
            json.put("maxFps", maxFps == Math.rint(maxFps) ? (Number) (long) maxFps : (Number) maxFps);
        }
        return json.put("codecs", new JsonArray().add("jpeg")).encode();
    }
}
