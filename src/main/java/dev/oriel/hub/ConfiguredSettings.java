package dev.oriel.hub;

import dev.oriel.observe.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A camera's settings without what was changed while running, and the places that they come from.
///
/// @param settings  as the files, the environment and the command line say
/// @param origins   where each of them was read, in words for a user, such as `oriel.yaml line 3`; nothing for a default
/// @param locked    names of those that cannot be changed while running
/// @param keptIn    the file that keeps what was changed while running
/// @param elsewhere true where these places are on another machine
public record ConfiguredSettings(CameraSettings settings, Map<String, String> origins, Set<String> locked, String keptIn,
        boolean elsewhere) {
    private static final int MOST_WORDS = 300;

    public ConfiguredSettings {
        origins = Map.copyOf(origins);
        locked = Set.copyOf(locked);
    }

    /// As it crosses the bus and an edge's connection: without the folders of this machine.
    JsonObject write() {
        return new JsonObject().put("settings", settings.json()).put("origins", new JsonObject(new TreeMap<>(origins)))
                .put("locked", new JsonArray(locked.stream().sorted().toList()))
                .put("keptIn", keptIn.substring(keptIn.lastIndexOf('/') + 1));
    }

    /// What another process says of its camera: texts become one bounded line each, and unknown names are left out.
    ///
    /// @throws IllegalArgumentException or [ClassCastException] or [NullPointerException] when it is none
    static ConfiguredSettings readWhatIsSaid(JsonObject json) {
        var said = json.getJsonObject("origins");
        var origins = new TreeMap<String, String>();
        CameraSetting.NAMES.stream().filter(said::containsKey)
                .forEach(name -> origins.put(name, Printable.of(said.getString(name), MOST_WORDS)));
        return new ConfiguredSettings(CameraSettings.readWhatIsSaid(json.getJsonObject("settings")), origins,
                CameraSetting.known(json.getJsonArray("locked")),
                Printable.of(json.getString("keptIn"), MOST_WORDS), true);
    }

    /// Where each setting of `now` comes from, as the API says it.
    public JsonObject describe(CameraSettings now) {
        var stands = now.json();
        var changed = SettingsPatch.between(settings, now).names();
        var all = new JsonObject();
        settings.json().forEach(entry -> {
            var name = entry.getKey();
            all.put(name, new JsonObject().put("value", stands.getValue(name)).put("changed", changed.contains(name))
                    .put("configured", entry.getValue()).put("source", origins.getOrDefault(name, "default"))
                    .put("locked", locked.contains(name)));
        });
        return new JsonObject().put("keptIn", keptIn).put("elsewhere", elsewhere).put("settings", all);
    }
}
