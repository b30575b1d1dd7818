package dev.oriel.auth;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// `keys.json` of the data folder: written whole, readable by its owner only.
///
/// Threads: any; writers of several processes take turns. Errors: a file that is there and is not understood is an [IOException].
final class KeyFile {
    private static final Set<java.nio.file.attribute.PosixFilePermission> OWNER_ONLY = PosixFilePermissions
            .fromString("rw-------");

    /// Changes the list of keys.
    interface Change {
        /// @return false when there is nothing to write
        boolean apply(List<Key> keys) throws IOException;
    }

    private final Path file;

    KeyFile(Path folder) {
        file = folder.resolve("keys.json");
    }

    /// Something that is another after each write.
    Object fingerprint() throws IOException {
        try {
            var now = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(now.lastModifiedTime(), now.size(), String.valueOf(now.fileKey()));
        } catch (NoSuchFileException e) {
            return "none";
        }
    }

    /// All keys; none where there is no file.
    List<Key> read() throws IOException {
        try {
            var keys = new ArrayList<Key>();
            for (var each : new JsonObject(Files.readString(file)).getJsonArray("keys", new JsonArray())) {
                keys.add(key((JsonObject) each));
            }
            return keys;
        } catch (NoSuchFileException e) {
            return new ArrayList<>();
        } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException | DateTimeException e) {
            throw new IOException(file + " is not a file of keys", e);
        }
    }

    /// Reads, changes and writes, while no other process does.
    void change(Change change) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (var turn = FileChannel.open(file.resolveSibling("keys.lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), PosixFilePermissions.asFileAttribute(OWNER_ONLY));
                var held = turn.lock()) {
            var keys = read();
            if (held.isValid() && change.apply(keys)) {
                write(keys);
            }
        }
    }

    private void write(List<Key> keys) throws IOException {
        var list = new JsonArray();
        keys.forEach(key -> list.add(json(key)));
        var fresh = file.resolveSibling("keys.json.new");
        Files.deleteIfExists(fresh);
        try (var channel = FileChannel.open(fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            var bytes = java.nio.ByteBuffer
                    .wrap(new JsonObject().put("keys", list).encodePrettily().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
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
