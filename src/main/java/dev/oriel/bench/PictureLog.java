package dev.oriel.bench;

/// Is told of each picture that came while it was measured, for what averages don't show: how fast a changed link is followed.
///
/// Threads: the run's event loop.
public interface PictureLog {
    PictureLog NONE = (arrivedMicros, ageMicros) -> {};

    /// @param arrivedMicros microseconds since 1970-01-01 UTC
    /// @param ageMicros     microseconds since its capture, or -1 where that cannot be known
    void came(long arrivedMicros, long ageMicros);
}
