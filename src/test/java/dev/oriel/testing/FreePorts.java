package dev.oriel.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Ports that nobody listens on: below those that the system gives to outgoing connections, and for each process of tests on this machine
/// others, so that nobody takes one between the look and its use.
///
/// Threads: any.
public final class FreePorts {
    private static final int FIRST = 12_000;
    private static final int EACH_PROCESS = 1_000;
    private static final int PROCESSES = 20;
    /// Held as long as this process lives: it says whose the ports behind it are.
    private static final ServerSocket GUARD = guard();
    private static final AtomicInteger NEXT = new AtomicInteger();

    private FreePorts() {
    }

    private static ServerSocket guard() {
        for (int i = 0; i < PROCESSES; i++) {
            var guard = bound(FIRST + i * EACH_PROCESS);
            if (guard != null) {
                return guard;
            }
        }
        throw new IllegalStateException(PROCESSES + " processes of tests at once");
    }

    private static @Nullable ServerSocket bound(int port) {
        try {
            return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            return null; // it is another's
        }
    }

    /// One that this process has not had before, unless it has had nearly a thousand.
    public static int next() {
        for (int i = 1; i < EACH_PROCESS; i++) {
            int port = GUARD.getLocalPort() + 1 + NEXT.getAndIncrement() % (EACH_PROCESS - 1);
            try (var socket = bound(port)) {
                if (socket != null) {
                    return port;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("no port from " + GUARD.getLocalPort() + " on is free");
    }
}
