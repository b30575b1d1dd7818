package dev.oriel.cli;

import dev.oriel.time.SystemClocks;
import dev.oriel.v4l2.Posix;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/// A short run that does what every start does, so that the launcher can keep the loaded classes for the next one: a server is started with
/// the words of a command line, visited, watched for a moment and ended.
///
/// It reads the settings of the folder and of the environment as any server does, so the launcher runs it where there are none.
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand implements Callable<Integer> {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
    private static final int HTTP_OK = 200;
    private static final long LOOK_EACH_MILLIS = 20;
    /// So many pictures, at the highest rate there is, let the machine see which methods are often run.
    private static final int PICTURES = 1200;
    private static final Duration WATCHES_AT_MOST = Duration.ofSeconds(15);

    @Override
    public Integer call() throws Exception {
        var ending = Ending.onSignals();
        var data = Files.createTempDirectory("oriel-warm-up");
        try {
            int port = freePort();
            var visit = new FutureTask<@Nullable Void>(() -> visitAndEnd(port, ending));
            Thread.ofVirtual().name("oriel-warm-up").start(visit);
            int code = CommandLines.run(() -> new ServeCommand(() -> ending), new String[]{"--host", "127.0.0.1", "--port",
                Integer.toString(port), "--camera", "test=test:?size=320x240&fps=240",
                "--camera", "again=http://127.0.0.1:" + port + "/api/cameras/test/stream.mjpg", "--data", data.toString()});
            if (code == CommandLines.FINE) {
                visit.get(); // throws what went wrong
            } else {
                visit.cancel(true);
            }
            return code;
        } finally {
            Files.deleteIfExists(data);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static @Nullable Void visitAndEnd(int port, Ending ending) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            new FoundCameras(Posix.system()).look(false);
            awaitStart(client, port);
            for (var path : List.of("", "watch/test", "assets/watch.js", "api/cameras", "api/cameras/test/snapshot.jpg")) {
                int status = get(client, port, path);
                if (status != HTTP_OK) {
                    throw new IOException(path + " answers " + status + " from " + Path.of("").toAbsolutePath());
                }
            }
            // The second camera shows the first: its pictures pass through, as those of most cameras do.
            new WarmUpViewer(PICTURES).watch(client, URI.create("ws://127.0.0.1:" + port + "/api/live"), "again", STARTS_WITHIN,
                    WATCHES_AT_MOST);
            return null;
        } finally {
            ending.end();
        }
    }

    private static void awaitStart(HttpClient client, int port) throws IOException, InterruptedException {
        long beganNanos = SystemClocks.NANOS.getAsLong();
        while (true) {
            try {
                get(client, port, "healthz");
                return;
            } catch (ConnectException e) {
                if (SystemClocks.NANOS.getAsLong() - beganNanos > STARTS_WITHIN.toNanos()) {
                    throw e;
                }
                Thread.sleep(LOOK_EACH_MILLIS);
            }
        }
    }

    private static int get(HttpClient client, int port, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + path)).timeout(STARTS_WITHIN).build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }
}
