package dev.oriel.hub;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/// The controls of a camera's device that change its pictures, as the device itself lists them.
///
/// Threads: any. Blocking: waits for the device, or for another process for a few seconds at most.
public interface ImageControls {
    /// All of them, in the driver's order.
    ///
    /// @throws IOException with words for a user when the device cannot be asked
    List<ImageControl> list() throws IOException;

    /// Sets some of them, and keeps that for the next start and for a device that is plugged in again.
    ///
    /// @param values by name; null for the driver's default, which is not kept
    /// @throws IllegalArgumentException      with every problem at once, in words for a user. Nothing has changed then, but where the device
    ///                                       itself has refused some of them: the others are set and kept
    /// @throws IOException                   with words for a user when the device cannot be asked
    /// @throws java.io.UncheckedIOException with words for a user when it cannot be kept
    void change(Map<String, Integer> values) throws IOException;
}
