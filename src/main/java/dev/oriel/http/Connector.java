package dev.oriel.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/// Connects: finds the host, keeps to the boundary, and shakes hands for TLS. What was checked is what is connected to; no name is
/// looked up twice.
///
/// Threads: one at a time. Blocking: ten seconds at most for each of finding, connecting and shaking hands, less when stopped.
final class Connector implements HttpClientConnectionOperator {
    static final Duration LONGEST = Duration.ofSeconds(10);
    /// A server that waits for a request in the clear says nothing to a handshake.
    private static final Duration LONGEST_HANDSHAKE = Duration.ofSeconds(6);
    /// An address of several may lead nowhere; the next one gets its turn.
    private static final Duration LONGEST_OF_SEVERAL = Duration.ofSeconds(3);

    private final HttpAccess access;
    private final Boundary boundary;
    private final SocketWatch watch;
    private boolean kept;
    private @Nullable WatchedSocket newest;

    Connector(HttpAccess access, Boundary boundary, SocketWatch watch) {
        this.access = access;
        this.boundary = boundary;
        this.watch = watch;
    }

    /// A request begins.
    void begin() {
        kept = true;
        newest = null;
    }

    /// True while the request has needed no new connection.
    boolean isKept() {
        return kept && watch.due().isEmpty();
    }

    /// True when the server that was connected to last, in the clear, wants TLS: it said so, or said nothing, and answers a handshake.
    boolean wantsTls(HttpAddress server) {
        var last = newest;
        var at = last == null ? null : last.getInetAddress();
        if (last == null || at == null || !watch.due().isEmpty()) {
            return false; // there was no connection
        } else if (last.hasReceived()) {
            return last.spokeTls();
        }
        try {
            var judge = new CertificateJudge(new TlsPolicy.Any(), server, at, _ -> {});
            try (var asked = connect(server, at, LONGEST_OF_SEVERAL);
                    var _ = shakeHands(asked, server, judge)) {
                return true;
            }
        } catch (IOException _) {
            return newest != null && newest.spokeTls();
        }
    }

    @Override
    public void connect(ManagedHttpClientConnection connection, HttpHost host, @Nullable InetSocketAddress local,
            TimeValue timeout, SocketConfig config, HttpContext context) throws IOException {
        kept = false;
        var server = new HttpAddress(host.getSchemeName().equals("https"), host.getHostName(), host.getPort(), "/", null);
        var socket = connect(server);
        try {
            if (server.secure()) {
                connection.bind(shakeHands(socket, server), socket);
            } else {
                connection.bind(socket);
            }
            watch.goOn(access.patience().get());
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /// Connects, and shakes hands with a secure server.
    Socket dial(HttpAddress server) throws IOException {
        var socket = connect(server);
        try {
            return server.secure() ? shakeHands(socket, server) : socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /// Connects and nothing more.
    private WatchedSocket connect(HttpAddress server) throws IOException {
        watch.goOn(shorter(LONGEST));
        var candidates = candidates(server);
        for (int i = 0; i < candidates.size() - 1; i++) {
            try {
                return connect(server, candidates.get(i), LONGEST_OF_SEVERAL);
            } catch (IOException e) {
                if (!watch.due().isEmpty()) {
                    throw e;
                }
            }
        }
        return connect(server, candidates.getLast(), LONGEST);
    }

    private List<InetAddress> candidates(HttpAddress server) throws IOException {
        var all = NameLookup.await(access.resolver(), boundary.isOwn(server.host()) ? access.camera() : server, watch);
        var allowed = boundary.allowed(server.host(), all);
        if (allowed.isEmpty()) {
            throw new IOException(
                    all.isEmpty() ? "host not found" : "points to an address of a local network, which is not allowed");
        }
        return allowed;
    }

    private WatchedSocket connect(HttpAddress server, InetAddress address, Duration most) throws IOException {
        var socket = new WatchedSocket(watch);
        newest = socket;
        try {
            watch.check();
            watch.goOn(shorter(LONGEST));
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.connect(new InetSocketAddress(address, server.port()), (int) Math.max(1, shorter(most).toMillis()));
            boundary.connected(server.host(), address);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private Duration shorter(Duration most) {
        var patience = access.patience().get();
        return patience.compareTo(most) < 0 ? patience : most;
    }

    private CertificateJudge judge(HttpAddress server, InetAddress at) {
        boolean foreign = access.tls() instanceof TlsPolicy.Pinned && !boundary.isOwn(server.host());
        return new CertificateJudge(foreign ? new TlsPolicy.Verify() : access.tls(), server, at, access.unproven());
    }

    private SSLSocket shakeHands(WatchedSocket socket, HttpAddress server) throws IOException {
        return shakeHands(socket, server, judge(server, Objects.requireNonNull(socket.getInetAddress())));
    }

    private SSLSocket shakeHands(WatchedSocket socket, HttpAddress server, CertificateJudge judge) throws IOException {
        watch.check();
        watch.goOn(shorter(LONGEST_HANDSHAKE));
        try {
            var secure = (SSLSocket) context(judge).getSocketFactory().createSocket(socket, server.host(), server.port(), true);
            secure.startHandshake();
            return secure;
        } catch (IOException e) {
            if (watch.ended().equals(SocketWatch.TIMED_OUT) && !socket.hasReceived()) {
                throw new IOException(HttpCauses.NO_TLS, e);
            }
            throw e;
        }
    }

    private static SSLContext context(CertificateJudge judge) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[]{judge}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void upgrade(ManagedHttpClientConnection connection, HttpHost host, HttpContext context) throws IOException {
        throw new IOException("the server wants to change the protocol");
    }
}
