package dev.oriel.fuzz;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Cameras of the network that answer with mutated bytes, and with sound ones once they are told to.
///
/// Threads: one for each connection.
final class FuzzedServer implements AutoCloseable {
    private static final int PICTURES_A_CONNECTION = 200;

    private final ServerSocket server;
    private final Material material;
    private final long seed;
    private final List<Socket> open = new ArrayList<>();
    private volatile boolean sound;
    private int connections;

    FuzzedServer(int port, Material material, long seed) throws IOException {
        server = new ServerSocket(port, 64, InetAddress.getLoopbackAddress());
        this.material = material;
        this.seed = seed;
        Thread.ofPlatform().daemon().start(this::accept);
    }

    /// From now on nothing is mutated.
    void becomeSound() {
        sound = true;
        synchronized (open) {
            open.forEach(FuzzedServer::close);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                synchronized (open) {
                    open.removeIf(Socket::isClosed);
                    open.add(socket);
                }
                var random = new Random(seed + connections++);
                Thread.ofVirtual().start(() -> serve(socket, random));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket, Random random) {
        try (socket) {
            socket.setSoTimeout(30_000);
            var out = socket.getOutputStream();
            while (true) {
                var path = path(socket);
                var mutation = new Mutation(random);
                if (!answer(path, out, random, mutation)) {
                    return;
                }
            }
        } catch (IOException e) {
            // the other side has had enough
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String path(Socket socket) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0 || head.length() > 10_000) {
                throw new IOException("no request");
            }
            head.append((char) next);
        }
        var words = head.toString().split(" ");
        return words.length > 1 ? words[1] : "/";
    }

    /// @return true when the connection may be asked again
    private boolean answer(String path, OutputStream out, Random random, Mutation mutation)
            throws IOException, InterruptedException {
        switch (path.replaceFirst("\\?.*", "").replaceFirst("/s\\d+", "/s")) {
            case "/mjpeg" -> stream(out, random, mutation);
            case "/snapshot.jpg" -> {
                var picture = changed(material.jpegs().get(random.nextInt(material.jpegs().size())), mutation);
                out.write(changed(head("image/jpeg", picture.length), mutation, random));
                out.write(picture);
                return true;
            }
            case "/ts" -> {
                out.write(changed(head("video/mp2t", -1), mutation, random));
                for (int i = 0; i < 6; i++) {
                    slowly(out,
                            changed(material.transport().get(random.nextInt(sound ? 1 : material.transport().size())), mutation));
                }
            }
            case "/live.m3u8" -> playlist(out, mutation, random);
            case "/s.ts" -> {
                var segment = changed(material.transport().get(sound ? 0 : random.nextInt(material.transport().size())),
                        mutation);
                out.write(changed(head("video/mp2t", segment.length), mutation, random));
                out.write(segment);
                return true;
            }
            default -> out.write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        return false;
    }

    private byte[] changed(byte[] bytes, Mutation mutation) {
        return sound ? bytes : mutation.of(bytes);
    }

    /// A head that is wrong ends what might have come of its body, so only one in six is.
    private byte[] changed(byte[] head, Mutation mutation, Random random) {
        return sound || random.nextInt(6) > 0 ? head : mutation.of(head);
    }

    private static byte[] head(String type, int length) {
        return ("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n"
                + (length < 0
                        ? "Connection: close\r\n"
                        : "Content-Length: " + length
                                + "\r\n")
                + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private void stream(OutputStream out, Random random, Mutation mutation) throws IOException, InterruptedException {
        out.write(changed(head("multipart/x-mixed-replace; boundary=frame", -1), mutation, random));
        for (int i = 0; i < PICTURES_A_CONNECTION || sound; i++) {
            var picture = changed(material.jpegs().get(i % material.jpegs().size()), mutation);
            var part = "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: " + picture.length + "\r\nX-Timestamp: "
                    + System.currentTimeMillis() / 1000.0 + "\r\n\r\n";
            out.write(changed(part.getBytes(StandardCharsets.US_ASCII), mutation, random));
            out.write(picture);
            out.write('\r');
            out.write('\n');
            Thread.sleep(sound ? 100 : random.nextInt(20));
        }
    }

    private static void slowly(OutputStream out, byte[] bytes) throws IOException, InterruptedException {
        for (int at = 0; at < bytes.length; at += 5000) {
            out.write(bytes, at, Math.min(5000, bytes.length - at));
            Thread.sleep(10);
        }
    }

    private void playlist(OutputStream out, Mutation mutation, Random random) throws IOException {
        long newest = System.currentTimeMillis() / 2000;
        var text = new StringBuilder(
                "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:" + (newest - 3) + "\n");
        for (long number = newest - 3; number < newest; number++) {
            text.append("#EXT-X-DISCONTINUITY\n#EXTINF:2.0,\n/s").append(number).append(".ts\n");
        }
        var body = changed(text.toString().getBytes(StandardCharsets.US_ASCII), mutation);
        out.write(changed(head("application/vnd.apple.mpegurl", body.length), mutation, random));
        out.write(body);
    }

    @Override
    public void close() throws IOException {
        server.close();
        becomeSound();
    }
}
