package dev.oriel.config;

import dev.oriel.files.FileState;
import dev.oriel.files.FileWords;
import dev.oriel.files.TextFile;
import dev.oriel.files.WholeFile;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.Size;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Settings of cameras that were changed while running, kept in `cameras.json` of the data folder.
///
/// Only what differs from the configuration is kept, so a later change to the configuration of anything else takes effect.
///
/// A file that cannot be read or understood never counts as empty: a change may be the one that keeps a part of the picture from being
/// seen. While running, the changes that were read last hold, and the log says once why.
///
/// Threads: any. Blocking: reads and writes the disk. Errors: a change that cannot be written is an [UncheckedIOException] with words for a user.
public final class CameraStore {
    private static final Logger LOG = LoggerFactory.getLogger(CameraStore.class);

    private final Path file;
    private JsonObject kept = new JsonObject();
    private boolean found;
    private Object state = "never read";
    private volatile String problem = "";

    /// @param folder made when the first change is kept
    public CameraStore(Path folder) {
        file = folder.resolve("cameras.json");
    }

    /// Reads the kept changes.
    ///
    /// @throws IOException naming the file, the reason and the remedy when it cannot be read
    public synchronized void load() throws IOException {
        try {
            kept = read();
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "; mend it, or move it away to do without the changes kept in it", e);
        }
    }

    /// The configured settings with what was changed since put over them.
    public synchronized CameraSettings overlay(String name, CameraSettings configured) {
        refresh();
        return overlaid(name, configured);
    }

    private CameraSettings overlaid(String name, CameraSettings configured) {
        var changed = kept.getJsonObject(name);
        return changed == null ? configured : apply(configured, changed);
    }

    /// Looks whether the file can be read now.
    public synchronized void refresh() {
        var now = FileState.of(file);
        if (problem.isEmpty() && now.equals(state)) {
            return;
        }
        state = now;
        try {
            kept = read();
            if (!problem.isEmpty()) {
                LOG.info("{}: can be read again", file);
            }
            problem = "";
        } catch (IOException e) {
            var why = String.valueOf(e.getMessage());
            if (!why.equals(problem)) {
                LOG.warn("{}; the changes that were read last stay", why);
            }
            problem = why;
        }
    }

    /// Why the file cannot be read, or empty.
    public String problem() {
        return problem;
    }

    /// Keeps what differs from the configuration.
    public synchronized void keep(String name, CameraSettings configured, CameraSettings now) {
        var all = newest();
        var difference = difference(configured, now);
        if (difference.isEmpty()) {
            all.remove(name);
        } else {
            all.put(name, difference);
        }
        try {
            WholeFile.write(file, all.encodePrettily(), WholeFile.PUBLIC);
        } catch (IOException e) {
            throw new UncheckedIOException("the change cannot be kept: " + FileWords.of(e) + ": " + folder()
                    + (e instanceof AccessDeniedException ? remedy() : ""), e);
        }
        kept = all;
        found = true;
        problem = "";
    }

    private Path folder() {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    private String remedy() {
        return "; to give that folder to the user that Oriel runs as: sudo "
                + (Files.exists(folder()) ? "chown -R " : "install -d -o ") + System.getProperty("user.name") + " " + folder();
    }

    /// A file that is gone is made anew with all that was in it; one that cannot be read is left alone.
    private JsonObject newest() {
        try {
            return TextFile.readIfThere(file) == null ? kept.copy() : read().copy();
        } catch (IOException e) {
            throw new UncheckedIOException("the change cannot be kept, because those before it cannot be read: " + file + ": "
                    + e.getMessage(), e);
        }
    }

    private JsonObject read() throws IOException {
        try {
            var text = TextFile.readIfThere(file);
            if (text == null && found) {
                throw new IOException("it is gone");
            }
            if (text != null && text.isBlank()) {
                throw new IOException("it is empty");
            }
            var all = text == null ? new JsonObject() : new JsonObject(text);
            for (var name : all.fieldNames()) {
                apply(CameraSettings.titled(name), all.getJsonObject(name));
            }
            found = text != null;
            return all;
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException e) {
            throw new IOException(file + ": it is not understood", e);
        }
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
