package dev.oriel.source;

import dev.oriel.frame.BlockInputStream;
import dev.oriel.v4l2.Posix;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A pipe from a program, and all that it starts, to us. It ends when the last of them has closed its end: the JDK's own pipe ends
/// with the program itself, and with it for those that it left behind.
///
/// Threads: one reads; any may close, and so may an interrupt of the one that reads, which ends a read that waits.
final class ChildPipe extends BlockInputStream {
    private static final Logger LOG = LoggerFactory.getLogger(ChildPipe.class);
    private static final Posix POSIX = Posix.cLibrary();

    private final FileChannel readEnd;
    private int writeEnd;

    ChildPipe() throws IOException {
        var ends = POSIX.pipe();
        writeEnd = ends.writeEnd();
        try {
            readEnd = FileChannel.open(path(ends.readEnd()), StandardOpenOption.READ);
        } catch (IOException e) {
            closeWriteEnd();
            throw e;
        } finally {
            POSIX.close(ends.readEnd());
        }
    }

    private static Path path(int descriptor) {
        return Path.of("/proc/self/fd", Integer.toString(descriptor));
    }

    /// What a program is to write to; until [#closeWriteEnd].
    File writeEnd() {
        return path(writeEnd).toFile();
    }

    /// Leaves the writing to those who were given the end. May be called twice.
    void closeWriteEnd() {
        if (writeEnd >= 0) {
            POSIX.close(writeEnd);
            writeEnd = -1;
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return readEnd.read(ByteBuffer.wrap(into, offset, length));
    }

    @Override
    public void close() {
        closeWriteEnd();
        try {
            readEnd.close();
        } catch (IOException e) {
            LOG.debug("while closing a pipe", e);
        }
    }
}
