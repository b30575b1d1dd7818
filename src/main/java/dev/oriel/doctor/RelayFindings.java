package dev.oriel.doctor;

import dev.oriel.config.Settings;
import dev.oriel.push.RelayAddress;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Checks of the relay that cameras are pushed to: it is reached, and knows the key.
final class RelayFindings {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int OPENED = 101;
    private static final int WITHOUT_SUBPROTOCOL = 400;
    private static final int UNKNOWN = 401;
    private static final int NOT_FOR_PUBLISHING = 403;

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
            var doubt = RelayCheck.doubt(relay, machine.environment(), machine.time().clocks().nanoTime());
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
            return judged(subject, status(client, relay, key));
        } catch (IOException e) {
            return Finding.problem(subject, "the key could not be tried: " + e.getMessage(), "run this again");
        }
    }

    /// The answer to a handshake that opens nothing, since it names no subprotocol: the key is looked at before that.
    private static int status(HttpClient client, RelayAddress relay, String key) throws IOException, InterruptedException {
        try {
            client.newWebSocketBuilder().connectTimeout(PATIENCE).header("Authorization", "Bearer " + key)
                    .buildAsync(relay.edgeAddress(), new WebSocket.Listener() {
                    }).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).abort();
            return OPENED;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return statusOf(refused.getResponse());
            }
            throw new IOException(e.getCause() == null ? "no answer" : e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + PATIENCE.toSeconds() + " s", e);
        }
    }

    /// Proxies answer 400 as well; an Oriel gives its reason as JSON.
    private static int statusOf(HttpResponse<?> refusal) throws IOException {
        if (refusal.statusCode() == WITHOUT_SUBPROTOCOL
                && !refusal.headers().firstValue("Content-Type").orElse("").startsWith("application/json")) {
            throw new IOException("something else than an Oriel answers 400");
        }
        return refusal.statusCode();
    }

    private static Finding judged(String subject, int status) {
        return switch (status) {
            case WITHOUT_SUBPROTOCOL -> Finding.ok(subject, "it is reached, and knows the key");
            case UNKNOWN -> Finding.problem(subject, "it is reached, and does not know the key",
                    "oriel key add NAME there, and that key here: push.key or push.keyFile");
            case NOT_FOR_PUBLISHING -> Finding.problem(subject, "it is reached, and the key may not publish there",
                    "oriel key add NAME there, without --share, --view and --metrics, and that key here: push.key or push.keyFile");
            default -> Finding.problem(subject, "it is reached, and answers " + status + " where cameras are pushed to",
                    "look whether push.to is an Oriel, and whether a proxy before it passes WebSockets on");
        };
    }
}
