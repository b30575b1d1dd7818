package dev.oriel.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A description of a server's certificate, whose key fits it.
///
/// @param from  the first moment at which it is good
/// @param until the last
/// @param names names and addresses that it is for
public record CertificateReport(Instant from, Instant until, List<String> names) {
    public CertificateReport {
        names = List.copyOf(names);
    }

    /// Of two PEM files. Blocking: reads the disk.
    ///
    /// @throws IOException with words for a user: which file, why
    public static CertificateReport ofFiles(Path certificate, Path key) throws IOException {
        return of(new PemFiles(certificate, key).look());
    }

    /// Of the pair that a server which signs for itself has kept, or null where it has made none yet. Blocking: reads the disk.
    ///
    /// @param data the data folder
    /// @throws IOException with words for a user: which file, why
    public static @Nullable CertificateReport kept(Path data) throws IOException {
        var pair = SelfSigned.kept(data).readIfThere();
        return pair == null ? null : of(pair);
    }

    private static CertificateReport of(KeyAndCertificate pair) throws IOException {
        var certificate = pair.certificate();
        try {
            var named = CertificateNames.in(certificate);
            var names = new ArrayList<String>(named.dns());
            named.addresses().stream().map(address -> address.getHostAddress()).sorted().forEach(names::add);
            return new CertificateReport(certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant(),
                    names.isEmpty() ? List.of(certificate.getSubjectX500Principal().getName()) : names);
        } catch (CertificateParsingException e) {
            throw new IOException("the names of the certificate cannot be read", e);
        }
    }
}
