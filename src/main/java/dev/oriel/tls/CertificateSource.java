package dev.oriel.tls;

import java.io.IOException;

/// Gives the certificate that the server is to show, and another one when there is one.
///
/// Threads: one at a time. Blocking: looks at the disk.
interface CertificateSource {
    /// The pair that is right now; the same object as long as nothing changed.
    ///
    /// @throws IOException with words for a user when there is none; the next call tries again
    KeyAndCertificate look() throws IOException;
}
