package dev.oriel.config;

import dev.oriel.hub.CameraSetting;
import dev.oriel.hub.MpegSettings;
import dev.oriel.hub.Size;
import dev.oriel.observe.LogFormat;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every key there is. `oriel.example.yaml`, `docs/configuration.md` and the reader follow this list, and a test holds them to it.
public final class Keys {
    private static final Pattern ORIGIN = Pattern
            .compile("https?://[A-Za-z0-9.\\-_\\[\\]:]{1,255}|[A-Za-z0-9.\\-_\\[\\]:]{1,255}");
    private static final Pattern REDIS = Pattern
            .compile("rediss?://((?:[^@/?#%\\s]|%[0-9A-Fa-f]{2})*@)?([A-Za-z0-9.\\-_]{1,255}|\\[[0-9A-Fa-f:.]+\\])"
                    + "(:\\d{1,5})?(/\\d{0,5})?");
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9:._-]{1,64}");
    static final Pattern TLS = Pattern.compile("verify|any|sha256:[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){31}");
    /// A header's name (RFC 9110, section 5.1), but for those that have a meaning of their own.
    private static final Pattern HEADER = Pattern.compile("(?i)(?!(?:authorization|cookie|host|origin|connection|content-.*"
            + "|transfer-encoding|upgrade|sec-.*|x-oriel-proxy-secret)$)[A-Z0-9!#$%&'*+.^_`|~-]{1,64}");
    private static final Pattern PROXY_WORD = Pattern.compile("[!-~]{8,256}");
    private static final Duration DAY = Duration.ofDays(1);

    static final Setting<String> HOST = Setting
            .atStart(new Setting<>("server.host", Parsers::text, "a name or address of this machine",
                    "127.0.0.1",
                    "0.0.0.0", "The address to listen on: 127.0.0.1 is this machine alone, 0.0.0.0 the whole network."));
    static final Setting<Integer> PORT = Setting
            .atStart(new Setting<>("server.port", Parsers.between(0, 65535), "0 to 65535 (0: any free one)",
                    "8080", "8080", "The port for everything: pages, pictures, API."));
    static final Setting<List<String>> ORIGINS = new Setting<>("server.origins", Parsers.listOf(ORIGIN),
            "origins such as https://cam.example.org, or host names", "", "https://cam.example.org",
            "Other sites whose pages may connect, and names under which this server may be reached.");
    static final Setting<List<String>> TRUSTED_PROXIES = new Setting<>("server.trustedProxies", Parsers::networks,
            "addresses or networks such as 10.0.0.0/8", "", "127.0.0.1",
            "Reverse proxies whose X-Forwarded-For, -Host and -Proto are believed.");
    static final Setting<List<String>> FRAME_ANCESTORS = Setting
            .atStart(new Setting<>("server.frameAncestors", Parsers.listOf(ORIGIN),
                    "origins such as https://home.example.org", "", "https://home.example.org",
                    "Sites that may show Oriel's pages in a frame."));
    static final Setting<Boolean> EMBED = new Setting<>("server.embed", Parsers::bool, "true or false", "false", "true",
            "true lets pages of every site show pictures in an img element.");
    static final Setting<Integer> MAX_CONNECTIONS = new Setting<>("server.maxConnections", Parsers.between(10, 1_000_000),
            "10 to 1000000", "20000", "20000", "Connections at a time; further ones are closed at once.");
    static final Setting<Integer> CONNECTIONS_PER_ADDRESS = new Setting<>("server.connectionsPerAddress",
            Parsers.between(4, 1_000_000), "4 to 1000000", "1000", "100",
            "Connections of one address at a time; this machine and server.trustedProxies have no such limit.");
    static final Setting<String> TLS_CERT = Setting
            .atStart(new Setting<>("server.tls.cert", Parsers::text, "a PEM file", null, "cert.pem",
                    "Certificate chain for https, the server's own first; read again when the file changes."));
    static final Setting<String> TLS_KEY = Setting
            .atStart(new Setting<>("server.tls.key", Parsers::text, "a PEM file", null, "key.pem",
                    "Private key for https; read again when the file changes."));
    static final Setting<Boolean> TLS_SELF_SIGNED = Setting
            .atStart(new Setting<>("server.tls.selfSigned", Parsers::bool, "true or false", "false", "true",
                    "true has the server make its own certificates for https, signed by an authority that each device is to trust once."));
    static final Setting<Integer> TLS_REDIRECT_PORT = Setting
            .atStart(new Setting<>("server.tls.redirectPort", Parsers.between(1, 65535), "1 to 65535", null, "80",
                    "A further port, for plain http, that leads browsers to https and takes nothing else."));
    static final Setting<Boolean> AUTH_REQUIRED = new Setting<>("auth.required", Parsers::bool, "true or false", "false", "true",
            "true asks everybody for a login, also while there is no account; any account does the same.");
    static final Setting<Boolean> AUTH_BASIC = new Setting<>("auth.basic", Parsers::bool, "true or false", "true", "false",
            "false takes an account's name and password on the login page only, not in the header of a request (HTTP Basic).");
    static final Setting<String> PROXY_USER_HEADER = new Setting<>("auth.proxy.userHeader", Parsers.matching(HEADER),
            "a header's name such as X-Forwarded-User", null, "X-Forwarded-User",
            "The header in which a proxy of server.trustedProxies names the user that it has logged in.");
    static final Setting<String> PROXY_ROLE_HEADER = new Setting<>("auth.proxy.roleHeader", Parsers.matching(HEADER),
            "a header's name such as X-Forwarded-Role", null, "X-Forwarded-Role",
            "The header in which it says viewer, operator or admin; without it every such user is a viewer.");
    static final Setting<String> PROXY_SECRET = new Setting<>("auth.proxy.secret", Parsers.matching(PROXY_WORD),
            "8 to 256 printable characters without blanks", null, "gdXGr4Jm7w0R2h9k",
            "What the proxy has to send as X-Oriel-Proxy-Secret with these headers, so that nobody beside it can send them.");
    static final Setting<Duration> STALLED_AFTER = new Setting<>("viewers.stalledAfter",
            Parsers.durationBetween(Duration.ofSeconds(15), DAY), "15s to 1d", "10m", "10m",
            "A viewer that acknowledges nothing for so long is disconnected.");
    static final Setting<Duration> INGEST_SILENCE = new Setting<>("ingest.silence",
            Parsers.durationBetween(Duration.ofSeconds(1), Duration.ofHours(1)), "1s to 1h", "10s", "10s",
            "A publisher that sends nothing for so long is cut off.");
    static final Setting<String> INGEST_SECOND = new Setting<>("ingest.second", Parsers.oneOf("replace", "refuse", "audio"),
            "replace, refuse or audio", "replace", "refuse",
            "What becomes of a second publisher under one name: it takes the first one's place, or is refused; "
                    + "audio: as replace, but MPEG audio alone goes along with the first one's pictures.");
    static final Setting<Integer> INGEST_NAMES = new Setting<>("ingest.names", Parsers.between(1, 192), "1 to 192", "32", "64",
            "Cameras that one key, or one address without keys, may have published at a time.");
    static final Setting<Duration> INGEST_FORGET = new Setting<>("ingest.forget",
            Parsers.durationBetween(Duration.ZERO, Duration.ofDays(365)), "0s to 365d", "24h", "7d",
            "How long a published camera that the settings do not name stays listed after its publisher has gone.");
    static final Setting<Long> LIMITS_MEMORY = new Setting<>("limits.memory", Parsers::bytes, "1M to 64G", null, "256M",
            "Bytes that senders may make Oriel hold, all together; a quarter of the heap's limit where none is given.");
    static final Setting<Integer> LIMITS_PIXELS = new Setting<>("limits.pixels", Parsers.between(10_000, 500_000_000),
            "10000 to 500000000", "40000000", "12000000", "Pixels of one picture; a larger one is refused.");
    static final Setting<String> BUS_URL = Setting.atStart(new Setting<>("bus.url", Parsers.matching(REDIS),
            "redis://[[USER]:PASSWORD@]HOST:PORT[/DATABASE], or rediss:// for TLS; special characters of user and password percent-encoded, such as %2F for /",
            null, "rediss://redis.example:6379",
            "The Redis server over which recorders and servers meet."));
    static final Setting<String> BUS_CA_FILE = Setting.atStart(new Setting<>("bus.caFile", Parsers::text, "a PEM file", null,
            "redis-ca.pem",
            "Certificates of those who may sign that of a rediss:// server; the authorities that Java knows where none is given."));
    static final Setting<String> BUS_PREFIX = Setting.atStart(new Setting<>("bus.prefix", Parsers.matching(PREFIX),
            "1 to 64 letters, digits and :._-", "oriel:", "garden.",
            "What all keys and channels in Redis begin with."));
    static final Setting<Boolean> BUS_PLAIN = Setting
            .atStart(new Setting<>("bus.plain", Parsers::bool, "true or false", "false", "true",
                    "A recorder, and a server of what is published to it, also writes each JPEG alone, for other programs; these cameras"
                            + " run always."));
    static final Setting<Boolean> HELLO_WEBSOCKET = Setting
            .atStart(new Setting<>("compat.hello-websocket", Parsers::bool, "true or false",
                    "false", "true",
                    "A recorder also writes the keys image and image_id as hello-websocket does; its first camera runs always."));
    static final Setting<String> LOG_LEVEL = new Setting<>("log.level", text -> {
        if (!List.of("error", "warn", "info", "debug").contains(text)) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }, "error, warn, info or debug", "info", "debug", "How much is logged.");
    static final Setting<LogFormat> LOG_FORMAT = Setting.atStart(new Setting<>("log.format", LogFormat::parse, "text or json",
            "text", "json", "json makes each line of the log an object with time, level, logger, thread and message."));
    static final Setting<String> LOG_FILE = Setting.atStart(new Setting<>("log.file", Parsers::text, "a file", null, "oriel.log",
            "The file that is logged to in place of standard error."));
    static final Setting<Long> LOG_FILE_SIZE = Setting.atStart(new Setting<>("log.fileSize", Parsers::bytes, "1M to 64G", "10MB",
            "1MB", "A log file that would become larger is renamed, and a new one begun."));
    static final Setting<Integer> LOG_FILES = Setting.atStart(new Setting<>("log.files", Parsers.between(1, 20), "1 to 20", "3",
            "10", "How many renamed log files are kept beside the one that is written; the oldest is removed."));

    static final Setting<String> URI = new Setting<>("uri", Parsers::text, "a camera's address", null,
            "rtsp://192.168.1.20/stream1",
            "Where the pictures come from.");
    static final Setting<Boolean> ENABLED = new Setting<>("enabled", Parsers::bool, "true or false", "true", "false",
            "false switches the camera off and keeps it in the list.");
    static final Setting<Duration> LINGER = new Setting<>("linger", Parsers.durationBetween(Duration.ZERO, DAY), "0s to 1d", "7s",
            "30s", "How long the camera stays on after its last viewer has left.");
    static final Setting<Duration> SILENCE = new Setting<>("silence",
            Parsers.durationBetween(Duration.ofSeconds(1), Duration.ofHours(1)), "1s to 1h", "10s", "10s",
            "A source that gives no picture for so long is started again.");
    static final Setting<Duration> CHECK = new Setting<>("check", Parsers.durationBetween(Duration.ofSeconds(10), DAY),
            "10s to 1d", null, "1m", "How often the camera is looked at while nobody watches, so that its state is known.");
    static final Setting<String> CAMERA_TLS = new Setting<>("tls", Parsers.matching(TLS), "verify, any or sha256:FINGERPRINT",
            null,
            "verify",
            "Which certificate an https or rtsps camera may show; a valid one, or any at a private address, where none is given.");
    static final Setting<List<String>> LOCKED = new Setting<>("locked",
            Parsers.listOf(Pattern.compile(String.join("|", CameraSetting.NAMES))),
            "some of " + Arrays.stream(CameraSetting.values()).map(CameraSetting::key).collect(Collectors.joining(", "))
                    .replaceFirst(", (\\w+)$", " and $1"),
            "", "filter",
            "Settings that nobody can change while running.");

    static final Setting<Integer> MPEG_BITRATE = new Setting<>("mpeg.bitrate", MpegSettings::parseBitRate, "100k to 20M",
            "1000k", "1500k", "Bits per second of the MPEG-1 stream that jsmpeg players show.");
    static final Setting<Size> MPEG_SIZE = new Setting<>("mpeg.size", MpegSettings::parseSize,
            "WIDTHxHEIGHT, both even and at most 4094", null, "640x480",
            "The size of the MPEG-1 stream in pixels; the picture's own where none is given, at most 1920x1080.");
    static final Setting<MpegSettings.Group> MPEG_GOP = new Setting<>("mpeg.gop", MpegSettings.Group::parse,
            "1 to 600 pictures, or 100ms to 10s", "1s", "500ms",
            "How far apart the key frames of the MPEG-1 stream are, in pictures or as a time.");

    static final Setting<Boolean> PISTREAMING = Setting
            .atStart(new Setting<>("compat.pistreaming.enabled", Parsers::bool, "true or false", null,
                    "true", "true opens pistreaming's two ports; so does any other key of compat.pistreaming."));
    static final Setting<String> PISTREAMING_CAMERA = Setting.atStart(new Setting<>("compat.pistreaming.camera",
            Parsers::cameraName,
            "a camera's name", null, "front-door", "The camera that pistreaming's ports show; the first where none is given."));
    static final Setting<Integer> PISTREAMING_PORT = Setting
            .atStart(new Setting<>("compat.pistreaming.port", Parsers.between(1, 65535),
                    "1 to 65535", "8084", "8084", "The port of pistreaming's WebSocket."));
    static final Setting<Integer> PISTREAMING_HTTP_PORT = Setting
            .atStart(new Setting<>("compat.pistreaming.httpPort", Parsers.between(1, 65535),
                    "1 to 65535", "8082", "8082", "The port of pistreaming's page."));
    static final Setting<Boolean> PISTREAMING_OPEN = new Setting<>("compat.pistreaming.open", Parsers::bool, "true or false",
            "false",
            "true", "true shows its camera to everybody who reaches these ports, also where Oriel asks for a login.");
    static final Setting<Boolean> JSMPEG = Setting
            .atStart(new Setting<>("compat.jsmpeg.enabled", Parsers::bool, "true or false", null, "true",
                    "true opens the ports of jsmpeg's relay; so does any other key of compat.jsmpeg."));
    static final Setting<String> JSMPEG_CAMERA = Setting
            .atStart(new Setting<>("compat.jsmpeg.camera", Parsers::cameraName, "a camera's name",
                    null, "front-door",
                    "The camera of both of the relay's ports; where none is given, the key and what is posted say it."));
    static final Setting<Integer> JSMPEG_IN_PORT = Setting
            .atStart(new Setting<>("compat.jsmpeg.inPort", Parsers.between(1, 65535),
                    "1 to 65535", "8081", "8091",
                    "The port that publishes what is posted to /KEY, as jsmpeg's relay does."));
    static final Setting<Integer> JSMPEG_OUT_PORT = Setting
            .atStart(new Setting<>("compat.jsmpeg.outPort", Parsers.between(1, 65535),
                    "1 to 65535", "8082", "8083", "The port of the relay's WebSocket."));
    static final Setting<Boolean> JSMPEG_OPEN = new Setting<>("compat.jsmpeg.open", Parsers::bool, "true or false", "false",
            "true",
            "true shows its camera to everybody who reaches outPort, also where Oriel asks for a login; who sends needs a key as ever.");

    /// Keys that stand once.
    public static final List<Setting<?>> ONCE = Stream
            .concat(Stream.of(HOST, PORT, ORIGINS, TRUSTED_PROXIES, FRAME_ANCESTORS, EMBED,
                    MAX_CONNECTIONS, CONNECTIONS_PER_ADDRESS, TLS_CERT, TLS_KEY, TLS_SELF_SIGNED, TLS_REDIRECT_PORT,
                    AUTH_REQUIRED, AUTH_BASIC, PROXY_USER_HEADER,
                    PROXY_ROLE_HEADER, PROXY_SECRET, STALLED_AFTER, INGEST_SILENCE, INGEST_SECOND,
                    INGEST_NAMES, INGEST_FORGET,
                    LIMITS_MEMORY, LIMITS_PIXELS, BUS_URL, BUS_CA_FILE, BUS_PREFIX, BUS_PLAIN,
                    HELLO_WEBSOCKET,
                    LOG_LEVEL, LOG_FORMAT, LOG_FILE, LOG_FILE_SIZE, LOG_FILES, PISTREAMING, PISTREAMING_CAMERA, PISTREAMING_PORT,
                    PISTREAMING_HTTP_PORT, PISTREAMING_OPEN, JSMPEG,
                    JSMPEG_CAMERA,
                    JSMPEG_IN_PORT, JSMPEG_OUT_PORT, JSMPEG_OPEN),
                    Stream.concat(PushKeys.ALL.stream(), ImageToImageKeys.ALL.stream()))
            .<Setting<?>>map(setting -> setting).toList();

    /// Keys of each camera, behind `cameras.NAME.`
    public static final List<Setting<?>> CAMERA = Stream
            .of(Arrays.stream(CameraSetting.values()).map(Keys::of).toList(), List.of(URI, ENABLED, LINGER, SILENCE, CHECK,
                    CAMERA_TLS, LOCKED, MPEG_BITRATE, MPEG_SIZE, MPEG_GOP), OrientKeys.ALL)
            .<Setting<?>>flatMap(Collection::stream).toList();

    private Keys() {
    }

    /// The key of a setting that can change while running.
    static Setting<Object> of(CameraSetting setting) {
        var standard = Objects.toString(CameraSetting.json(setting.standard()), "");
        return new Setting<>(setting.key(), setting::parse, setting.words().allowed(), standard.isEmpty() ? null : standard,
                setting.words().example(), setting.words().meaning());
    }
}
