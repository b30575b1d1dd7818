package dev.oriel.frame;

import java.io.IOException;

/// An uncompressed picture in memory that several share.
///
/// Threads: any may [#share]; what is done with a picture is its owner's.
public interface DecodedPicture extends AutoCloseable {
    /// Another picture of the same pixels. The caller closes both.
    DecodedPicture share() throws IOException;

    /// Bytes of memory that the pixels take, about.
    long bytes();

    @Override
    void close();
}
