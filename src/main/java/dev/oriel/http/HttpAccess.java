package dev.oriel.http;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// How a camera is reached over HTTP.
///
/// @param camera   its own address; its login goes to its own host and nowhere else
/// @param tls      which certificate it may show
/// @param patience how long nothing may come, as it stands; connecting never takes more than ten seconds
/// @param resolver finds hosts
/// @param unproven told of each certificate that nobody vouches for, each time
/// @param nanoTime what the patience is measured with, as [System#nanoTime]
public record HttpAccess(HttpAddress camera, TlsPolicy tls, Supplier<Duration> patience, HostResolver resolver,
        Consumer<UnprovenCertificate> unproven, LongSupplier nanoTime) {

    /// @param patience how long nothing may come, as it stands
    public static HttpAccess of(HttpAddress camera, TlsPolicy tls, Supplier<Duration> patience,
            Consumer<UnprovenCertificate> unproven, LongSupplier nanoTime) {
        return new HttpAccess(camera, tls, patience, HostResolver.SYSTEM, unproven, nanoTime);
    }
}
