package dev.oriel.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/// Ports that nobody listens on: below those that the system gives to outgoing connections, and for each process of the tests others, so
/// that nobody takes one between the look and its use.
///
/// Threads: any.
public final class FreePorts {
    private static final int FIRST = 12_000;
    private static final int EACH_PROCESS = 1_000;
    private static final int PROCESSES = 20;
    private static final int BASE = FIRST + EACH_PROCESS * (Integer.getInteger("oriel.tests.process", 0) % PROCESSES);
    private static final AtomicInteger NEXT = new AtomicInteger((int) (ProcessHandle.current().pid() % EACH_PROCESS));

    private FreePorts() {
    }

    /// One that this process has not had before, unless it has had a thousand.
    public static int next() {
        for (int i = 0; i < EACH_PROCESS; i++) {
            int port = BASE + NEXT.getAndIncrement() % EACH_PROCESS;
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // it is another's
            }
        }
        throw new IllegalStateException("no port from " + BASE + " on is free");
    }
}
