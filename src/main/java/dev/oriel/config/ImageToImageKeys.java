package dev.oriel.config;

import java.util.List;
import java.util.Map;

/// The keys of `compat.image-to-image`, and the names that image-to-image-ws's own `.env` has for some of them.
final class ImageToImageKeys {
    static final String GROUP = "compat.image-to-image.";

    static final Setting<Boolean> ENABLED = Setting.atStart(new Setting<>(GROUP + "enabled", Parsers::bool, "true or false", null,
            "true", "true opens image-to-image-ws's two ports; so does any other key of compat.image-to-image."));
    static final Setting<String> HOST = Setting.atStart(new Setting<>(GROUP + "host", Parsers::text,
            "a name or address of this machine", null, "127.0.0.1",
            "The address that these two ports listen on; that of server.host where none is given. HOST in .env."));
    static final Setting<Integer> PORT = Setting.atStart(new Setting<>(GROUP + "port", Parsers.between(1, 65535), "1 to 65535",
            "6969", "6969", "The port of image-to-image-ws's WebSocket. WS_PORT in .env."));
    static final Setting<Integer> HTTP_PORT = Setting.atStart(new Setting<>(GROUP + "httpPort", Parsers.between(1, 65535),
            "1 to 65535", "8080", "8081", "The port of its page, /client.html; may be server.port. HTTP_PORT in .env."));
    static final Setting<String> PAGE = new Setting<>(GROUP + "page", Parsers::text, "a file", null, "client.html",
            "A page of your own to serve as /client.html, with ##CLIENT_WIDTH##, ##CLIENT_HEIGHT## and "
                    + "##CLIENT_JPG_COMPRESSION## replaced; Oriel's where none is given.");
    static final Setting<Boolean> OPEN = new Setting<>(GROUP + "open", Parsers::bool, "true or false", "false", "true",
            "true keeps these ports open to everybody who reaches them, also where Oriel asks for a login.");
    static final Setting<Integer> CLIENT_WIDTH = side("clientWidth", "400", "640",
            "The width in pixels of the pictures that the page sends. CLIENT_WIDTH in .env.");
    static final Setting<Integer> CLIENT_HEIGHT = side("clientHeight", "300", "480",
            "The height in pixels of the pictures that the page sends. CLIENT_HEIGHT in .env.");
    static final Setting<Double> CLIENT_COMPRESSION = quality("clientCompression",
            "The JPEG quality of the pictures that the page sends: 1 is the best. CLIENT_JPG_COMPRESSION in .env.");
    static final Setting<Integer> SERVER_WIDTH = side("serverWidth", "40", "80",
            "The width in pixels of the pictures that are sent back. SERVER_WIDTH in .env.");
    static final Setting<Integer> SERVER_HEIGHT = side("serverHeight", "30", "60",
            "The height in pixels of the pictures that are sent back. SERVER_HEIGHT in .env.");
    static final Setting<Double> SERVER_COMPRESSION = quality("serverCompression",
            "The JPEG quality of the pictures that are sent back: 1 is the best. SERVER_JPG_COMPRESSION in .env.");

    static final List<Setting<?>> ALL = List.of(ENABLED, HOST, PORT, HTTP_PORT, PAGE, OPEN, CLIENT_WIDTH, CLIENT_HEIGHT,
            CLIENT_COMPRESSION, SERVER_WIDTH, SERVER_HEIGHT, SERVER_COMPRESSION);

    private static final Map<String, Setting<?>> BY_OLD_NAME = Map.of("HOST", HOST, "WS_PORT", PORT, "HTTP_PORT", HTTP_PORT,
            "CLIENT_WIDTH", CLIENT_WIDTH, "CLIENT_HEIGHT", CLIENT_HEIGHT, "CLIENT_JPG_COMPRESSION", CLIENT_COMPRESSION,
            "SERVER_WIDTH", SERVER_WIDTH, "SERVER_HEIGHT", SERVER_HEIGHT, "SERVER_JPG_COMPRESSION", SERVER_COMPRESSION);

    private ImageToImageKeys() {
    }

    private static Setting<Integer> side(String name, String standard, String example, String meaning) {
        return new Setting<>(GROUP + name, Parsers.between(1, 4096), "1 to 4096", standard, example, meaning);
    }

    private static Setting<Double> quality(String name, String meaning) {
        return new Setting<>(GROUP + name, Parsers.between(0, 1.0), "0 to 1", "0.5", "0.6", meaning);
    }

    /// Takes over what a `.env` of that system says, where its ports are switched on. It is stronger than the settings file, as all of
    /// `.env` is, and weaker than everything else.
    ///
    /// @param values    gathered so far, by key
    /// @param fromFile  the part of them that a settings file has said
    /// @param variables of `.env`
    static void takeOver(Map<String, RawValue> values, Map<String, RawValue> fromFile, Map<String, RawValue> variables) {
        if (values.keySet().stream().noneMatch(key -> key.startsWith(GROUP))) {
            return;
        }
        BY_OLD_NAME.forEach((name, setting) -> {
            var said = variables.get(name);
            var before = values.get(setting.key());
            if (said != null && !said.text().isBlank() && (before == null || before.equals(fromFile.get(setting.key())))) {
                values.put(setting.key(), said);
            }
        });
    }
}
