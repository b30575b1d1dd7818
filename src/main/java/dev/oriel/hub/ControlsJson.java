package dev.oriel.hub;

import dev.oriel.observe.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Image controls as JSON: the one form in which they cross HTTP, the bus and an edge's connection.
public final class ControlsJson {
    private static final int MOST_CONTROLS = 256;
    private static final int MOST_ENTRIES = 256;
    private static final int MOST_WORDS = 64;

    private ControlsJson() {
    }

    /// `{"controls":[…]}`.
    public static JsonObject write(List<ImageControl> controls) {
        var list = new JsonArray();
        for (var control : controls) {
            var json = new JsonObject().put("name", control.name()).put("type", control.type()).put("min", control.minimum())
                    .put("max", control.maximum()).put("step", control.step()).put("default", control.usual())
                    .put("value", control.value()).put("writable", control.writable()).put("active", control.active());
            if (!control.menu().isEmpty()) {
                var menu = new JsonArray();
                control.menu()
                        .forEach(entry -> menu.add(new JsonObject().put("value", entry.value()).put("name", entry.words())));
                json.put("menu", menu);
            }
            list.add(json);
        }
        return new JsonObject().put("controls", list);
    }

    /// What another process says; its texts become bounded ones.
    ///
    /// @throws IllegalArgumentException or [ClassCastException] when it makes no sense
    public static List<ImageControl> readWhatIsSaid(JsonObject json) {
        try {
            return read(json);
        } catch (NullPointerException e) {
            throw new IllegalArgumentException("a value is null that cannot be", e);
        }
    }

    private static List<ImageControl> read(JsonObject json) {
        var list = json.getJsonArray("controls", new JsonArray());
        var controls = new ArrayList<ImageControl>();
        for (int i = 0; i < Math.min(list.size(), MOST_CONTROLS); i++) {
            var one = Objects.requireNonNullElse(list.getJsonObject(i), new JsonObject());
            controls.add(
                    new ImageControl(words(one, "name"), words(one, "type"), one.getInteger("min", 0), one.getInteger("max", 0),
                            one.getInteger("step", 1), one.getInteger("default", 0), one.getInteger("value"),
                            menu(one.getJsonArray("menu", new JsonArray())), one.getBoolean("writable", true),
                            one.getBoolean("active", true)));
        }
        return controls;
    }

    private static List<ImageControl.MenuEntry> menu(JsonArray entries) {
        var menu = new ArrayList<ImageControl.MenuEntry>();
        for (int i = 0; i < Math.min(entries.size(), MOST_ENTRIES); i++) {
            var entry = Objects.requireNonNullElse(entries.getJsonObject(i), new JsonObject());
            menu.add(new ImageControl.MenuEntry(entry.getInteger("value", 0), words(entry, "name")));
        }
        return menu;
    }

    private static String words(JsonObject json, String name) {
        return Printable.of(Objects.requireNonNullElse(json.getString(name), ""), MOST_WORDS);
    }

    /// A change as a stranger asks for it: `{"Brightness": 120, "Contrast": null}`.
    ///
    /// @throws IllegalArgumentException with words for a user when a value is no whole number
    public static Map<String, Integer> readChange(JsonObject json) {
        if (json.isEmpty() || json.size() > MOST_CONTROLS) {
            throw new IllegalArgumentException("allowed: names of controls and their values, 1 to " + MOST_CONTROLS);
        }
        var values = new HashMap<String, Integer>();
        for (var name : json.fieldNames()) {
            values.put(name, switch (json.getValue(name)) {
                case null -> null;
                case Integer value -> value;
                case Boolean value -> value ? 1 : 0;
                default -> throw new IllegalArgumentException(
                        Printable.of(name, MOST_WORDS)
                                + ": allowed: a whole number, true, false, or null for the driver's default");
            });
        }
        return values;
    }
}
