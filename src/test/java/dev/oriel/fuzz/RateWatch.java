package dev.oriel.fuzz;

import static org.awaitility.Awaitility.await;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// A viewer of `stream.mjpg` that notes when its pictures come.
///
/// Threads: one of its own reads.
final class RateWatch implements AutoCloseable {
    private final Socket socket;
    private final AtomicLong pictures = new AtomicLong();
    private volatile long lastAtNanos;
    private volatile long longestGapNanos;
    private volatile boolean measures;
    private double picturesPerSecond;

    RateWatch(int port, String path) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        Thread.ofPlatform().daemon().name("rate-watch").start(this::read);
    }

    private void read() {
        try {
            var in = new BufferedInputStream(socket.getInputStream());
            int matched = 0;
            var sign = "Content-Length:".getBytes(StandardCharsets.US_ASCII); // one a part
            for (int next = in.read(); next >= 0; next = in.read()) {
                matched = next == sign[matched] ? matched + 1 : next == sign[0] ? 1 : 0;
                if (matched == sign.length) {
                    matched = 0;
                    picture();
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void picture() {
        long now = System.nanoTime();
        if (measures) {
            longestGapNanos = Math.max(longestGapNanos, now - lastAtNanos);
        }
        lastAtNanos = now;
        pictures.incrementAndGet();
    }

    void awaitFirst() {
        await().atMost(Duration.ofSeconds(30)).until(() -> pictures.get() > 3);
    }

    void measure(Duration time) throws InterruptedException {
        long before = pictures.get();
        long from = System.nanoTime();
        measures = true;
        Thread.sleep(time);
        measures = false;
        long nanos = System.nanoTime() - from;
        longestGapNanos = Math.max(longestGapNanos, System.nanoTime() - lastAtNanos);
        picturesPerSecond = (pictures.get() - before) * 1e9 / nanos;
    }

    double picturesPerSecond() {
        return picturesPerSecond;
    }

    Duration longestGap() {
        return Duration.ofNanos(longestGapNanos);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
