package dev.oriel.web;

import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import java.util.Set;
import javax.net.ssl.X509ExtendedKeyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What encrypts the connections of https: BoringSSL, a native library that is part of the program, or where that does not load (another
/// processor, a C library other than glibc, a folder for temporary files from which nothing may run) the JDK itself.
///
/// Threads: any. Blocking: the first use unpacks and loads the library.
final class TlsEngine {
    private static final Logger LOG = LoggerFactory.getLogger(TlsEngine.class);
    private static final Set<String> VERSIONS = Set.of("TLSv1.3", "TLSv1.2");

    /// Found once: the log says once where it is not the first choice.
    private static final class Found {
        private static final SSLEngineOptions BEST = best();

        private static SSLEngineOptions best() {
            if (OpenSsl.isAvailable()) {
                return new OpenSSLEngineOptions();
            }
            LOG.warn("https: BoringSSL cannot be loaded, so Java itself encrypts, which takes more of the processor: {}",
                    String.valueOf(OpenSsl.unavailabilityCause()));
            return new JdkSSLEngineOptions();
        }
    }

    private TlsEngine() {
    }

    /// Makes a port speak https.
    ///
    /// @param keys are asked at each handshake
    static void secure(HttpServerOptions options, X509ExtendedKeyManager keys) {
        options.setSsl(true).setSslEngineOptions(Found.BEST.copy()).setKeyCertOptions(KeyCertOptions.wrap(keys))
                .setEnabledSecureTransportProtocols(VERSIONS);
    }
}
