package dev.oriel.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connection to an RTSP server, for a program part that must not make its own: a port of this machine, open to the first that
/// connects and to nobody after it. Whether the server may be asked, and which certificate it may show, was judged here, and what it
/// answers is ([RtspAnswers]).
///
/// FFmpeg follows wherever a server points to, its password in hand, and its TLS compares neither names nor fingerprints; so it is let
/// near no RTSP server. Media over UDP goes to FFmpeg beside the tunnel.
///
/// Threads: any may close; virtual threads of its own carry the bytes. Blocking: opening, as a [CameraClient]'s requests do.
public final class RtspTunnel implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(RtspTunnel.class);
    private static final int CHUNK = 32 * 1024;
    private static final int LONGEST_ACCEPT_MILLIS = 10_000;
    private static final Duration LONGEST_LEAVE = Duration.ofSeconds(1);

    private final SocketWatch watch;
    private final Socket server;
    private final ServerSocket entrance;
    private volatile @Nullable Socket near;
    private volatile @Nullable Thread out;
    private volatile @Nullable String redirect;

    private RtspTunnel(SocketWatch watch, Socket server, ServerSocket entrance) {
        this.watch = watch;
        this.server = server;
        this.entrance = entrance;
    }

    /// Connects to a server, and shakes hands where it is a secure one.
    ///
    /// @param boundary of the run
    /// @param stopped  asked while connecting
    /// @throws IOException whose message is a short cause for a person
    static RtspTunnel open(HttpAccess access, Boundary boundary, HttpAddress address, BooleanSupplier stopped)
            throws IOException {
        var connected = new AtomicBoolean();
        var watch = new SocketWatch(() -> !connected.get() && stopped.getAsBoolean(), access.nanoTime());
        try {
            var server = dial(new Connector(access, boundary, watch), address, access, watch);
            connected.set(true); // a client that has been stopped still takes its leave
            var tunnel = new RtspTunnel(watch, server, entrance(server.getInetAddress()));
            Thread.ofVirtual().name("oriel-rtsp-tunnel").start(tunnel::carry);
            return tunnel;
        } catch (IOException | RuntimeException e) {
            watch.close();
            throw e;
        }
    }

    private static Socket dial(Connector connector, HttpAddress address, HttpAccess access, SocketWatch watch)
            throws IOException {
        watch.begin(access.patience().get());
        try {
            return connector.dial(address);
        } catch (IOException e) {
            throw HttpCauses.told(e, watch);
        } finally {
            watch.end();
        }
    }

    /// Of the server's version of the internet protocol: a client takes the ports for UDP of the one that it sees.
    private static ServerSocket entrance(InetAddress server) throws IOException {
        var loopback = InetAddress.getByName(server instanceof Inet6Address ? "::1" : "127.0.0.1");
        var entrance = new ServerSocket(0, 1, loopback);
        entrance.setSoTimeout(LONGEST_ACCEPT_MILLIS);
        return entrance;
    }

    /// Host and port of the entrance, as they stand in an address.
    String place() {
        var host = entrance.getInetAddress() instanceof Inet6Address ? "[::1]" : "127.0.0.1";
        return host + ":" + entrance.getLocalPort();
    }

    /// Where the server has pointed to, which ended the tunnel; empty where it did not say; null while it has not.
    @Nullable
    String redirect() {
        return redirect;
    }

    private void carry() {
        try (server; var first = entrance.accept()) {
            near = first;
            entrance.close();
            out = Thread.ofVirtual().name("oriel-rtsp-tunnel-out").start(() -> copy(first, server));
            redirect = new RtspAnswers(server.getInputStream(), first.getOutputStream(), server.getInetAddress().getHostAddress())
                    .carry();
        } catch (IOException e) {
            LOG.debug("a tunnel ended: {}", e.toString());
        }
    }

    /// Ends with either side.
    private static void copy(Socket from, Socket to) {
        try (from; to; InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            var chunk = new byte[CHUNK];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                out.write(chunk, 0, count);
                out.flush();
            }
        } catch (IOException e) {
            LOG.debug("a tunnel ended: {}", e.toString());
        }
    }

    /// The client has closed its side before: what it sent last, which ends its session, still goes out.
    @Override
    public void close() {
        awaitLeave();
        watch.close();
        try (entrance) {
            var first = near;
            if (first != null) {
                first.close();
            }
        } catch (IOException e) {
            LOG.debug("a tunnel that does not close", e);
        }
    }

    private void awaitLeave() {
        var leaving = out;
        boolean interrupted = Thread.interrupted();
        try {
            if (leaving != null) {
                leaving.join(LONGEST_LEAVE);
            }
        } catch (InterruptedException _) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
