package dev.oriel.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;

/// Stands between Oriel and a real server, and changes some of what the server says.
///
/// Threads: two for each connection.
final class MutatingProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final int target;
    private final Random random;
    private volatile boolean sound;

    MutatingProxy(int port, int target, long seed) throws IOException {
        listening = new ServerSocket(port, 64, InetAddress.getLoopbackAddress());
        this.target = target;
        random = new Random(seed);
        Thread.ofPlatform().daemon().start(this::accept);
    }

    /// From now on nothing is changed.
    void becomeSound() {
        sound = true;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                var client = listening.accept();
                var server = new Socket(InetAddress.getLoopbackAddress(), target);
                Thread.ofVirtual().start(() -> copy(client, server, false));
                Thread.ofVirtual().start(() -> copy(server, client, true));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void copy(Socket from, Socket to, boolean mutates) {
        try (from; to; InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            var chunk = new byte[4096];
            boolean wasSound = sound;
            for (int count = in.read(chunk); count >= 0 && wasSound == sound; count = in.read(chunk)) {
                var bytes = Arrays.copyOf(chunk, count);
                boolean changes;
                synchronized (random) {
                    changes = mutates && !sound && random.nextInt(12) == 0;
                    bytes = changes ? new Mutation(random).of(bytes) : bytes;
                }
                out.write(bytes);
            }
        } catch (IOException e) {
            // the other side has gone
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
