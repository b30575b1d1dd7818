package dev.oriel.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Finds a host's addresses on a thread of its own, because the system's resolver cannot be told to end.
final class NameLookup {
    private static final long POLL_MILLIS = 40;

    private NameLookup() {
    }

    /// @throws IOException `host not found`, or why the wait for it ended
    static List<InetAddress> await(HostResolver resolver, String host, SocketWatch watch) throws IOException {
        var found = new CompletableFuture<List<InetAddress>>();
        Thread.ofPlatform().daemon().name("host-lookup").start(() -> {
            try {
                found.complete(resolver.addresses(host));
            } catch (UnknownHostException | RuntimeException e) {
                found.completeExceptionally(e);
            }
        });
        while (true) {
            try {
                return found.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                // Asked again unless the wait is to end now.
            } catch (ExecutionException e) {
                throw new IOException("host not found", e.getCause());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            var why = watch.due();
            if (!why.isEmpty()) {
                throw new IOException(why);
            }
        }
    }
}
