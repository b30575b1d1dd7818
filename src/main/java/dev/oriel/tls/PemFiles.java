package dev.oriel.tls;

import dev.oriel.files.FileState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A certificate and its key in two files of the user's, read again when one of them changes.
///
/// A change counts at the second look that finds the files as the one before did: whoever renews them writes one after the other.
final class PemFiles implements CertificateSource {
    private final Path certificate;
    private final Path key;
    private @Nullable KeyAndCertificate current;
    private Object seen = "";
    private Object read = "";

    PemFiles(Path certificate, Path key) {
        this.certificate = certificate;
        this.key = key;
    }

    @Override
    public KeyAndCertificate look() throws IOException {
        var now = List.of(FileState.of(certificate), FileState.of(key));
        boolean settled = now.equals(seen);
        seen = now;
        var before = current;
        if (before != null && (now.equals(read) || !settled)) {
            return before;
        }
        var fresh = read();
        current = fresh;
        read = now;
        return fresh;
    }

    private KeyAndCertificate read() throws IOException {
        var chain = Pem.certificates(Pem.read(certificate), certificate);
        var secret = Pem.key(Pem.read(key), key);
        if (!KeyAndCertificate.belongsTo(secret, chain.getFirst().getPublicKey())) {
            boolean later = chain.stream().anyMatch(one -> KeyAndCertificate.belongsTo(secret, one.getPublicKey()));
            throw new IOException(later
                    ? certificate + ": the server's own certificate has to stand first, before those of authorities"
                    : key + ": it is not the key of the certificate in " + certificate);
        }
        return new KeyAndCertificate(secret, chain);
    }
}
