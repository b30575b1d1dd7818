package dev.oriel.edge;

import io.netty.buffer.ByteBuf;

/// A stream of bytes in one of the formats that are understood.
///
/// Threads: [#feed] and [#handOn] belong to the publisher's connection.
sealed interface IncomingBytes extends Incoming permits IncomingTransportStream, IncomingElementaryStream, IncomingJpegs {

    /// Reads all readable bytes of `input`, which stays the caller's.
    ///
    /// @throws RefusedException when it makes no sense any more
    void feed(ByteBuf input) throws RefusedException;

    /// Hands on what has come and may have waited for what comes with it.
    default void handOn() {
    }

    @Override
    default boolean isPictures() {
        return false;
    }
}
