package dev.oriel.source;

import dev.oriel.http.TlsPolicy;
import java.time.Duration;
import java.util.function.Supplier;

/// What the settings say of one camera of the network beside its address.
///
/// @param camera  its name, for the log
/// @param tls     which certificate it may show
/// @param silence how long it may give nothing, as it stands
public record SourceTerms(String camera, TlsPolicy tls, Supplier<Duration> silence) {}
