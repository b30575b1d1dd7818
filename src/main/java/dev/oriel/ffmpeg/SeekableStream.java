package dev.oriel.ffmpeg;

import dev.oriel.frame.BlockInputStream;
import java.io.IOException;

/// A stream of bytes that may go on from anywhere.
///
/// Threads: one at a time.
public abstract class SeekableStream extends BlockInputStream {

    /// All bytes, or a negative number where the stream can only go forward.
    public abstract long length();

    /// Goes on reading at `position`, up to the length.
    public abstract void seek(long position) throws IOException;
}
