package dev.oriel.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A way to a camera's TLS for a program part that speaks in the clear: a port of this machine, open to the first that connects and
/// to nobody after it, whose bytes go through a connection whose certificate was judged here.
///
/// FFmpeg's own TLS compares neither names nor fingerprints, so it is not let near an encrypted camera.
///
/// Threads: any may close; virtual threads of its own carry the bytes. Blocking: opening, as a [CameraClient]'s requests do.
public final class TlsTunnel implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsTunnel.class);
    private static final int CHUNK = 32 * 1024;
    private static final int LONGEST_ACCEPT_MILLIS = 10_000;

    private final SocketWatch watch;
    private final SSLSocket camera;
    private final ServerSocket entrance;
    private volatile @Nullable Socket near;

    private TlsTunnel(SocketWatch watch, SSLSocket camera, ServerSocket entrance) {
        this.watch = watch;
        this.camera = camera;
        this.entrance = entrance;
    }

    /// Connects to the camera and shakes hands.
    ///
    /// @param stopped asked while connecting
    /// @throws IOException whose message is a short cause for a person
    public static TlsTunnel open(HttpAccess access, BooleanSupplier stopped) throws IOException {
        var watch = new SocketWatch(stopped);
        try {
            var camera = dial(access, watch);
            var entrance = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            entrance.setSoTimeout(LONGEST_ACCEPT_MILLIS);
            var tunnel = new TlsTunnel(watch, camera, entrance);
            Thread.ofVirtual().name("oriel-tls-tunnel").start(tunnel::carry);
            return tunnel;
        } catch (IOException | RuntimeException e) {
            watch.close();
            throw e;
        }
    }

    private static SSLSocket dial(HttpAccess access, SocketWatch watch) throws IOException {
        watch.begin(access.patience().get());
        try {
            return new Connector(access, new Boundary(access.camera()), watch).dial(access.camera());
        } catch (IOException e) {
            throw HttpCauses.told(e, watch);
        } finally {
            watch.end();
        }
    }

    /// The port on this machine's loopback address.
    public int port() {
        return entrance.getLocalPort();
    }

    private void carry() {
        try (camera; var first = entrance.accept()) {
            near = first;
            entrance.close();
            Thread.ofVirtual().name("oriel-tls-tunnel-out").start(() -> copy(first, camera));
            copy(camera, first);
        } catch (IOException e) {
            LOG.debug("a tunnel that nobody used", e);
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

    @Override
    public void close() {
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
}
