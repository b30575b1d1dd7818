package dev.oriel.source;

import dev.oriel.http.TlsPolicy;
import java.time.Duration;
import java.util.function.Supplier;

/// What the settings say of one camera beside its address.
///
/// @param camera  its name, for the log
/// @param tls     which certificate it may show
/// @param controls what is remembered of its device
/// @param silence how long it may give nothing, as it stands
public record SourceTerms(String camera, TlsPolicy tls, Supplier<Duration> silence, DeviceControls.ControlMemory controls) {
    /// Of a camera without a device.
    public SourceTerms(String camera, TlsPolicy tls, Supplier<Duration> silence) {
        this(camera, tls, silence, DeviceControls.ControlMemory.NOTHING);
    }
}
