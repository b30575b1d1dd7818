package dev.oriel.config;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Hub;
import dev.oriel.hub.MpegSettings;
import dev.oriel.observe.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the settings from everywhere they can stand: command line over environment over `.env` over the file over defaults.
///
/// Threads: an instance is used by one thread. Errors: all problems are found before any is reported.
public final class SettingsReader {
    private static final String FILE = "oriel.yaml";
    private static final String CAMERAS = "cameras.";
    private static final String PREFIX = "ORIEL_";
    private static final Setting<?> PORT_OF_PLATFORM = Keys.PORT;

    /// Understands the addresses of cameras.
    @FunctionalInterface
    public interface AddressReader {
        /// The settings that an address carries itself, by key: `fps`, `rotate`, …
        ///
        /// @throws IllegalArgumentException saying what is wrong and what is allowed, without the address's password
        Map<String, String> options(String uri);
    }

    /// Where to read from.
    ///
    /// @param commandLine by key, each value with the word that gave it
    /// @param folder      the working folder: `.env` and `oriel.yaml` are looked for there
    /// @param file        the file that `--config` names, which then has to exist, or null
    public record Inputs(Map<String, String> commandLine, Map<String, String> environment, Path folder, @Nullable Path file) {
        /// The settings file, whether or not it exists.
        public Path settingsFile() {
            return file != null ? file : folder.resolve(FILE);
        }
    }

    private final Inputs inputs;
    private final AddressReader addresses;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, RawValue> raw = new LinkedHashMap<>();

    private SettingsReader(Inputs inputs, AddressReader addresses) {
        this.inputs = inputs;
        this.addresses = addresses;
    }

    /// @param addresses understands what stands in a camera's `uri`
    /// @throws ConfigException with every problem at once
    public static Settings read(Inputs inputs, AddressReader addresses) throws ConfigException {
        var reader = new SettingsReader(inputs, addresses);
        reader.gather();
        var settings = reader.build();
        if (!reader.problems.isEmpty()) {
            throw new ConfigException(reader.problems);
        }
        return settings;
    }

    // --- gathering: weakest first, a stronger one overwrites

