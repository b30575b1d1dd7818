package dev.oriel.observe;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Appends lines to a log file. A line that cannot be written, as on a full disk, is lost and counted; the next one that can be written
/// stands behind a line that says how many are missing. Nothing is thrown, since a log must not end what it logs.
///
/// Threads: one at a time. Blocking: for the disk.
final class LogFileStream extends OutputStream {
    private static final AtomicLong LOST = new AtomicLong();
    /// Beyond so many times its size a file that cannot be renamed is not written to.
    private static final int MOST_TIMES = 2;

    private final Path path;
    private final long mostBytes;
    private @Nullable FileChannel channel;
    private long missing;
    private boolean isBroken;

    LogFileStream(Path path, long mostBytes) {
        this.path = path;
        this.mostBytes = mostBytes;
    }

    /// Lines that this process could not write.
    static long lost() {
        return LOST.get();
    }

    /// @throws IOException when it cannot be had
    static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
    }

    @Override
    public void write(int single) {
        write(new byte[]{(byte) single}, 0, 1);
    }

    /// One event of the log.
    @Override
    public void write(byte[] lines, int from, int length) {
        try {
            var open = channel == null ? open(path) : channel;
            channel = open;
            if (open.size() > mostBytes * MOST_TIMES) {
                throw new IOException("the file is full, and cannot be renamed");
            }
            if (missing > 0) {
                var said = (isBroken ? "\n" : "") + missing + " lines of the log are missing here: they could not be written\n";
                write(open, ByteBuffer.wrap(said.getBytes(StandardCharsets.UTF_8)));
                missing = 0;
                isBroken = false;
            }
            write(open, ByteBuffer.wrap(lines, from, length));
        } catch (IOException e) {
            missing++;
            LOST.incrementAndGet();
            close();
        }
    }

    private void write(FileChannel open, ByteBuffer text) throws IOException {
        while (text.hasRemaining()) {
            isBroken |= open.write(text) > 0 && text.hasRemaining();
        }
    }

    @Override
    public void close() {
        var open = channel;
        channel = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            // Its lines were written one by one.
        }
    }
}
