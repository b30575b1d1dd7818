package dev.oriel.edge;

import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Hub;
import dev.oriel.observe.Printable;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// The cameras that an edge offers a relay, all of them each time.
///
/// @param edge    its id, see [EdgeId]
/// @param version of its program
/// @param cameras by different names, each a possible one
/// @param badNames names that no camera can have
record EdgeOffer(String edge, String version, List<OfferedCamera> cameras, List<String> badNames) {
    static final int MOST_CAMERAS = 256;
    private static final int MOST_VERSION = 40;

    EdgeOffer {
        cameras = List.copyOf(cameras);
        badNames = List.copyOf(badNames);
    }

    /// Reads an offer.
    ///
    /// @throws ProtocolException when it is none, or offers too much
    /// @throws ClassCastException when a field has the wrong type
    static EdgeOffer read(JsonObject json) throws ProtocolException {
        if (!(json.getValue("edge") instanceof String edge) || !EdgeId.isId(edge)) {
            throw new ProtocolException("an offer names its edge by 32 hexadecimal digits");
        }
        var list = json.getJsonArray("cameras");
        if (list == null || list.size() > MOST_CAMERAS) {
            throw new ProtocolException("an offer has a list of at most " + MOST_CAMERAS + " cameras");
        }
        var cameras = new LinkedHashMap<String, OfferedCamera>();
        var badNames = new ArrayList<String>();
        for (int i = 0; i < list.size(); i++) {
            var one = list.getJsonObject(i);
            if (one == null) {
                throw new ProtocolException("a camera that is null");
            }
            var name = OfferedCamera.name(one);
            if (!Hub.isName(name)) {
                badNames.add(name);
            } else if (cameras.put(name, OfferedCamera.read(one)) != null) {
                throw new ProtocolException("the camera " + name + " is offered twice");
            }
        }
        return new EdgeOffer(edge, Printable.of(json.getString("version", ""), MOST_VERSION), List.copyOf(cameras.values()),
                badNames);
    }
}
