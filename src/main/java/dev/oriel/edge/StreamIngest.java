package dev.oriel.edge;

import io.netty.buffer.ByteBuf;

/// A parser of what a publisher posts, which gives each picture, or each whole packet, to its [Intake].
///
/// Threads: the publisher's connection.
sealed interface StreamIngest extends AutoCloseable permits TsIngest, ElementaryStreamIngest, MjpegIngest {

    /// Reads all readable bytes of `input`, which stays the caller's.
    ///
    /// @throws RefusedException when the bytes make no sense any more, or the intake is closed to them
    void feed(ByteBuf input) throws RefusedException;

    /// Hands on what has come and may have waited for what comes with it.
    default void handOn() {
    }

    @Override
    void close();
}
