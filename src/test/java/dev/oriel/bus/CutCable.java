package dev.oriel.bus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A way to a port of this machine that can be cut and mended, and may hold back what goes there.
///
/// Threads: the test's; bytes are carried by virtual ones.
final class CutCable implements BusRig.Part {
    private final ServerSocket listening;
    private final int target;
    private final Gate gate;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean cut;

    /// What goes to the port comes by here first.
    interface Gate {
        /// Returns when it may go on.
        ///
        /// @param connection the first made is 1
        void pass(int connection, String text) throws InterruptedException;
    }

    CutCable(int target) throws IOException {
        this(target, (connection, text) -> {});
    }

    CutCable(int target, Gate gate) throws IOException {
        this.target = target;
        this.gate = gate;
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("cable").start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    void cut() throws IOException {
        cut = true;
        for (var socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    void mend() {
        cut = false;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                var near = listening.accept();
                if (cut) {
                    near.close();
                    continue;
                }
                var far = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.addAll(List.of(near, far));
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                int connection = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> carryThrough(connection, near, far));
                Thread.ofVirtual().start(() -> carry(far, near));
            } catch (IOException e) {
                // closed, or the far end is away
            }
        }
    }

    private void carryThrough(int connection, Socket from, Socket to) {
        var bytes = new byte[8192];
        try (from; to) {
            for (int read = from.getInputStream().read(bytes); read > 0; read = from.getInputStream().read(bytes)) {
                gate.pass(connection, new String(bytes, 0, read, StandardCharsets.ISO_8859_1));
                to.getOutputStream().write(bytes, 0, read);
            }
        } catch (IOException | InterruptedException e) {
            // cut
        }
    }

    private static void carry(Socket from, Socket to) {
        try (from; to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // cut
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            cut();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
