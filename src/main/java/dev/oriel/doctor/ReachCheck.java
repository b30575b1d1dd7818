package dev.oriel.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;

/// Asks whether a server answers.
///
/// Blocking: for as long as it is told, and a little more.
public final class ReachCheck {
    private static final Duration ONE_TRY = Duration.ofSeconds(5);
    private static final Duration BETWEEN = Duration.ofMillis(500);
    /// 403: over plain http where the port speaks https.
    private static final Set<Integer> ANSWERS = Set.of(200, 403);

    private ReachCheck() {
    }

    /// Tries until it answers or the time is over.
    ///
    /// @param server its address, with a slash at the end or without
    /// @param nanoTime a clock as [System#nanoTime]
    /// @throws IOException saying why it does not
    public static void require(String server, Duration patience, LongSupplier nanoTime) throws IOException {
        var health = URI.create(server + (server.endsWith("/") ? "" : "/") + "healthz");
        long from = nanoTime.getAsLong();
        try (var client = HttpClient.newBuilder().connectTimeout(ONE_TRY).build()) {
            while (true) {
                try {
                    var answer = client.send(HttpRequest.newBuilder(health).timeout(ONE_TRY).build(),
                            HttpResponse.BodyHandlers.discarding());
                    if (ANSWERS.contains(answer.statusCode())) {
                        return;
                    }
                    throw new IOException("it answers " + answer.statusCode());
                } catch (IOException e) {
                    if (nanoTime.getAsLong() - from > patience.toNanos()) {
                        throw new IOException(
                                health + " is not reached: " + (e.getMessage() == null ? "no connection" : e.getMessage()), e);
                    }
                }
                Thread.sleep(BETWEEN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
