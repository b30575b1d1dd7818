package dev.oriel.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A port of this machine that stands between clients and a server; what it does to what passes is its owner's.
///
/// Threads: virtual ones, one for each client.
final class Middle implements AutoCloseable {

    /// What becomes of one client; both connections are closed when it returns.
    interface Between {
        /// @param server not yet connected
        void serve(Socket client, Socket server) throws IOException;
    }

    private final ServerSocket listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final InetSocketAddress target;

    /// @param target the server's port on this machine
    Middle(int target) throws IOException {
        this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), target);
    }

    /// Begins to take clients.
    Middle start(Between between) {
        Thread.ofVirtual().start(() -> accept(between));
        return this;
    }

    int port() {
        return listening.getLocalPort();
    }

    InetSocketAddress target() {
        return target;
    }

    private void accept(Between between) {
        try {
            while (true) {
                var client = listening.accept();
                Thread.ofVirtual().start(() -> serve(client, between));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket client, Between between) {
        open.add(client);
        try (client; var server = new Socket()) {
            open.add(server);
            between.serve(client, server);
            open.remove(server);
        } catch (IOException e) {
            // either side has gone
        } finally {
            open.remove(client);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (var socket : open) {
            socket.close();
        }
    }
}
