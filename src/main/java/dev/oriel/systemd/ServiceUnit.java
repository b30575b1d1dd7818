package dev.oriel.systemd;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One of the services that Oriel can be on a machine.
public enum ServiceUnit {
    /// Shows cameras.
    SERVE("Oriel: cameras in any browser"),
    /// Brings the cameras of this machine to the bus.
    RECORD("Oriel: the cameras of this machine for servers of the bus"),
    /// Shows the cameras of this machine on a server elsewhere.
    PUSH("Oriel: the cameras of this machine for a relay");

    private static final Pattern CAMERA = Pattern.compile("cameras\\.[^.]+\\.uri");
    private static final Pattern PUBLISHED = Pattern.compile("(?i)publish:");

    private final String description;

    ServiceUnit(String description) {
        this.description = description;
    }

    /// The command that it runs.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The unit's file: `oriel-serve.service`.
    public String file() {
        return "oriel-" + word() + ".service";
    }

    String description() {
        return description;
    }

    /// What a machine with these settings is for: it pushes to a relay where one is named, it records and serves where a bus and
    /// cameras are, and else serves. A camera that is published is a server's, and none to record.
    ///
    /// @param settings that are written, by key
    public static Set<ServiceUnit> fitting(Map<String, String> settings) {
        if (settings.containsKey("push.to")) {
            return EnumSet.of(PUSH);
        }
        boolean records = settings.containsKey("bus.url") && settings.entrySet().stream()
                .anyMatch(one -> CAMERA.matcher(one.getKey()).matches() && !PUBLISHED.matcher(one.getValue()).lookingAt());
        return records ? EnumSet.of(SERVE, RECORD) : EnumSet.of(SERVE);
    }

    /// Reads `serve,record`.
    ///
    /// @throws IllegalArgumentException saying what is allowed, for other words, none, or two that do not go together
    public static Set<ServiceUnit> parse(String words) {
        var units = EnumSet.noneOf(ServiceUnit.class);
        for (var word : words.split(",")) {
            units.add(Stream.of(values()).filter(unit -> unit.word().equals(word.strip().toLowerCase(Locale.ROOT))).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("serve, record and push, separated by commas")));
        }
        if (units.contains(SERVE) && units.contains(PUSH)) {
            throw new IllegalArgumentException(
                    "serve or push: with push.to in the settings, serve shows its cameras at the relay by itself");
        }
        return units;
    }
}
