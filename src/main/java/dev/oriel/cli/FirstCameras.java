package dev.oriel.cli;

import dev.oriel.v4l2.Cameras;
import dev.oriel.v4l2.Posix;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What is served when nobody has named a camera: the capture devices of this machine, or a test picture where there is none.
final class FirstCameras {
    private FirstCameras() {
    }

    /// Settings, by key.
    static Map<String, String> find() {
        var settings = new LinkedHashMap<String, String>();
        for (var found : Cameras.list(Posix.system())) {
            if (found.isUsable() || found.cause() != null) {
                var name = name(found.card(), settings);
                settings.put("cameras." + name + ".uri", "v4l2:" + found.path());
                settings.put("cameras." + name + ".title", found.card().isEmpty() ? found.path() : found.card());
            }
        }
        if (settings.isEmpty()) {
            settings.put("cameras.test.uri", "test:");
            settings.put("cameras.test.title", "Test picture");
        }
        return settings;
    }

    /// A name for addresses out of what a device calls itself, unlike any in `taken`.
    static String name(String card, Map<String, String> taken) {
        var plain = card.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        var base = plain.isEmpty() ? "camera" : plain.substring(0, Math.min(plain.length(), 28)).replaceAll("-$", "");
        var name = base;
        for (int i = 2; taken.containsKey("cameras." + name + ".uri"); i++) {
            name = base + "-" + i;
        }
        return name;
    }
}
