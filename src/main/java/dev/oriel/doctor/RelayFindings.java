package dev.oriel.doctor;

import dev.oriel.config.Settings;
import dev.oriel.push.RelayAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Whether the relay that cameras are pushed to is reached, and knows the key.
final class RelayFindings {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int UNKNOWN = 401;

    private RelayFindings() {
    }

    static List<Finding> of(Examined examined, Machine machine) throws InterruptedException {
        var push = examined.settings().push();
        if (push == null) {
            return List.of();
        }
        try {
            var relay = RelayAddress.parse(push.to());
            var subject = "relay " + relay;
            var doubt = RelayCheck.doubt(relay, machine.environment());
            return List.of(
                    doubt.isEmpty() ? key(subject, relay, push) : Finding.note(subject, doubt.replace("\n", " "), "see the log"));
        } catch (IllegalArgumentException e) {
            return List.of(Finding.problem("relay", "push.to: " + e.getMessage(), "https://HOST[:PORT][/PATH]"));
        } catch (IOException e) {
            return List.of(Finding.problem("relay", String.valueOf(e.getMessage()),
                    "mend push.to, or look whether the relay runs and this machine reaches the Internet"));
        }
    }

    private static Finding key(String subject, RelayAddress relay, Settings.Push push) throws InterruptedException {
        try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            var file = push.keyFile();
            var key = file == null ? push.key() : Files.readString(Path.of(file)).strip();
            if (key == null || !Settings.Push.KEY.matcher(key).matches()) {
                return Finding.problem(subject, "there is no key for it: allowed: " + Settings.Push.KEY_FORM,
                        "oriel key add NAME there, and push.key");
            }
            var request = HttpRequest.newBuilder(URI.create(relay + "api/session")).timeout(PATIENCE)
                    .header("Authorization", "Bearer " + key).build();
            return client.send(request, BodyHandlers.discarding()).statusCode() == UNKNOWN
                    ? Finding.problem(subject, "it is reached, and does not know the key",
                            "oriel key add NAME there, and that key here: push.key or push.keyFile")
                    : Finding.ok(subject, "it is reached, and knows the key");
        } catch (IOException e) {
            return Finding.problem(subject, "the key could not be tried: " + e.getMessage(), "run this again");
        }
    }
}
