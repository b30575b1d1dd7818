package dev.oriel.doctor;

import dev.oriel.push.ProxyRules;
import dev.oriel.push.RelayAddress;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// Asks whether a relay answers, as far as that can be known without pushing to it.
///
/// Blocking: some seconds.
public final class RelayCheck {
    private RelayCheck() {
    }

    /// Why it cannot be known from here whether a push reaches the relay, or empty where it answers.
    ///
    /// @param nanoTime a clock as [System#nanoTime]
    /// @throws IOException when it is not reached, saying why
    public static String doubt(RelayAddress relay, Map<String, String> environment, LongSupplier nanoTime)
            throws IOException {
        if (isProxied(relay, environment)) {
            return "a push goes through the proxy that the environment names; its log says whether the relay is reached."
                    + "\nA service needs the variable as well: systemctl edit oriel-push, Environment=HTTPS_PROXY=…";
        }
        try {
            ReachCheck.require(relay.toString(), Duration.ZERO, nanoTime);
            return "";
        } catch (IOException e) {
            if (Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
                    .noneMatch(CertificateException.class::isInstance)) {
                throw e;
            }
            return "this machine does not trust the relay's certificate. Where it is the relay's own, push.tls in the settings allows"
                    + " it; the log of the push names its fingerprint.";
        }
    }

    private static boolean isProxied(RelayAddress relay, Map<String, String> environment) throws IOException {
        try {
            return ProxyRules.isProxied(relay, environment);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
