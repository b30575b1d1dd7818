package dev.oriel.http;

import java.io.IOException;
import java.net.InetAddress;
import java.util.function.Consumer;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// The judgement on one server's certificate for clients other than this package's own.
public final class ServerTrust {
    private ServerTrust() {
    }

    /// Judges the certificate of a server, names included.
    ///
    /// Threads: one handshake at a time.
    ///
    /// @param place    as it is asked for: `https://HOST:PORT`
    /// @param at       where it was found
    /// @param unproven told of each certificate that nobody vouches for
    public static X509ExtendedTrustManager judge(TlsPolicy policy, String place, InetAddress at,
            Consumer<UnprovenCertificate> unproven) {
        return new CertificateJudge(policy, HttpAddress.parse(place), at, unproven);
    }

    /// Why a TLS handshake failed, in words for a person; null when it did not fail in TLS.
    public static @Nullable String words(Throwable failure) {
        return failure instanceof IOException io ? HttpCauses.tlsWords(io) : HttpCauses.tlsWords(new IOException(failure));
    }
}
