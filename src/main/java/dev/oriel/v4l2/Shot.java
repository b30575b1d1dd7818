package dev.oriel.v4l2;

import java.lang.foreign.MemorySegment;

/// One captured picture, still in the driver's memory.
///
/// Ownership: closing it gives the memory back to the driver. Its bytes are valid until then; a picture that is held keeps one
/// of a few buffers from the driver. Threads: the capture's.
public final class Shot implements AutoCloseable {
    private final Capture capture;
    private final int buffer;
    private final MemorySegment bytes;
    private final long capturedAtMicros;

    Shot(Capture capture, int buffer, MemorySegment bytes, long capturedAtMicros) {
        this.capture = capture;
        this.buffer = buffer;
        this.bytes = bytes;
        this.capturedAtMicros = capturedAtMicros;
    }

    /// The picture as the camera gave it, exactly as long as it said.
    public MemorySegment bytes() {
        return bytes;
    }

    /// Microseconds since 1970-01-01 UTC.
    public long capturedAtMicros() {
        return capturedAtMicros;
    }

    @Override
    public void close() throws CameraException {
        capture.queue(buffer);
    }
}