    private void gather() {
        gatherFile();
        var dotEnv = inputs.folder().resolve(".env");
        if (Files.isReadable(dotEnv)) {
            try {
                gatherEnvironment(DotEnv.parse(Files.readAllLines(dotEnv)), true);
            } catch (IOException e) {
                problems.add(".env: cannot be read: " + e.getMessage());
            }
        }
        gatherEnvironment(inputs.environment().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
                entry -> new RawValue(entry.getValue(), "environment variable " + entry.getKey()))), false);
        inputs.commandLine().forEach((key, value) -> {
            known(key, new RawValue(value, "command line"), true);
            raw.put(key, new RawValue(value, "command line"));
        });
    }

    private void gatherFile() {
        var file = inputs.settingsFile();
        if (inputs.file() == null && !Files.exists(file)) {
            return;
        }
        try {
            YamlFile.parse(String.valueOf(file.getFileName()), Files.readString(file), problems).forEach((key, value) -> {
                if (known(key, value, true)) {
                    raw.put(key, value);
                }
            });
        } catch (IOException e) {
            problems.add(file + ": cannot be read: " + (Files.exists(file) ? e.getMessage() : "no such file"));
        }
    }

    private void gatherEnvironment(Map<String, RawValue> variables, boolean strict) {
        var port = variables.get("PORT");
        if (port != null && !port.text().isBlank()) {
            raw.put(PORT_OF_PLATFORM.key(), port);
        }
        variables.forEach((name, value) -> {
            if (!name.startsWith(PREFIX) || value.text().isBlank()) {
                return;
            }
            if (isLaunchers(name)) {
                if (strict) {
                    problems.add(name + " (" + value.origin() + "): allowed in the environment only");
                }
                return;
            }
            environmentKey(name.substring(PREFIX.length())).ifPresentOrElse(key -> raw.put(key, value), () -> {
                // A platform may put names of its own there (a service called "oriel" does), so only the file is held to account.
                if (strict) {
                    problems.add(name + " (" + value.origin() + "): unknown");
                }
            });
        });
    }

    private static boolean isLaunchers(String name) {
        return name.equals("ORIEL_JAVA") || name.equals("ORIEL_JAVA_OPTS") || name.equals("ORIEL_DATA");
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

    private boolean known(String key, RawValue value, boolean report) {
        if (key.startsWith(CAMERAS)) {
            int dot = key.indexOf('.', CAMERAS.length());
            var name = dot < 0 ? key.substring(CAMERAS.length()) : key.substring(CAMERAS.length(), dot);
            if (!Hub.isName(name)) {
                problems.add(key + " (" + value.origin() + "): the camera's name \"" + name
                        + "\": allowed: 1 to 32 lower-case letters, digits and dashes");
                return false;
            }
            if (dot > 0 && Keys.CAMERA.stream().anyMatch(setting -> setting.key().equals(key.substring(dot + 1)))) {
                return true;
            }
        } else if (Keys.ONCE.stream().anyMatch(setting -> setting.key().equals(key))) {
            return true;
        }
        if (report) {
            problems.add(
                    key + " = \"" + Secrets.mask(value.text()) + "\" (" + value.origin() + "): unknown key"
                            + Nearest.suggestion(key));
        }
        return false;
    }

    // --- building

    private Settings build() {
        var names = new LinkedHashSet<String>();
        raw.keySet().stream().filter(key -> key.startsWith(CAMERAS)).forEach(key -> {
            int dot = key.indexOf('.', CAMERAS.length());
            if (dot > 0) {
                names.add(key.substring(CAMERAS.length(), dot));
            }
        });
        var cameras = new LinkedHashMap<String, Settings.CameraEntry>();
        for (var name : names) {
            var entry = camera(name);
            if (entry != null) {
                cameras.put(name, entry);
            }
        }
        if (cameras.size() > Hub.MAX_CAMERAS) {
            problems.add("cameras: " + cameras.size() + " of them: allowed: at most " + Hub.MAX_CAMERAS);
        }
        var server = new Settings.Server(required(Keys.HOST), required(Keys.PORT), required(Keys.ORIGINS),
                required(Keys.TRUSTED_PROXIES), required(Keys.FRAME_ANCESTORS), required(Keys.EMBED),
                required(Keys.MAX_CONNECTIONS), tls());
        return new Settings(server, new Settings.Viewers(required(Keys.STALLED_AFTER)),
                new Settings.Ingest(required(Keys.INGEST_SILENCE), required(Keys.INGEST_SECOND), required(Keys.INGEST_NAMES),
                        required(Keys.INGEST_FORGET)),
                new Settings.Limits(value(Keys.LIMITS_MEMORY, ""), required(Keys.LIMITS_PIXELS)), bus(), required(Keys.LOG_LEVEL),
                compat(server), cameras);
    }

    private Settings.@Nullable Bus bus() {
        var prefix = required(Keys.BUS_PREFIX);
        boolean plain = required(Keys.BUS_PLAIN);
        boolean helloWebsocket = required(Keys.HELLO_WEBSOCKET);
        var url = value(Keys.BUS_URL, "");
        var caFile = value(Keys.BUS_CA_FILE, "");
        if (caFile != null && (url == null || !url.startsWith("rediss:"))) {
            problems.add("bus.caFile = \"" + caFile + "\" (" + origin("bus.caFile")
                    + "): allowed: with bus.url rediss://…, which is TLS");
        } else if (caFile != null && !Files.isReadable(Path.of(caFile))) {
            problems.add("bus.caFile = \"" + caFile + "\" (" + origin("bus.caFile") + "): allowed: a file that can be read");
        }
        return url == null ? null : new Settings.Bus(url, caFile, prefix, plain, helloWebsocket);
    }

    // --- ports of old programs

    private Settings.Compat compat(Settings.Server server) {
        var compat = new Settings.Compat(
                isOn(Keys.PISTREAMING)
                        ? new Settings.Pistreaming(value(Keys.PISTREAMING_CAMERA, ""), required(Keys.PISTREAMING_PORT),
                                required(Keys.PISTREAMING_HTTP_PORT))
                        : null,
                isOn(Keys.JSMPEG)
                        ? new Settings.Jsmpeg(value(Keys.JSMPEG_CAMERA, ""), required(Keys.JSMPEG_IN_PORT),
                                required(Keys.JSMPEG_OUT_PORT))
                        : null);
        var taken = new HashMap<Integer, String>();
        claim(taken, Keys.PORT, server.port());
        var pistreaming = compat.pistreaming();
        if (pistreaming != null) {
            claim(taken, Keys.PISTREAMING_PORT, pistreaming.port());
            claim(taken, Keys.PISTREAMING_HTTP_PORT, pistreaming.httpPort());
        }
        var jsmpeg = compat.jsmpeg();
        if (jsmpeg != null) {
            claim(taken, Keys.JSMPEG_IN_PORT, jsmpeg.inPort());
            claim(taken, Keys.JSMPEG_OUT_PORT, jsmpeg.outPort());
        }
        return compat;
    }

    /// Switched on by itself, or by any key beside it.
    private boolean isOn(Setting<Boolean> enabled) {
        var said = value(enabled, "");
        var group = enabled.key().substring(0, enabled.key().lastIndexOf('.') + 1);
        return said != null ? said : raw.keySet().stream().anyMatch(key -> key.startsWith(group));
    }

    private void claim(Map<Integer, String> taken, Setting<Integer> setting, int port) {
        var other = port == 0 ? null : taken.putIfAbsent(port, setting.key());
        if (other != null) {
            problems.add(setting.key() + " = \"" + port + "\" (" + origin(setting.key()) + "): " + other
                    + " has that port: allowed: another");
        }
    }

    private Settings.@Nullable Tls tls() {
        var certificate = value(Keys.TLS_CERT, "");
        var key = value(Keys.TLS_KEY, "");
        if (certificate == null && key == null) {
            return null;
        }
        if (certificate == null || key == null) {
            problems.add("server.tls: a certificate needs its key: allowed: both " + Keys.TLS_CERT.key() + " and "
                    + Keys.TLS_KEY.key());
            return null;
        }
        Stream.of(certificate, key).filter(file -> !Files.isReadable(Path.of(file)))
                .forEach(file -> problems.add("server.tls: \"" + file + "\": allowed: a file that can be read"));
        return new Settings.Tls(certificate, key);
    }

    private Settings.@Nullable CameraEntry camera(String name) {
        var at = CAMERAS + name + ".";
        var uri = value(Keys.URI, at);
        if (uri == null) {
            problems.add(at + "uri: missing: allowed: a camera's address, such as " + Keys.URI.example());
        } else {
            address(at, uri);
        }
        var title = value(Keys.TITLE, at);
        try {
            var initial = new CameraSettings(title == null ? name : title, value(Keys.SIZE, at), value(Keys.FPS, at),
                    required(Keys.QUALITY, at), required(Keys.ROTATE, at), required(Keys.FLIP, at), "");
            return new Settings.CameraEntry(name, uri == null ? "" : uri, required(Keys.ENABLED, at), required(Keys.LINGER, at),
                    required(Keys.SILENCE, at), value(Keys.CHECK, at), value(Keys.CAMERA_TLS, at),
                    new MpegSettings(required(Keys.MPEG_BITRATE, at), value(Keys.MPEG_SIZE, at),
                            required(Keys.MPEG_GOP, at)),
                    initial);
        } catch (IllegalArgumentException e) {
            problems.add(at + "title = \"" + title + "\": " + e.getMessage());
            return null;
        }
    }

    private void address(String at, String uri) {
        try {
            addresses.options(uri)
                    .forEach((key, value) -> raw.putIfAbsent(at + key, new RawValue(value, "the camera's address")));
        } catch (IllegalArgumentException e) {
            problems.add(at + "uri = \"" + Secrets.mask(uri) + "\" (" + origin(at + "uri") + "): " + e.getMessage());
        }
    }

    private String origin(String key) {
        var value = raw.get(key);
        return value == null ? "default" : value.origin();
    }

    private <T> T required(Setting<T> setting) {
        return required(setting, "");
    }

    private <T> T required(Setting<T> setting, String at) {
        var value = value(setting, at);
        var text = setting.defaultValue();
        if (value != null) {
            return value;
        }
        if (text == null) {
            throw new IllegalArgumentException(setting.key() + " has no default");
        }
        return setting.parser().parse(text);
    }

    private <T> @Nullable T value(Setting<T> setting, String at) {
        var given = raw.get(at + setting.key());
        var text = given == null ? setting.defaultValue() : given.text().strip();
        if (text == null) {
            return null;
        }
        try {
            return setting.parser().parse(text);
        } catch (IllegalArgumentException e) {
            problems.add(at + setting.key() + " = \"" + Secrets.mask(text) + "\" (" + origin(at + setting.key()) + "): allowed: "
                    + setting.allowed());
            return null;
        }
    }
}
