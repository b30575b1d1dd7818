package dev.oriel.auth;

import dev.oriel.files.FileState;
import dev.oriel.files.FileWords;
import dev.oriel.files.TextFile;
import dev.oriel.files.WholeFile;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// `keys.json` of the data folder: written whole, readable by its owner only; owner and rights stay when it is written anew.
///
/// Threads: any; writers of several processes take turns. Errors: a file that cannot be read or understood, or that was there and is
/// gone, is an [IOException] and never counts as empty.
final class KeyFile {
    /// Changes the list of keys.
    interface Change {
        /// @return false when there is nothing to write
        boolean apply(List<Key> keys) throws IOException;
    }

    private final Path file;
    private volatile boolean found;

    KeyFile(Path folder) {
        file = folder.resolve("keys.json");
    }

    /// Something that is another after each write.
    Object fingerprint() {
        return FileState.of(file);
    }

    /// All keys; none where there is no file, unless this object has seen one.
    ///
    /// @throws IOException with words for a user: which file, why, what to do
    List<Key> read() throws IOException {
        var text = text();
        if (text == null) {
            if (found) {
                throw new IOException(file + ": it is gone");
            }
            return new ArrayList<>();
        }
        found = true;
        try {
            var keys = new ArrayList<Key>();
            for (var each : new JsonObject(text).getJsonArray("keys", new JsonArray())) {
                keys.add(key((JsonObject) each));
            }
            return keys;
        } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException | DateTimeException e) {
            throw new IOException(file + ": " + (text.isBlank() ? "it is empty" : "it is not a file of keys"), e);
        }
    }

    private @Nullable String text() throws IOException {
        try {
            return TextFile.readIfThere(file);
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /// Reads, changes and writes, while no other process does.
    void change(Change change) throws IOException {
        var lock = file.resolveSibling("keys.lock");
        try (var turn = WholeFile.openLock(lock); var held = turn.lock()) {
            var keys = read();
            if (held.isValid() && change.apply(keys)) {
                write(keys);
            }
        } catch (FileSystemException e) {
            throw new IOException(Objects.requireNonNullElse(e.getFile(), lock.toString()) + ": " + FileWords.of(e)
                    + "; the data folder and its files have to belong to the user that runs this, or this be run with sudo", e);
        }
    }

    private void write(List<Key> keys) throws IOException {
        var list = new JsonArray();
        keys.forEach(key -> list.add(json(key)));
        WholeFile.write(file, new JsonObject().put("keys", list).encodePrettily(), WholeFile.OWNER_ONLY);
    }

    private static Key key(JsonObject json) {
        var cameras = new TreeSet<String>();
        json.getJsonArray("cameras").forEach(camera -> cameras.add((String) camera));
        var hash = json.getString("hash");
        if (HexFormat.of().parseHex(hash).length != 32) {
            throw new IllegalArgumentException("a hash has 32 bytes");
        }
        return new Key(json.getString("name"), KeyKind.parse(json.getString("kind")), hash, cameras,
                Instant.parse(json.getString("created")));
    }

    private static JsonObject json(Key key) {
        return new JsonObject().put("name", key.name()).put("kind", key.kind().word()).put("hash", key.hash())
                .put("cameras", new JsonArray(key.cameras().stream().sorted().toList()))
                .put("created", key.created().toString());
    }
}
