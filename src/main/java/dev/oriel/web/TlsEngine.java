package dev.oriel.web;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import java.util.Set;
import javax.net.ssl.X509ExtendedKeyManager;

/// How a port speaks https.
///
/// Threads: any.
final class TlsEngine {
    private static final Set<String> VERSIONS = Set.of("TLSv1.3", "TLSv1.2");

    private TlsEngine() {
    }

    /// Makes a port speak https.
    ///
    /// @param keys are asked at each handshake
    static void secure(HttpServerOptions options, X509ExtendedKeyManager keys) {
        options.setSsl(true).setKeyCertOptions(KeyCertOptions.wrap(keys)).setEnabledSecureTransportProtocols(VERSIONS);
    }
}
