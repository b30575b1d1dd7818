package dev.oriel.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/// Tells a port of Oriel on this machine by its answer, where the system does not say whose it is.
final class OrielProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /// Of `/readyz`, and of a port that speaks https.
    private static final List<String> SIGNS = List.of("\"causes\":", "\"https-only\"");

    private OrielProbe() {
    }

    /// Blocking: two seconds at most.
    static boolean answers(int port) {
        if (port == 0) { // any free one
            return false;
        }
        try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz")).timeout(PATIENCE).build();
            var body = client.send(request, BodyHandlers.ofString()).body();
            return SIGNS.stream().anyMatch(body::contains);
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
