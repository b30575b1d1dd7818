package dev.oriel.orient;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A request to move a camera.
public sealed interface OrientRequest {
    /// Presets of one camera.
    int MOST_PRESETS = 32;

    /// Allowed names of presets.
    Pattern PRESET = Pattern.compile("[a-z0-9-]{1,32}");

    /// Allowed numbers: Java reads more as one than people write, such as hexadecimal digits, a type's letter and spaces.
    Pattern NUMBER = Pattern.compile("[+-]?(\\d{1,9}(\\.\\d{0,9})?|\\.\\d{1,9})");

    /// Looks there.
    ///
    /// @param values of the axes that are to move
    record To(Map<Axis, Double> values) implements OrientRequest {}

    /// Looks that far from where it looks now or is on its way to.
    ///
    /// @param distances of the axes that are to move
    record By(Map<Axis, Double> distances) implements OrientRequest {}

    /// Looks at what was saved under that name.
    record ToPreset(String name) implements OrientRequest {}

    /// Looks where it looks by default.
    record Home() implements OrientRequest {}

    /// Stands still, and ends a tour.
    record Stop() implements OrientRequest {}

    /// Begins to go from preset to preset, or ends that.
    record Tour(boolean on) implements OrientRequest {}

    /// Reads the parameters of a request.
    ///
    /// @param parameter the value of a parameter, or null where it is not there
    /// @throws IllegalArgumentException with words for a user when they ask for nothing, for several things, or make no sense
    static OrientRequest of(Function<String, @Nullable String> parameter) {
        var found = new ArrayList<OrientRequest>();
        var to = numbers(parameter, "");
        if (!to.isEmpty()) {
            found.add(new To(to));
        }
        var by = numbers(parameter, "d");
        if (!by.isEmpty()) {
            found.add(new By(by));
        }
        var preset = parameter.apply("preset");
        if (preset != null) {
            found.add(new ToPreset(preset(preset)));
        }
        if (parameter.apply("home") != null) {
            found.add(new Home());
        }
        if (parameter.apply("stop") != null) {
            found.add(new Stop());
        }
        var tour = parameter.apply("tour");
        if (tour != null) {
            found.add(new Tour(isOn(tour)));
        }
        return theOnly(found);
    }

    private static OrientRequest theOnly(List<OrientRequest> found) {
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "nothing is asked for: allowed: pan, tilt, zoom, or dpan, dtilt, dzoom, or one of preset, home, stop, tour");
        }
        if (found.size() > 1) {
            throw new IllegalArgumentException(
                    "several things are asked for at once: position, distance, preset, home, stop and tour exclude each other");
        }
        return found.getFirst();
    }

    private static Map<Axis, Double> numbers(Function<String, @Nullable String> parameter, String prefix) {
        var numbers = new EnumMap<Axis, Double>(Axis.class);
        for (var axis : Axis.values()) {
            var name = prefix + axis.word();
            var text = parameter.apply(name);
            if (text != null) {
                numbers.put(axis, number(name, text));
            }
        }
        return numbers;
    }

    private static double number(String name, String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException(name + ": allowed: a number, such as 12 or -4.5");
        }
        return Double.parseDouble(text);
    }

    /// @throws IllegalArgumentException with words for a user when no preset may be called so
    static String preset(String name) {
        if (!PRESET.matcher(name).matches()) {
            throw new IllegalArgumentException("preset: allowed: 1 to 32 of a-z, 0-9 and -");
        }
        return name;
    }

    private static boolean isOn(String word) {
        return switch (word) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new IllegalArgumentException("tour: allowed: on, off");
        };
    }
}
