package dev.oriel.system;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A publisher that sends numbered pictures at a steady rate until it is closed or sent away.
///
/// Threads: the test's; pictures are sent by one of its own.
final class PublishedPictures implements AutoCloseable {
    static final int WIDTH = 160;
    static final int HEIGHT = 120;
    private static final NumberedJpegs PICTURES = new NumberedJpegs(WIDTH, HEIGHT, 0);
    private static final long INTERVAL_NANOS = Duration.ofMillis(50).toNanos();

    private final Publisher publisher;
    private final Thread thread;
    private volatile boolean closed;

    PublishedPictures(int port, String camera) throws IOException {
        publisher = Publisher.full(port, camera);
        thread = Thread.ofVirtual().start(this::send);
    }

    private void send() {
        try {
            for (long number = 1; !closed && publisher.isOpen(); number++) {
                publisher.picture(number, 0, PICTURES.picture(number));
                LockSupport.parkNanos(INTERVAL_NANOS);
            }
        } catch (IOException e) {
            // The server is gone.
        }
    }

    Publisher publisher() {
        return publisher;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        publisher.close();
    }
}
