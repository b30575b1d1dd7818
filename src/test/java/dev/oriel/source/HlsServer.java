package dev.oriel.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/// A web server of a folder, as nginx serves what an encoder writes.
public final class HlsServer implements AutoCloseable {
    private final Path folder;
    private final HttpServer server;
    /// Paths that were asked for, in order.
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Integer> refused = new ConcurrentHashMap<>();
    private volatile boolean ranges = true;

    public HlsServer(Path folder) throws IOException {
        this.folder = folder;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    /// Whether parts of a file are answered, or always all of it.
    public void ranges(boolean known) {
        ranges = known;
    }

    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    public List<String> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    /// Answers a path with a status from here on; 0 for what the folder has.
    public void refuse(String path, int status) {
        refused.put(path, status);
    }

    public void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    public void write(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        asked.add(path);
        try (exchange) {
            int refusal = refused.getOrDefault(path, 0);
            if (refusal == 0 && Files.exists(folder.resolve(path.substring(1)))) {
                give(exchange, Files.readAllBytes(folder.resolve(path.substring(1))));
            } else {
                exchange.sendResponseHeaders(refusal == 0 ? 404 : refusal, -1);
            }
        } catch (IOException _) {
            // The client has seen enough.
        }
    }

    private void give(HttpExchange exchange, byte[] all) throws IOException {
        var range = ranges ? exchange.getRequestHeaders().getFirst("Range") : null;
        var ends = range == null ? new String[]{"0", ""} : range.replace("bytes=", "").split("-", -1);
        int end = ends[1].isEmpty() ? all.length : Integer.parseInt(ends[1]) + 1;
        var bytes = Arrays.copyOfRange(all, Integer.parseInt(ends[0]), end);
        exchange.getResponseHeaders().add("Content-Type", type(exchange.getRequestURI().getPath()));
        exchange.sendResponseHeaders(range == null ? 200 : 206, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String type(String path) {
        return path.endsWith(".m3u8") ? "application/vnd.apple.mpegurl" : path.endsWith(".ts") ? "video/mp2t" : "video/mp4";
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
