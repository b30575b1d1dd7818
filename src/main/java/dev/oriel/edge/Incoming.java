package dev.oriel.edge;

import dev.oriel.source.FrameSink;
import java.io.IOException;

/// What one publisher sends, as a camera's source reads it.
///
/// Threads: [#close] belongs to the publisher's connection; [#run] to the camera's source.
sealed interface Incoming extends AutoCloseable permits IncomingBytes, IncomingPictures {

    /// What has turned out to be in it.
    enum Content {
        /// Too early to say.
        UNKNOWN,
        /// Pictures.
        VIDEO,
        /// MPEG audio and no pictures.
        AUDIO
    }

    Content content();

    /// True when each picture comes by itself, so that none can be passed on as a stream.
    boolean isPictures();

    /// Gives the pictures to `sink`, from the next one that can be decoded on, until the sink is stopped or [#close] is called.
    void run(FrameSink sink) throws IOException, InterruptedException;

    /// Ends [#run]; nothing more comes.
    @Override
    void close();
}
