package dev.oriel.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/// Writes settings as a YAML file that people go on with.
public final class SettingsText {
    private SettingsText() {
    }

    /// @param keys such as `server.port`, in the order in which they are to stand
    public static String of(Map<String, String> keys) {
        var root = new LinkedHashMap<String, Object>();
        keys.forEach((key, value) -> put(root, key, value));
        var options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        return new Yaml(options).dump(root);
    }

    @SuppressWarnings("unchecked") // all that is put there are texts and such maps
    private static void put(Map<String, Object> map, String key, String value) {
        int dot = key.indexOf('.');
        if (dot < 0) {
            map.put(key, value.matches("\\d{1,9}") ? Integer.valueOf(value) : value);
        } else {
            var below = map.computeIfAbsent(key.substring(0, dot), _ -> new LinkedHashMap<String, Object>());
            put((Map<String, Object>) below, key.substring(dot + 1), value);
        }
    }
}
