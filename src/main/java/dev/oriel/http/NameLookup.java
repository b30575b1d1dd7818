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

    /// Where an `@` stands behind the host, that may be no host but the first part of a user and password.
    private static String hint(HttpAddress place) {
        return place.target().indexOf('@') >= 0
                ? "; in user and password, / ? # and @ are written %2F %3F %23 and %40"
                : "";
    }

    /// @param place whose host is looked up; one that is an address needs no looking up
    /// @throws IOException `host not found`, or why the wait for it ended
    static List<InetAddress> await(HostResolver resolver, HttpAddress place, SocketWatch watch) throws IOException {
        try {
            return List.of(InetAddress.ofLiteral(place.host()));
        } catch (IllegalArgumentException _) {
            // It is a name.
        }
        var found = new CompletableFuture<List<InetAddress>>();
        Thread.ofPlatform().daemon().name("host-lookup").start(() -> {
            try {
                found.complete(resolver.addresses(place.host()));
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
                throw new IOException("host not found" + hint(place), e.getCause());
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
