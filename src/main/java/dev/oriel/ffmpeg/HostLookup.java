package dev.oriel.ffmpeg;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/// Looks a URL's host up before FFmpeg does, whose own look-up can neither be interrupted nor says that it failed.
final class HostLookup {
    private static final Pattern HOST = Pattern.compile("[a-zA-Z]+://(?:[^/]*@)?(\\[[^]]+]|[^/:?#]+).*", Pattern.DOTALL);
    private static final long POLL_MILLIS = 50;

    private HostLookup() {
    }

    /// Where an `@` stands behind the host, that may be no host but the first part of a password.
    private static String hint(String url) {
        int end = url.indexOf('/', url.indexOf("://") + 3);
        return end >= 0 && url.indexOf('@', end) >= 0
                ? "; in user and password, / ? # and @ are written %2F %3F %23 and %40"
                : "";
    }

    /// Returns when the host is known.
    ///
    /// @throws IOException `host not found`, or when interrupted meanwhile
    static void await(String url, Interruption interruption) throws IOException {
        var host = HOST.matcher(url);
        if (!host.matches()) {
            throw new IOException("no host in the address");
        }
        var found = new CompletableFuture<InetAddress>();
        Thread.ofPlatform().daemon().name("host-lookup").start(() -> {
            try {
                found.complete(InetAddress.getByName(host.group(1)));
            } catch (UnknownHostException | RuntimeException e) {
                found.completeExceptionally(e);
            }
        });
        while (!interruption.due()) {
            try {
                found.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException _) {
                // Asked again unless that is due now.
            } catch (ExecutionException e) {
                throw new IOException("host not found" + hint(url), e.getCause());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        throw interruption.cause(-110);
    }
}
