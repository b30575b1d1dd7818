package dev.oriel.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// TLS in front of a server of this machine that speaks in the clear.
///
/// Threads: virtual ones of its own.
final class TlsFront implements AutoCloseable {
    private final ServerSocket listening;
    private final int target;
    private final AtomicInteger connections = new AtomicInteger();

    TlsFront(SSLContext tls, int target) throws IOException {
        this.target = target;
        listening = tls.getServerSocketFactory().createServerSocket();
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /// Connections whose handshake was finished.
    int connections() {
        return connections.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                var client = (SSLSocket) listening.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException _) {
                // Closed, most likely.
            }
        }
    }

    private void serve(SSLSocket client) {
        try (client) {
            client.startHandshake();
            connections.incrementAndGet();
            try (var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
                var back = Thread.ofVirtual().start(() -> copy(server, client));
                client.getInputStream().transferTo(server.getOutputStream());
                server.shutdownOutput();
                back.join();
            }
        } catch (IOException _) {
            // The client has seen enough, or does not like the certificate.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            // The other side ends it.
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
