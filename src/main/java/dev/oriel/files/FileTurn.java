package dev.oriel.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// A turn at what a lock file guards: one process of this machine has it at a time, and of that process one thread.
///
/// Threads: the one that takes it closes it. The same thread cannot take it twice.
public final class FileTurn implements AutoCloseable {
    /// Of each lock file: a process that locks it twice at a time is refused, not held.
    private static final Map<Path, ReentrantLock> OF_THREADS = new ConcurrentHashMap<>();

    private final ReentrantLock thread;
    private final FileChannel process;

    private FileTurn(ReentrantLock thread, FileChannel process) {
        this.thread = thread;
        this.process = process;
    }

    /// Waits until it is free.
    ///
    /// @param lock a file that exists only to be locked; made where there is none
    /// @throws IOException when it cannot be opened, or the thread is interrupted while another process has it
    public static FileTurn take(Path lock) throws IOException {
        var thread = OF_THREADS.computeIfAbsent(lock.toAbsolutePath().normalize(), path -> new ReentrantLock());
        thread.lock();
        try {
            return new FileTurn(thread, locked(lock));
        } catch (Throwable e) {
            thread.unlock();
            throw e;
        }
    }

    private static FileChannel locked(Path lock) throws IOException {
        var channel = WholeFile.openLock(lock);
        try {
            channel.lock(); // until the channel is closed
            return channel;
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            process.close();
        } finally {
            thread.unlock();
        }
    }
}
