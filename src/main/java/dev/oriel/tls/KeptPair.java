package dev.oriel.tls;

import dev.oriel.files.FileWords;
import dev.oriel.files.TextFile;
import dev.oriel.files.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A file of this program's own with a key and its certificate, which only its owner can read. Both stand in one file, so they always
/// belong together, whatever interrupts a write.
///
/// Blocking: reads and writes the disk.
record KeptPair(Path file) {

    /// What is kept, or null where there is no file.
    ///
    /// @throws IOException with words for a user: which file, why
    @Nullable
    KeyAndCertificate readIfThere() throws IOException {
        var text = TextFile.readNamedIfThere(file);
        if (text == null) {
            return null;
        }
        try {
            return new KeyAndCertificate(Pem.key(text, file), Pem.certificates(text, file));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    void write(KeyAndCertificate pair) throws IOException {
        try {
            WholeFile.write(file, Pem.of(pair.key()) + Pem.of(pair.certificate()), WholeFile.OWNER_ONLY);
        } catch (IOException e) {
            throw new IOException(file + ": " + FileWords.of(e)
                    + "; the data folder and its files have to belong to the user that runs this", e);
        }
    }
}
