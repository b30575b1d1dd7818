package dev.oriel.cli;

import dev.oriel.Oriel;
import dev.oriel.config.SettingsReader;
import dev.oriel.v4l2.Posix;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// A short run that touches what every start touches, so that the launcher can keep the loaded classes for the next one.
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        var data = Files.createTempDirectory("oriel-warm-up");
        var inputs = new SettingsReader.Inputs(
                Map.of("server.port", "0", "server.host", "127.0.0.1", "cameras.test.uri", "test:?size=320x240"), Map.of(), data,
                null);
        var settings = SettingsReader.read(inputs, Serving.ADDRESSES);
        try (var oriel = new Oriel(settings, data).start(); var client = HttpClient.newHttpClient()) {
            new FoundCameras(Posix.system()).look(false);
            Greeting.print(System.out, oriel, settings);
            for (var path : new String[]{"", "api/cameras", "api/cameras/test/snapshot.jpg"}) {
                get(client, oriel, path);
            }
        } finally {
            Files.deleteIfExists(data);
        }
        return CommandLines.FINE;
    }

    private static void get(HttpClient client, Oriel oriel, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + oriel.port() + "/" + path)).build();
        int status = client.send(request, BodyHandlers.discarding()).statusCode();
        if (status != 200) {
            throw new IOException(path + " answers " + status + " from " + Path.of("").toAbsolutePath());
        }
    }
}
