package dev.oriel.cli;

import dev.oriel.hub.Hub;
import dev.oriel.observe.Secrets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The words that `serve` and `record` have in common, and the settings that they are.
class CaptureOptions {
    @Option(names = "--camera", paramLabel = "NAME=URI", description = {
        "A camera and where its pictures come from; repeat for more.",
        "URI: test:  v4l2:/dev/video0  rtsp://…  http(s)://…", "file:clip.mp4?loop=true  libcamera:0  exec:COMMAND  publish:"})
    private List<String> cameras = new ArrayList<>();

    @Option(names = "--bus", paramLabel = "URL", description = {"The Redis server over which recorders and servers meet:",
        "redis://HOST:PORT[/DATABASE], or rediss:// for TLS"})
    private @Nullable String bus;

    @Option(names = "--config", paramLabel = "FILE", description = "The settings file (default oriel.yaml, where there is one).")
    private @Nullable Path config;

    @Mixin
    private DataFolder data = new DataFolder();

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Any other setting of oriel.yaml, such as cameras.door.linger=30s.")
    private List<String> settings = new ArrayList<>();

    /// Takes the words that are options of this class.
    void take(PlainWords words) {
        cameras = words.all("--camera");
        bus = words.one("--bus");
        config = words.path("--config");
        data.take(words);
        settings = words.all("--set");
    }

    @Nullable
    Path config() {
        return config;
    }

    /// The data folder.
    Path data() {
        return data.path();
    }

    /// Refuses state that was found in the working folder and is somebody else's.
    ///
    /// @throws UsageException saying whose, and what to do
    void checkData() throws UsageException {
        data.check();
    }

    /// The words as settings, by key.
    Map<String, String> asSettings() throws UsageException {
        var values = new LinkedHashMap<String, String>();
        put(values, "bus.url", bus);
        for (var camera : cameras) {
            int equals = camera.indexOf('=');
            if (equals <= 0 || !Hub.isName(camera.substring(0, equals))) {
                throw new UsageException("--camera " + shown(camera, equals)
                        + ": allowed: NAME=URI, the name 1 to 32 lower-case letters, digits and dashes");
            }
            values.put("cameras." + camera.substring(0, equals) + ".uri", camera.substring(equals + 1));
        }
        for (var setting : settings) {
            int equals = setting.indexOf('=');
            if (equals <= 0) {
                throw new UsageException("--set " + Secrets.mask(setting) + ": allowed: KEY=VALUE");
            }
            values.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return values;
    }

    /// The name that was meant, or all of it where that is an address without a name.
    private static String shown(String camera, int equals) {
        var name = equals <= 0 ? camera : camera.substring(0, equals);
        return name.contains(":") ? Secrets.maskAddress(camera) : name;
    }

    static void put(Map<String, String> values, String key, @Nullable String value) {
        if (value != null) {
            values.put(key, value);
        }
    }
}
