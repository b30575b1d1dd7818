package dev.oriel.hub;

import dev.oriel.observe.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
        return new JsonObject().put("settings", SettingsPatch.write(settings))
                .put("origins", new JsonObject(new TreeMap<>(origins)))
                .put("locked", new JsonArray(locked.stream().sorted().toList()))
                .put("keptIn", keptIn.substring(keptIn.lastIndexOf('/') + 1));
    }

    /// What another process says of its camera: texts become one bounded line each, and unknown names are left out.
    ///
    /// @throws IllegalArgumentException or [ClassCastException] or [NullPointerException] when it is none
    static ConfiguredSettings readWhatIsSaid(JsonObject json) {
        var said = json.getJsonObject("origins");
        var origins = new TreeMap<String, String>();
        var locked = new TreeSet<String>(
                json.getJsonArray("locked").stream().map(String.class::cast).collect(Collectors.toSet()));
        locked.retainAll(CameraSettings.LOCKABLE);
        CameraSettings.LOCKABLE.stream().filter(said::containsKey)
                .forEach(name -> origins.put(name, Printable.of(said.getString(name), MOST_WORDS)));
        return new ConfiguredSettings(SettingsPatch.readWhatIsSaid(json.getJsonObject("settings")), origins, locked,
                Printable.of(json.getString("keptIn"), MOST_WORDS), true);
    }

    /// Where each setting of `now` comes from, as the API says it.
    public JsonObject describe(CameraSettings now) {
        var stands = SettingsPatch.write(now);
        var changed = SettingsPatch.difference(settings, now);
        var all = new JsonObject();
        SettingsPatch.write(settings).forEach(entry -> {
            var name = entry.getKey();
            all.put(name, new JsonObject().put("value", stands.getValue(name)).put("changed", changed.containsKey(name))
                    .put("configured", entry.getValue()).put("source", origins.getOrDefault(name, "default"))
                    .put("locked", locked.contains(name)));
        });
        return new JsonObject().put("keptIn", keptIn).put("elsewhere", elsewhere).put("settings", all);
    }
}
