package dev.oriel.config;

import dev.oriel.files.FileState;
import dev.oriel.hub.CameraSetting;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Hub;
import dev.oriel.hub.MpegSettings;
import dev.oriel.hub.SettingsPatch;
import dev.oriel.transcode.FilterChain;
import dev.oriel.transcode.FilterException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the settings from everywhere they can stand: command line over environment over `.env` over the file over defaults.
///
/// Threads: an instance is used by one thread. Errors: all problems are found before any is reported.
public final class SettingsReader {
    private static final String FILE = "oriel.yaml";
    private static final String DOT_ENV = ".env";
    private static final String ADDRESS = "the camera's address";

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

        /// The file of names as in the environment, whether or not it exists.
        Path dotEnv() {
            return folder.resolve(DOT_ENV);
        }

        /// Both, whether or not they exist.
        public List<Path> files() {
            return List.of(settingsFile(), dotEnv());
        }

        /// Something that is another after each change to one of the files.
        public Object fingerprint() {
            return files().stream().map(FileState::of).toList();
        }
    }

    private final AddressReader addresses;
    private final Problems problems = new Problems();
    private final Map<String, RawValue> raw = new LinkedHashMap<>();

    private SettingsReader(Inputs inputs, AddressReader addresses, UsedFiles used) {
        this.addresses = addresses;
        raw.putAll(RawSettings.gather(inputs, problems, used));
    }

    /// The same without settings in use, as at a start.
    public static Settings read(Inputs inputs, AddressReader addresses) throws ConfigException {
        return read(inputs, addresses, new UsedFiles());
    }

    /// @param addresses understands what stands in a camera's `uri`
    /// @param used      the files that settings in use came from; afterwards those of the settings that are returned, too
    /// @throws ConfigException with every problem at once
    public static Settings read(Inputs inputs, AddressReader addresses, UsedFiles used) throws ConfigException {
        used.begin();
        var reader = new SettingsReader(inputs, addresses, used);
        var settings = reader.build();
        if (!reader.problems.areNone()) {
            throw new ConfigException(reader.problems.lines());
        }
        used.take();
        return settings;
    }

    /// Those of somebody who has written none.
    static Settings defaults() {
        var nothing = new Inputs(Map.of(), Map.of(), Path.of("/nonexistent"), null);
        return new SettingsReader(nothing, uri -> Map.of(), new UsedFiles()).build();
    }

    // --- building

    private Settings build() {
        var cameras = new LinkedHashMap<String, Settings.CameraEntry>();
        for (var name : RawSettings.cameraNames(raw)) {
            var entry = camera(name);
            if (entry != null) {
                cameras.put(name, entry);
            }
        }
        if (cameras.size() > Hub.MAX_CAMERAS) {
            problems.add("cameras: " + cameras.size() + " of them: allowed: at most " + Hub.MAX_CAMERAS);
        }
        var tls = tls();
        var server = new Settings.Server(required(Keys.HOST), required(Keys.PORT), required(Keys.ORIGINS),
                required(Keys.TRUSTED_PROXIES), required(Keys.FRAME_ANCESTORS), required(Keys.EMBED),
                required(Keys.MAX_CONNECTIONS), required(Keys.CONNECTIONS_PER_ADDRESS), tls, redirectPort(tls));
        var compat = compat(server);
        return new Settings(server, auth(server), new Settings.Viewers(required(Keys.STALLED_AFTER)),
                new Settings.Ingest(required(Keys.INGEST_SILENCE), required(Keys.INGEST_SECOND), required(Keys.INGEST_NAMES),
                        required(Keys.INGEST_FORGET)),
                new Settings.Limits(value(Keys.LIMITS_MEMORY, ""), required(Keys.LIMITS_PIXELS)), bus(),
                PushKeys.read(this, problems), log(),
                compat, cameras, atStart(compat));
    }

    private StartSettings atStart(Settings.Compat compat) {
        var atStart = new StartSettings();
        Keys.ONCE.stream().filter(Setting::needsRestart).forEach(setting -> {
            boolean off = (setting.key().startsWith("compat.pistreaming.") && compat.pistreaming() == null)
                    || (setting.key().startsWith("compat.jsmpeg.") && compat.jsmpeg() == null)
                    || (setting.key().startsWith(ImageToImageKeys.GROUP) && compat.imageToImage() == null);
            atStart.put(setting, !off, written(setting.key(), "").text().strip());
        });
        return atStart;
    }

    private Settings.Auth auth(Settings.Server server) {
        var userHeader = value(Keys.PROXY_USER_HEADER, "");
        var roleHeader = value(Keys.PROXY_ROLE_HEADER, "");
        var secret = value(Keys.PROXY_SECRET, "");
        if (userHeader == null) {
            Stream.of(Keys.PROXY_ROLE_HEADER, Keys.PROXY_SECRET).filter(setting -> raw.containsKey(setting.key()))
                    .forEach(setting -> problems.add(setting.key() + " (" + origin(setting.key()) + "): allowed: beside "
                            + Keys.PROXY_USER_HEADER.key()));
        } else if (server.trustedProxies().isEmpty()) {
            problems.wrong(Keys.PROXY_USER_HEADER.key(), written(Keys.PROXY_USER_HEADER.key(), userHeader),
                    "no proxy is believed: allowed: beside " + Keys.TRUSTED_PROXIES.key() + ", which names the proxy's address");
        } else if (userHeader.equalsIgnoreCase(roleHeader)) {
            problems.wrong(Keys.PROXY_ROLE_HEADER.key(), written(Keys.PROXY_ROLE_HEADER.key(), userHeader),
                    Keys.PROXY_USER_HEADER.key() + " is that header: allowed: another one");
        }
        return new Settings.Auth(required(Keys.AUTH_REQUIRED), required(Keys.AUTH_BASIC),
                userHeader == null ? null : new Settings.ProxyLogin(userHeader, roleHeader, secret));
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

    private Settings.Log log() {
        var file = value(Keys.LOG_FILE, "");
        long mostBytes = required(Keys.LOG_FILE_SIZE);
        int kept = required(Keys.LOG_FILES);
        return new Settings.Log(required(Keys.LOG_LEVEL), required(Keys.LOG_FORMAT),
                file == null ? null : new Settings.LogFile(file, mostBytes, kept));
    }

    // --- ports of old programs

    private Settings.Compat compat(Settings.Server server) {
        var compat = new Settings.Compat(
                isOn(Keys.PISTREAMING)
                        ? new Settings.Pistreaming(value(Keys.PISTREAMING_CAMERA, ""), required(Keys.PISTREAMING_PORT),
                                required(Keys.PISTREAMING_HTTP_PORT), required(Keys.PISTREAMING_OPEN))
                        : null,
                isOn(Keys.JSMPEG)
                        ? new Settings.Jsmpeg(value(Keys.JSMPEG_CAMERA, ""), required(Keys.JSMPEG_IN_PORT),
                                required(Keys.JSMPEG_OUT_PORT), required(Keys.JSMPEG_OPEN))
                        : null,
                isOn(ImageToImageKeys.ENABLED) ? imageToImage(server) : null);
        checkPorts(ListeningPort.of(server, compat));
        return compat;
    }

    private Settings.ImageToImage imageToImage(Settings.Server server) {
        var host = value(ImageToImageKeys.HOST, "");
        var page = value(ImageToImageKeys.PAGE, "");
        if (page != null && !Files.isReadable(Path.of(page))) {
            problems.wrong(ImageToImageKeys.PAGE.key(), written(ImageToImageKeys.PAGE.key(), page),
                    "allowed: a file that can be read");
        }
        return new Settings.ImageToImage(host == null ? server.host() : host, required(ImageToImageKeys.PORT),
                required(ImageToImageKeys.HTTP_PORT), page, required(ImageToImageKeys.OPEN),
                new Settings.SentPictures(required(ImageToImageKeys.CLIENT_WIDTH), required(ImageToImageKeys.CLIENT_HEIGHT),
                        required(ImageToImageKeys.CLIENT_COMPRESSION)),
                new Settings.SentPictures(required(ImageToImageKeys.SERVER_WIDTH), required(ImageToImageKeys.SERVER_HEIGHT),
                        required(ImageToImageKeys.SERVER_COMPRESSION)));
    }

    /// Each port belongs to one key; 0 is any free one.
    private void checkPorts(List<ListeningPort> ports) {
        var owners = new LinkedHashMap<Integer, String>();
        var taken = ports.stream().map(ListeningPort::port).toList();
        for (var port : ports) {
            var owner = port.port() == 0 ? null : owners.putIfAbsent(port.port(), port.key());
            if (owner != null) {
                int free = port.port() % 65535 + 1;
                while (taken.contains(free)) {
                    free = free % 65535 + 1;
                }
                problems.wrong(port.key(), written(port.key(), Integer.toString(port.port())), owner + " has that port ("
                        + origin(owner) + "): allowed: one of its own, such as " + free);
            }
        }
    }

    /// Switched on by itself, or by any key beside it.
    private boolean isOn(Setting<Boolean> enabled) {
        var said = value(enabled, "");
        var group = enabled.key().substring(0, enabled.key().lastIndexOf('.') + 1);
        return said != null ? said : raw.keySet().stream().anyMatch(key -> key.startsWith(group));
    }

    private @Nullable Integer redirectPort(Settings.@Nullable Tls tls) {
        var port = value(Keys.TLS_REDIRECT_PORT, "");
        if (port != null && tls == null) {
            problems.wrong(Keys.TLS_REDIRECT_PORT.key(), written(Keys.TLS_REDIRECT_PORT.key(), port.toString()),
                    "there is no https to lead to: allowed: with " + Keys.TLS_CERT.key() + " and " + Keys.TLS_KEY.key()
                            + ", or with "
                            + Keys.TLS_SELF_SIGNED.key());
            return null;
        }
        return port;
    }

    private Settings.@Nullable Tls tls() {
        var certificate = value(Keys.TLS_CERT, "");
        var key = value(Keys.TLS_KEY, "");
        boolean selfSigned = required(Keys.TLS_SELF_SIGNED);
        if (certificate == null && key == null) {
            return selfSigned ? new Settings.TlsSelfSigned() : null;
        }
        if (selfSigned) {
            var other = certificate == null ? Keys.TLS_KEY.key() : Keys.TLS_CERT.key();
            problems.wrong(Keys.TLS_SELF_SIGNED.key(), written(Keys.TLS_SELF_SIGNED.key(), "true"), other + " is given too ("
                    + origin(other) + "): allowed: either certificates of the server's own, or two files");
            return null;
        }
        if (certificate == null || key == null) {
            problems.add("server.tls: a certificate needs its key: allowed: both " + Keys.TLS_CERT.key() + " and "
                    + Keys.TLS_KEY.key());
            return null;
        }
        Stream.of(certificate, key).filter(file -> !Files.isReadable(Path.of(file)))
                .forEach(file -> problems.add("server.tls: \"" + file + "\": allowed: a file that can be read"));
        return new Settings.TlsFiles(certificate, key);
    }

    private Settings.@Nullable CameraEntry camera(String name) {
        var at = RawSettings.CAMERAS + name + ".";
        var uri = value(Keys.URI, at);
        if (uri == null) {
            var mentioned = raw.get(RawSettings.CAMERAS + name);
            problems.add(at + "uri: missing" + (mentioned == null ? "" : " (" + mentioned.origin() + ")")
                    + ": allowed: a camera's address, such as " + Keys.URI.example());
        } else {
            address(at, uri);
        }
        try {
            var initial = settings(at).applyTo(CameraSettings.titled(name));
            return new Settings.CameraEntry(name, uri == null ? "" : uri, required(Keys.ENABLED, at), required(Keys.LINGER, at),
                    required(Keys.SILENCE, at), value(Keys.CHECK, at), value(Keys.CAMERA_TLS, at),
                    new MpegSettings(required(Keys.MPEG_BITRATE, at), value(Keys.MPEG_SIZE, at),
                            required(Keys.MPEG_GOP, at)),
                    OrientKeys.read(this, problems, at, uri == null ? "" : uri), initial, origins(at),
                    Set.copyOf(required(Keys.LOCKED, at)));
        } catch (IllegalArgumentException e) {
            problems.add(at + "title = \"" + written(at + CameraSetting.TITLE.key(), name).text().strip() + "\": "
                    + e.getMessage());
            return null;
        }
    }

    private Map<String, String> origins(String at) {
        var origins = new LinkedHashMap<String, String>();
        for (var name : CameraSetting.NAMES) {
            var given = raw.get(at + name);
            if (given != null) {
                origins.put(name,
                        given.origin().equals(ADDRESS) ? ADDRESS + " (" + origin(at + Keys.URI.key()) + ")" : given.origin());
            }
        }
        return Map.copyOf(origins);
    }

    private SettingsPatch settings(String at) {
        var values = new EnumMap<CameraSetting, @Nullable Object>(CameraSetting.class);
        for (var setting : CameraSetting.values()) {
            var value = value(Keys.of(setting), at);
            if (value != null) {
                values.put(setting, setting == CameraSetting.FILTER ? filter(at, (String) value) : value);
            }
        }
        return new SettingsPatch(values);
    }

    private String filter(String at, String chain) {
        try {
            return FilterChain.parse(chain).toString();
        } catch (FilterException e) {
            problems.wrong(at + "filter", written(at + "filter", chain), String.valueOf(e.getMessage()));
            return "";
        }
    }

    private void address(String at, String uri) {
        try {
            addresses.options(uri)
                    .forEach((key, value) -> raw.putIfAbsent(at + key, new RawValue(value, ADDRESS)));
        } catch (IllegalArgumentException e) {
            problems.wrong(at + "uri", written(at + "uri", uri), String.valueOf(e.getMessage()));
        }
    }

    RawValue written(String key, String otherwise) {
        return raw.getOrDefault(key, new RawValue(otherwise, "default"));
    }

    /// True where somebody has written it, in whatever form.
    boolean isGiven(Setting<?> setting) {
        return raw.containsKey(setting.key());
    }

    String origin(String key) {
        return written(key, "").origin();
    }

    <T> T required(Setting<T> setting) {
        return required(setting, "");
    }

    <T> T required(Setting<T> setting, String at) {
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

    <T> @Nullable T value(Setting<T> setting, String at) {
        var given = raw.get(at + setting.key());
        var text = given == null ? setting.defaultValue() : given.text().strip();
        if (text == null) {
            return null;
        }
        try {
            return setting.parser().parse(text);
        } catch (IllegalArgumentException e) {
            problems.wrong(at + setting.key(), written(at + setting.key(), text), "allowed: " + setting.allowed());
            return null;
        }
    }
}
