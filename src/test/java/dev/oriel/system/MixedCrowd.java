package dev.oriel.system;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// Viewers of every kind, of whom nothing is kept but how many pictures each has got.
///
/// Threads: the test's; pictures come on one of each viewer's own, and snapshots on the HTTP client's.
final class MixedCrowd implements AutoCloseable {
    private static final int JPEG = 1;
    private static final String LENGTH = "Content-Length: ";
    private static final long BETWEEN_SNAPSHOTS_MILLIS = 100;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<LongAdder> pictures = new ArrayList<>();
    private final List<Viewer> sockets = new ArrayList<>();
    private final String host;

    /// @param port of this machine
    MixedCrowd(int port) {
        host = "127.0.0.1:" + port;
    }

    int size() {
        return pictures.size();
    }

    /// Pictures that the one with the fewest has got.
    long fewest() {
        return pictures.stream().mapToLong(LongAdder::sum).min().orElse(0);
    }

    /// Pictures that each has got, in the order in which they joined.
    List<Long> counts() {
        return pictures.stream().map(LongAdder::sum).toList();
    }

    /// The pictures of each viewer, and how sockets were closed.
    @Override
    public String toString() {
        return "counts " + counts() + ", closed " + sockets.stream().map(Viewer::end).toList();
    }

    private LongAdder joins() {
        var got = new LongAdder();
        pictures.add(got);
        return got;
    }

    private URI address(String scheme, String path) {
        return URI.create(scheme + "://" + host + path);
    }

    /// So many that acknowledge each picture.
    ///
    /// @param words what each says first
    MixedCrowd live(int count, String path, String words) {
        for (int i = 0; i < count; i++) {
            var got = joins();
            var viewer = Viewer.connect(address("ws", path), (from, message) -> {
                if (message.text() == null && message.bytes()[0] == JPEG) {
                    got.increment();
                    from.say(WireHeader.read(message.bytes()).acknowledgement());
                }
            }, "oriel.v1");
            viewer.say(words);
            sockets.add(viewer);
        }
        return this;
    }

    /// So many that ask for each picture with that word.
    MixedCrowd pull(int count, String path, String word) {
        for (int i = 0; i < count; i++) {
            var got = joins();
            var viewer = Viewer.connect(address("ws", path), (from, message) -> {
                got.increment();
                from.say(word);
            });
            viewer.say(word);
            sockets.add(viewer);
        }
        return this;
    }

    /// So many players of MPEG-1.
    MixedCrowd play(int count, String path) {
        for (int i = 0; i < count; i++) {
            var got = joins();
            sockets.add(Viewer.connect(address("ws", path), (from, message) -> got.increment()));
        }
        return this;
    }

    /// So many that read a stream of JPEGs.
    MixedCrowd stream(int count, String path) {
        for (int i = 0; i < count; i++) {
            var got = joins();
            Thread.ofVirtual().start(() -> {
                try (var body = http.send(request(path), BodyHandlers.ofInputStream()).body()) {
                    while (true) {
                        body.skipNBytes(lengthOfNext(body));
                        got.increment();
                    }
                } catch (IOException | InterruptedException e) {
                    // It gets no more pictures, as everybody can see.
                }
            });
        }
        return this;
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(address("http", path)).build();
    }

    /// Reads the lines in front of a picture, and the empty one that ends the picture before.
    private static int lengthOfNext(InputStream stream) throws IOException {
        int length = -1;
        for (var line = line(stream); length < 0 || !line.isEmpty(); line = line(stream)) {
            length = line.startsWith(LENGTH) ? Integer.parseInt(line.substring(LENGTH.length())) : length;
        }
        return length;
    }

    private static String line(InputStream stream) throws IOException {
        var line = new StringBuilder();
        for (int c = stream.read(); c != '\n'; c = stream.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    /// So many that ask for a picture again and again.
    MixedCrowd ask(int count, String path) {
        for (int i = 0; i < count; i++) {
            ask(path, joins());
        }
        return this;
    }

    private void ask(String path, LongAdder got) {
        http.sendAsync(request(path), BodyHandlers.ofByteArray()).thenAcceptAsync(answer -> {
            got.add(answer.statusCode() == 200 ? 1 : 0);
            ask(path, got);
        }, CompletableFuture.delayedExecutor(BETWEEN_SNAPSHOTS_MILLIS, TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        sockets.forEach(Viewer::close);
        http.shutdownNow();
    }
}
