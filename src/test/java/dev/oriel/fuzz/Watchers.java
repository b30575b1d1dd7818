package dev.oriel.fuzz;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Viewers that keep a camera and everything that is made of its pictures busy: its own pictures, smaller ones, MPEG-1, snapshots.
final class Watchers implements AutoCloseable {
    private static final List<String> PATHS = List.of("/stream.mjpg", "/stream.mjpg?width=426", "/snapshot.jpg?width=100",
            "/jsmpeg");

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    Watchers(int port, String camera) {
        for (var path : PATHS) {
            threads.add(Thread.ofVirtual().start(() -> watch(port, "/api/cameras/" + camera + path)));
        }
    }

    private void watch(int port, String path) {
        while (!over) {
            try (var socket = new Socket("127.0.0.1", port)) {
                socket.setSoTimeout(500);
                var upgrade = path.endsWith("jsmpeg")
                        ? "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                        : "Connection: close\r\n";
                socket.getOutputStream()
                        .write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + upgrade + "\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                read(socket);
            } catch (IOException e) {
                // the camera is gone for now
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void read(Socket socket) throws IOException, InterruptedException {
        var chunk = new byte[65536];
        int silent = 0;
        while (!over && silent < 10) {
            try {
                if (socket.getInputStream().read(chunk) < 0) {
                    Thread.sleep(100);
                    return;
                }
                silent = 0;
            } catch (java.net.SocketTimeoutException e) {
                silent++;
            }
        }
    }

    @Override
    public void close() {
        over = true;
        threads.forEach(Thread::interrupt);
    }
}
