package dev.oriel.config;

import dev.oriel.hub.Hub;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The settings as somebody wrote them, by key, from all the places where they can stand: a stronger place overwrites a weaker one.
///
/// Threads: used by one.
final class RawSettings {
    static final String CAMERAS = "cameras.";
    static final String PREFIX = "ORIEL_";
    private static final Setting<?> PORT_OF_PLATFORM = Keys.PORT;
    private static final Set<String> LAUNCHERS = Set.of("ORIEL_JAVA", "ORIEL_JAVA_OPTS", "ORIEL_DATA", "ORIEL_USERS",
            "ORIEL_KEYS");
    private static final Set<String> SECTIONS = Keys.ONCE.stream().map(Setting::key)
            .flatMap(key -> Stream.iterate(key, each -> each.contains("."), each -> each.substring(0, each.lastIndexOf('.'))))
            .map(key -> key.contains(".") ? key.substring(0, key.lastIndexOf('.')) : key).collect(Collectors.toUnmodifiableSet());

    private final Map<String, RawValue> values = new LinkedHashMap<>();
    private final Set<String> wrongNames = new HashSet<>();
    private final Problems problems;

    private RawSettings(Problems problems) {
        this.problems = problems;
    }

    /// Weakest first.
    static Map<String, RawValue> gather(SettingsReader.Inputs inputs, Problems problems, UsedFiles used) {
        var raw = new RawSettings(problems);
        var files = new SettingsFiles(inputs, problems, used);
        files.yaml().forEach(raw::put);
        var fromFile = Map.copyOf(raw.values);
        var dotEnv = files.dotEnv();
        raw.environment(dotEnv, true);
        raw.environment(inputs.environment().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
                entry -> new RawValue(entry.getValue(), "environment variable " + entry.getKey()))), false);
        inputs.commandLine().forEach((key, value) -> raw.put(key, new RawValue(value, "command line")));
        ImageToImageKeys.takeOver(raw.values, fromFile, dotEnv);
        return raw.values;
    }

    /// Names of the cameras, in the order in which they were given.
    static Set<String> cameraNames(Map<String, RawValue> raw) {
        return raw.keySet().stream().filter(key -> key.startsWith(CAMERAS)).map(RawSettings::cameraOf)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String cameraOf(String key) {
        int dot = key.indexOf('.', CAMERAS.length());
        return dot < 0 ? key.substring(CAMERAS.length()) : key.substring(CAMERAS.length(), dot);
    }

    // --- the environment

    private void environment(Map<String, RawValue> variables, boolean strict) {
        var port = variables.get("PORT");
        if (port != null && !port.text().isBlank()) {
            values.put(PORT_OF_PLATFORM.key(), port);
        }
        variables.forEach((name, value) -> {
            if (!name.startsWith(PREFIX) || value.text().isBlank()) {
                return;
            }
            if (LAUNCHERS.contains(name)) {
                if (strict) {
                    problems.add(name + " (" + value.origin() + "): allowed in the environment only");
                }
                return;
            }
            environmentKey(name.substring(PREFIX.length())).ifPresentOrElse(key -> values.put(key, value), () -> {
                // A platform may put names of its own there (a service called "oriel" does), so only the file is held to account.
                if (strict) {
                    problems.add(name + " (" + value.origin() + "): unknown" + Nearest.variable(name));
                }
            });
        });
    }

    /// `SERVER_PORT` is `server.port`; `CAMERAS_FRONT_DOOR_URI` is `cameras.front-door.uri`.
    private static Optional<String> environmentKey(String name) {
        var plain = name.replace("_", "");
        for (var setting : Keys.ONCE) {
            if (setting.key().replaceAll("[.-]", "").equalsIgnoreCase(plain)) {
                return Optional.of(setting.key());
            }
        }
        var prefix = CAMERAS.toUpperCase(Locale.ROOT).replace('.', '_');
        if (name.startsWith(prefix)) {
            for (var setting : Keys.CAMERA) {
                var suffix = "_" + setting.key().replace('.', '_').toUpperCase(Locale.ROOT);
                if (name.endsWith(suffix) && name.length() > prefix.length() + suffix.length()) {
                    var camera = name.substring(prefix.length(), name.length() - suffix.length());
                    return Optional.of(CAMERAS + camera.toLowerCase(Locale.ROOT).replace('_', '-') + "." + setting.key());
                }
            }
        }
        return Optional.empty();
    }

    // --- keys

    private void put(String key, RawValue value) {
        if (key.startsWith(CAMERAS) ? isKnownOfCamera(key, value) : isKnown(key, value)) {
            values.put(key, value);
        }
    }

    private boolean isKnownOfCamera(String key, RawValue value) {
        var name = cameraOf(key);
        if (!Hub.isName(name)) {
            if (wrongNames.add(name)) {
                problems.add(key + " (" + value.origin() + "): the camera's name \"" + name
                        + "\": allowed: 1 to 32 lower-case letters, digits and dashes");
            }
            return false;
        }
        if (key.equals(CAMERAS + name)) {
            if (!value.text().isEmpty()) {
                problems.wrong(key, value, "a camera has keys of its own: allowed: " + key + ".uri");
            }
            return value.text().isEmpty();
        }
        var rest = key.substring(CAMERAS.length() + name.length() + 1);
        boolean known = Keys.CAMERA.stream().anyMatch(setting -> setting.key().equals(rest));
        if (!known) {
            problems.unknown(key, value, Nearest.ofCamera(name, rest));
        }
        return known;
    }

    private boolean isKnown(String key, RawValue value) {
        boolean known = Keys.ONCE.stream().anyMatch(setting -> setting.key().equals(key));
        if (SECTIONS.contains(key) || CAMERAS.equals(key + ".")) {
            problems.wrong(key, value, "other keys stand below this one: allowed: "
                    + (SECTIONS.contains(key) ? Nearest.below(key) : CAMERAS + "NAME." + Keys.URI.key()));
        } else if (!known) {
            problems.unknown(key, value, Nearest.suggestion(key));
        }
        return known;
    }
}
