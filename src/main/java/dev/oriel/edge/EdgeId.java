package dev.oriel.edge;

import dev.oriel.files.FileTurn;
import dev.oriel.files.FileWords;
import dev.oriel.files.TextFile;
import dev.oriel.files.WholeFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The name that an Oriel has for other Oriels: 32 random hexadecimal digits, kept in the file `edge-id` of the data folder.
///
/// A relay knows by it that the edge that connects anew is the one that it had, and that pictures have come back to where they were
/// before. It is no secret and opens nothing.
public final class EdgeId {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeId.class);
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");
    private static final int BYTES = 16;

    private EdgeId() {
    }

    /// True when `text` has the form of one.
    public static boolean isId(String text) {
        return FORM.matcher(text).matches();
    }

    /// The id of a data folder, made at the first use.
    ///
    /// Threads: any; processes take turns. Blocking: reads the disk, and writes to it at the first use.
    ///
    /// @throws IOException naming the file, when it cannot be read or made, or holds something else
    public static String of(Path data) throws IOException {
        var file = data.resolve("edge-id");
        var known = read(file);
        if (known != null) {
            return known;
        }
        try (var _ = FileTurn.take(data.resolve("edge-id.lock"))) {
            var meanwhile = read(file);
            if (meanwhile != null) {
                return meanwhile;
            }
            var fresh = fresh();
            WholeFile.write(file, fresh + "\n", WholeFile.OWNER_ONLY);
            return fresh;
        } catch (FileSystemException e) {
            throw new IOException(Objects.requireNonNullElse(e.getFile(), file.toString()) + ": " + FileWords.of(e)
                    + "; the data folder and its files have to belong to the user that runs this", e);
        }
    }

    /// The same, and one that is not kept where that fails, which the log says then.
    public static String keptOrFresh(Path data) {
        try {
            return of(data);
        } catch (IOException e) {
            LOG.error("{}; until then edges know this server by another id after each start", e.getMessage());
            return fresh();
        }
    }

    /// One that is not kept.
    public static String fresh() {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static @Nullable String read(Path file) throws IOException {
        var text = TextFile.readNamedIfThere(file);
        if (text == null) {
            return null;
        }
        if (!isId(text.strip())) {
            throw new IOException(file + ": it does not hold 32 hexadecimal digits; delete it, and a new one is made");
        }
        return text.strip();
    }
}
