package dev.oriel.config;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.Size;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Settings of cameras that were changed while running, kept in `cameras.json` of the data folder.
///
/// Only what differs from the configuration is kept, so a later change to the configuration of anything else takes effect.
///
/// A file that cannot be read or understood never counts as empty: a change may be the one that keeps a part of the picture from being
/// seen. While running, the changes that were read last hold, and the log says once why.
///
/// Threads: any. Blocking: reads and writes the disk. Errors: a change that cannot be written is an [UncheckedIOException] with words for a user.
public final class CameraStore {
    private final KeptObjects kept;

    /// @param folder made when the first change is kept
    public CameraStore(Path folder) {
        kept = new KeptObjects(DataFiles.cameras(folder), (name, changed) -> apply(CameraSettings.titled(name), changed));
    }

    /// Reads the kept changes.
    ///
    /// @throws IOException naming the file, the reason and the remedy when it cannot be read
    public void load() throws IOException {
        kept.load();
    }

    /// The configured settings with what was changed since put over them.
    public CameraSettings overlay(String name, CameraSettings configured) {
        var changed = kept.get(name);
        return changed == null ? configured : apply(configured, changed);
    }

    /// Looks whether the file can be read now.
    public void refresh() {
        kept.refresh();
    }

    /// Why the file cannot be read, or empty.
    public String problem() {
        return kept.problem();
    }

    /// Keeps what differs from the configuration.
    public void keep(String name, CameraSettings configured, CameraSettings now) {
        kept.put(name, difference(configured, now));
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

    private static void put(JsonObject difference, String key, @Nullable Object configured, @Nullable Object now) {
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
                Objects.requireNonNullElse(kept.getString("filter", configured.filter()), ""));
    }
}
