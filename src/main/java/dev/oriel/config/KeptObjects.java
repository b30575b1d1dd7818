package dev.oriel.config;

import dev.oriel.files.FileState;
import dev.oriel.files.FileWords;
import dev.oriel.files.TextFile;
import dev.oriel.files.WholeFile;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A file of the data folder that keeps something of each camera, as one JSON object by the cameras' names.
///
/// A file that cannot be read or understood never counts as empty. While running, what was read last holds, and the log says once why.
///
/// Threads: any. Blocking: reads and writes the disk. Errors: what cannot be written is an [UncheckedIOException] with words for a user.
class KeptObjects {
    private static final Logger LOG = LoggerFactory.getLogger(KeptObjects.class);

    private final Path file;
    private final BiConsumer<String, JsonObject> check;
    private final int mostNames;
    private JsonObject kept = new JsonObject();
    private boolean found;
    private Object state = "never read";
    private volatile String problem = "";
    private volatile boolean gone;

    /// @param file  made when the first change is kept
    /// @param check understands what is kept of a camera, or throws [IllegalArgumentException] or [ClassCastException]
    KeptObjects(Path file, BiConsumer<String, JsonObject> check) {
        this(file, check, Integer.MAX_VALUE);
    }

    /// @param mostNames cameras of which something is kept; beyond them that one is forgotten which was changed the longest ago
    KeptObjects(Path file, BiConsumer<String, JsonObject> check, int mostNames) {
        this.file = file;
        this.check = check;
        this.mostNames = mostNames;
    }

    /// Reads the file.
    ///
    /// @throws IOException naming the file, the reason and the remedy when it cannot be read
    public final synchronized void load() throws IOException {
        try {
            kept = read();
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "; mend it, or move it away to do without the changes kept in it", e);
        }
    }

    /// The object of a camera, or null where nothing of it is kept.
    final synchronized @Nullable JsonObject get(String name) {
        refresh();
        return kept.getJsonObject(name);
    }

    /// Looks whether the file can be read now.
    public final synchronized void refresh() {
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
    public final String problem() {
        return problem;
    }

    /// True while the file is there and cannot be read; one that is gone is made anew with all that was in it.
    final boolean isBroken() {
        return !problem.isEmpty() && !gone;
    }

    /// Keeps something of a camera in place of what was kept before; nothing of it where that is empty.
    final void put(String name, JsonObject object) {
        edit(name, before -> object);
    }

    /// Makes something of what is kept of a camera.
    ///
    /// @param change takes that, or null; what it returns is kept in place of it, and nothing where that is empty
    final synchronized void edit(String name, Function<@Nullable JsonObject, JsonObject> change) {
        var all = newest();
        var object = change.apply(all.getJsonObject(name));
        all.remove(name); // so that the name is the last one then
        if (!object.isEmpty()) {
            all.put(name, object);
        }
        while (all.size() > mostNames) {
            all.remove(all.fieldNames().iterator().next());
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
            return read().copy();
        } catch (IOException e) {
            if (gone) {
                return kept.copy();
            }
            throw new UncheckedIOException("the change cannot be kept, because those before it cannot be read: " + e.getMessage(),
                    e);
        }
    }

    private JsonObject read() throws IOException {
        try {
            gone = false;
            var text = TextFile.readIfThere(file);
            gone = text == null;
            if (gone && found) {
                throw new IOException("it is gone");
            }
            if (text != null && text.isBlank()) {
                throw new IOException("it is empty");
            }
            var all = text == null ? new JsonObject() : new JsonObject(text);
            for (var name : all.fieldNames()) {
                check.accept(name, all.getJsonObject(name));
            }
            found = text != null;
            return all;
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException e) {
            throw new IOException(file + ": it is not understood", e);
        }
    }
}
