package dev.oriel.config;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.Size;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Settings of cameras that were changed while running, kept in `cameras.json` of the data folder.
///
/// Only what differs from the configuration is kept, so a later change to the configuration of anything else takes effect.
///
/// Threads: any. Errors: a file that cannot be read is left as it is and said once; one that cannot be written is an
/// [UncheckedIOException].
public final class CameraStore {
    private static final Logger LOG = LoggerFactory.getLogger(CameraStore.class);

    private final Path file;

    /// @param folder made when the first change is kept
    public CameraStore(Path folder) {
        file = folder.resolve("cameras.json");
    }

    /// The configured settings with what was changed since put over them.
    public synchronized CameraSettings overlay(String name, CameraSettings configured) {
        try {
            var kept = read().getJsonObject(name);
            return kept == null ? configured : apply(configured, kept);
        } catch (IOException | DecodeException | ClassCastException | IllegalArgumentException e) {
            LOG.warn("{}: not read: {}", file, e.getMessage());
            return configured;
        }
    }

    /// Keeps what differs from the configuration.
    public synchronized void keep(String name, CameraSettings configured, CameraSettings now) {
        try {
            var all = read();
            var difference = difference(configured, now);
            if (difference.isEmpty()) {
                all.remove(name);
            } else {
                all.put(name, difference);
            }
            Files.createDirectories(file.toAbsolutePath().getParent());
            var fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, all.encodePrettily());
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("the change cannot be kept in " + file + ": " + e.getMessage(), e);
        } catch (DecodeException | ClassCastException e) {
            throw new UncheckedIOException(
                    new IOException("the change cannot be kept, because " + file + " is broken; mend or remove it"));
        }
    }

    private JsonObject read() throws IOException {
        return Files.exists(file) ? new JsonObject(Files.readString(file)) : new JsonObject();
    }

    private static JsonObject difference(CameraSettings configured, CameraSettings now) {
        var difference = new JsonObject();
        put(difference, "title", configured.title(), now.title());
        put(difference, "size", Objects.toString(configured.size(), null), Objects.toString(now.size(), null));
        put(difference, "fps", configured.fps(), now.fps());
        put(difference, "quality", configured.quality(), now.quality());
        put(difference, "rotate", configured.rotate(), now.rotate());
        put(difference, "flip", configured.flip().word(), now.flip().word());
        put(difference, "filter", configured.filter(), now.filter());
        return difference;
    }

    private static void put(JsonObject difference, String key, @org.jspecify.annotations.Nullable Object configured,
            @org.jspecify.annotations.Nullable Object now) {
        if (!Objects.equals(configured, now)) {
            difference.put(key, now);
        }
    }

    private static CameraSettings apply(CameraSettings configured, JsonObject kept) {
        var size = kept.containsKey("size") ? kept.getString("size") : Objects.toString(configured.size(), null);
        return new CameraSettings(kept.getString("title", configured.title()), size == null ? null : Size.parse(size),
                kept.containsKey("fps") ? kept.getDouble("fps") : configured.fps(),
                kept.getInteger("quality", configured.quality()),
                kept.getInteger("rotate", configured.rotate()), Flip.parse(kept.getString("flip", configured.flip().word())),
                kept.getString("filter", configured.filter()));
    }
}
