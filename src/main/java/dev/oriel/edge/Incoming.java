package dev.oriel.edge;

import dev.oriel.source.FrameSink;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/// What one publisher sends, in one of the formats that are understood.
///
/// Threads: [#feed], [#handOn] and [#close] belong to the publisher's connection; [#run] to the camera's source.
sealed interface Incoming extends AutoCloseable permits IncomingTransportStream, IncomingElementaryStream, IncomingJpegs {

    /// What has turned out to be in it.
    enum Content {
        /// Too early to say.
        UNKNOWN,
        /// Pictures.
        VIDEO,
        /// MPEG audio and no pictures.
        AUDIO
    }

    /// Reads all readable bytes of `input`, which stays the caller's.
    ///
    /// @throws RefusedException when it makes no sense any more
    void feed(ByteBuf input) throws RefusedException;

    /// Hands on what has come and may have waited for what comes with it.
    default void handOn() {
    }

    Content content();

    /// Gives the pictures to `sink`, from the next one that can be decoded on, until the sink is stopped or [#close] is called.
    void run(FrameSink sink) throws IOException, InterruptedException;

    /// Ends [#run]; nothing is fed any more.
    @Override
    void close();
}
