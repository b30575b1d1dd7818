package dev.oriel.hub;

import dev.oriel.orient.RemoteOrient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The image controls of a camera of another process.
///
/// @param asking the way there
public record RemoteControls(RemoteOrient.Asking asking) implements ImageControls {
    private static final String TYPE = "controls";

    @Override
    public List<ImageControl> list() throws IOException {
        return read(ask(new JsonObject()));
    }

    @Override
    public void change(Map<String, Integer> values) throws IOException {
        asking.ask(TYPE, new JsonObject().put("values", new JsonObject(new TreeMap<String, Object>(values))));
    }

    private JsonObject ask(JsonObject words) throws IOException {
        try {
            return asking.ask(TYPE, words);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static List<ImageControl> read(JsonObject answer) throws IOException {
        try {
            return ControlsJson.readWhatIsSaid(answer);
        } catch (IllegalArgumentException | ClassCastException e) {
            throw new IOException("the answer of its process is not understood", e);
        }
    }
}
