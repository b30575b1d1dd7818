package dev.oriel.auth;

import dev.oriel.files.FileState;
import dev.oriel.files.FileTurn;
import dev.oriel.files.FileWords;
import dev.oriel.files.TextFile;
import dev.oriel.files.WholeFile;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.DateTimeException;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A JSON file of the data folder that says who may do what: written whole, readable by its owner only; owner and rights stay when it
/// is written anew.
///
/// Threads: any; writers of several processes take turns. Errors: a file that cannot be read or understood, or that was there and is
/// gone, is an [IOException] and never counts as empty.
///
/// @param <T> what is read from it
final class GuardedFile<T> {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedFile.class);

    /// Between the file's JSON and what it says.
    interface Form<T> {
        /// Of a file that has never been there.
        T none();

        /// @throws IllegalArgumentException and what else JSON of another form throws
        T parse(JsonObject json);

        JsonObject json(T content);
    }

    /// Changes what the file says.
    interface Change<T> {
        /// @return what is to be written; nothing is when it equals what was before
        T apply(T before) throws IOException;
    }

    private final Path file;
    private final String what;
    private final Form<T> form;
    private volatile boolean found;
    private volatile boolean warned;

    /// @param what it is a file of, such as "keys": the lock beside it is called so too
    GuardedFile(Path folder, String what, Form<T> form) {
        file = folder.resolve(what + ".json");
        this.what = what;
        this.form = form;
    }

    /// Something that is another after each write.
    Object fingerprint() {
        return FileState.of(file);
    }

    /// What stands in it; nothing where there is no file, unless this object has seen one.
    ///
    /// @throws IOException with words for a user: which file, why, what to do
    T read() throws IOException {
        var text = TextFile.readNamedIfThere(file);
        if (text == null) {
            if (found) {
                throw new IOException(file + ": it is gone");
            }
            return form.none();
        }
        found = true;
        warnOfWriters();
        try {
            return form.parse(new JsonObject(text));
        } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException | DateTimeException e) {
            throw new IOException(file + ": " + (text.isBlank() ? "it is empty" : "it is not a file of " + what), e);
        }
    }

    /// Some file systems know no rights, so such a file is used.
    private void warnOfWriters() {
        try {
            var rights = Files.getPosixFilePermissions(file);
            boolean loose = rights.contains(PosixFilePermission.OTHERS_WRITE) || rights.contains(PosixFilePermission.OTHERS_READ);
            if (loose && !warned) {
                LOG.warn("{}: everybody on this machine may {} it: chmod 600 {}", file,
                        rights.contains(PosixFilePermission.OTHERS_WRITE) ? "write" : "read", file);
            }
            warned = loose;
        } catch (IOException | UnsupportedOperationException e) {
            // It has been read; its rights cannot be known.
        }
    }

    /// Reads, changes and writes, while nobody else does.
    void change(Change<T> change) throws IOException {
        var lock = file.resolveSibling(what + ".lock");
        try (var _ = FileTurn.take(lock)) {
            var before = read();
            var after = change.apply(before);
            if (!after.equals(before)) {
                WholeFile.write(file, form.json(after).encodePrettily(), WholeFile.OWNER_ONLY);
                found = true;
            }
        } catch (FileSystemException e) {
            throw new IOException(Objects.requireNonNullElse(e.getFile(), lock.toString()) + ": " + FileWords.of(e)
                    + "; the data folder and its files have to belong to the user that runs this, or this be run with sudo", e);
        }
    }
}
