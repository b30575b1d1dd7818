package dev.oriel.bench;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/// TLS for a load, which takes whatever certificate a server shows: it sends nothing that is secret, and servers under test mostly have
/// one that nobody has signed.
///
/// Threads: any.
final class AnyCertificate {
    private AnyCertificate() {
    }

    /// For requests that ask about a server.
    static SSLContext forRequests() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// For viewers: by the quickest engine that this machine has.
    static SslContext forViewers() {
        try {
            return SslContextBuilder.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .endpointIdentificationAlgorithm(null).build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }
}
