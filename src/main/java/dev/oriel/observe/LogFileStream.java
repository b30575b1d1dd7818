package dev.oriel.observe;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
    private final LogFormat format;
    /// No channel, which an interrupted thread would close with the line that it writes.
    private @Nullable FileOutputStream file;
    private long sizeBytes;
    private long missing;
    private boolean isBroken;

    LogFileStream(Path path, long mostBytes, LogFormat format) {
        this.path = path;
        this.mostBytes = mostBytes;
        this.format = format;
    }

    /// Lines that this process could not write.
    static long lost() {
        return LOST.get();
    }

    /// Makes the file where there is none.
    ///
    /// @throws IOException when it cannot be had
    static void make(Path path) throws IOException {
        FileChannel.open(path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"))).close();
    }

    @Override
    public void write(int single) {
        write(new byte[]{(byte) single}, 0, 1);
    }

    /// One event of the log.
    @Override
    public void write(byte[] lines, int from, int length) {
        try {
            var open = file == null ? open() : file;
            if (sizeBytes > mostBytes * MOST_TIMES) {
                throw new IOException("the file is full, and cannot be renamed");
            }
            if (missing > 0) {
                var said = (isBroken ? "\n" : "") + format.missing(missing);
                var bytes = said.getBytes(StandardCharsets.UTF_8);
                write(open, bytes, 0, bytes.length);
                missing = 0;
                isBroken = false;
            }
            write(open, lines, from, length);
        } catch (IOException e) {
            missing++;
            LOST.incrementAndGet();
            close();
        }
    }

    private FileOutputStream open() throws IOException {
        make(path);
        var opened = new FileOutputStream(path.toFile(), true);
        file = opened;
        sizeBytes = path.toFile().length();
        return opened;
    }

    private void write(FileOutputStream open, byte[] text, int from, int length) throws IOException {
        try {
            open.write(text, from, length);
            sizeBytes += length;
        } catch (IOException e) {
            isBroken |= path.toFile().length() > sizeBytes;
            throw e;
        }
    }

    @Override
    public void close() {
        var open = file;
        file = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            // Its lines were written one by one.
        }
    }
}
