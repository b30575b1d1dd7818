package dev.oriel.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The keys of `push`: the relay that shows this Oriel's cameras elsewhere.
final class PushKeys {
    private static final Pattern RELAY = Pattern.compile("(?i)(?:https?|wss?)://[^\\s@?#]{1,512}");

    static final Setting<String> TO = new Setting<>("push.to", Parsers.matching(RELAY),
            "https://HOST[:PORT][/PATH], or http://", null, "https://relay.example",
            "The Oriel that shows this one's cameras to people elsewhere.");
    static final Setting<String> KEY_TEXT = new Setting<>("push.key", Parsers.matching(Settings.Push.KEY),
            Settings.Push.KEY_FORM, null, "orielkey_0123456789abcdefghijkl",
            "A publisher's key of the relay, as oriel key add printed it there.");
    static final Setting<String> KEY_FILE = new Setting<>("push.keyFile", Parsers::text, "a file", null, "relay.key",
            "A file that holds the key alone; read again for each connection.");
    static final Setting<List<String>> CAMERAS = new Setting<>("push.cameras", PushKeys::names, "names of cameras", "",
            "door,yard", "The cameras that the relay is offered; all of this Oriel's where none is given.");
    static final Setting<Boolean> READ_ONLY = new Setting<>("push.readOnly", Parsers::bool, "true or false", "false", "true",
            "true lets nobody at the relay change a camera's settings.");
    static final Setting<Boolean> PLAIN = new Setting<>("push.plain", Parsers::bool, "true or false", "false", "false",
            "true allows http:// to another machine: key and pictures are then readable on the way.");
    static final Setting<String> TLS = new Setting<>("push.tls", Parsers.matching(Keys.TLS), "verify, any or sha256:FINGERPRINT",
            "verify", "any", "Which certificate the relay may show: a valid one, any, or one certain one.");

    static final List<Setting<?>> ALL = List.of(TO, KEY_TEXT, KEY_FILE, CAMERAS, READ_ONLY, PLAIN, TLS);

    private PushKeys() {
    }

    private static List<String> names(String text) {
        var names = Parsers.list(text);
        names.forEach(Parsers::cameraName);
        return names;
    }

    /// @return null where no relay is named
    static Settings.@Nullable Push read(SettingsReader reader, Problems problems) {
        var to = reader.value(TO, "");
        var key = reader.value(KEY_TEXT, "");
        var keyFile = reader.value(KEY_FILE, "");
        var tls = reader.required(TLS);
        boolean plain = reader.required(PLAIN);
        boolean readOnly = reader.required(READ_ONLY);
        var cameras = Set.copyOf(reader.required(CAMERAS));
        if (to == null) {
            return null;
        }
        if (key != null && keyFile != null) {
            problems.wrong(KEY_FILE.key(), reader.written(KEY_FILE.key(), keyFile),
                    "push.key is given too (" + reader.origin(KEY_TEXT.key()) + "): allowed: one of them");
        } else if (keyFile != null && !Files.isReadable(Path.of(keyFile))) {
            problems.wrong(KEY_FILE.key(), reader.written(KEY_FILE.key(), keyFile), "allowed: a file that can be read");
        } else if (key == null && keyFile == null && !reader.isGiven(KEY_TEXT)) {
            problems.add(
                    "push.key: missing: allowed: a publisher's key of the relay (oriel key add NAME there), or push.keyFile");
        }
        return new Settings.Push(to, key, keyFile, cameras, readOnly, plain, tls);
    }
}
