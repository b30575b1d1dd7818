package dev.oriel.push;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A proxy that takes `CONNECT` and SOCKS version 5, and leads every name to this machine.
///
/// Threads: one for each direction of a connection.
final class TestProxy implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final @Nullable String login;

    /// @param login `USER:PASSWORD`; null where everybody may
    TestProxy(@Nullable String login) throws IOException {
        this.login = login;
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    var client = listening.accept();
                    Thread.ofVirtual().start(() -> serve(client));
                }
            } catch (IOException e) {
                // It is closed.
            }
        });
    }

    int port() {
        return listening.getLocalPort();
    }

    /// What was asked for, such as `relay.test:8080`.
    List<String> asked() {
        return asked;
    }

    private void serve(Socket client) {
        try (client) {
            var in = new DataInputStream(client.getInputStream());
            var out = client.getOutputStream();
            int first = in.read();
            int port = first == 5 ? socks(in, out) : connect(first, in, out);
            if (port > 0) {
                pipe(client, port);
            }
        } catch (IOException | InterruptedException e) {
            // One of them has ended.
        }
    }

    private static void pipe(Socket client, int port) throws IOException, InterruptedException {
        try (var server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var back = Thread.ofVirtual().start(() -> {
                try {
                    server.getInputStream().transferTo(client.getOutputStream());
                    client.shutdownOutput();
                } catch (IOException e) {
                    // One of them has ended.
                }
            });
            client.getInputStream().transferTo(server.getOutputStream());
            server.shutdownOutput();
            back.join();
        }
    }

    private int connect(int first, InputStream in, OutputStream out) throws IOException {
        var head = new StringBuilder().append((char) first);
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        var place = head.toString().split(" ")[1];
        asked.add(place);
        boolean allowed = login == null || head.toString().contains(
                "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
        out.write(
                (allowed ? "HTTP/1.1 200 OK\r\n\r\n" : "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return allowed ? Integer.parseInt(place.substring(place.lastIndexOf(':') + 1)) : -1;
    }

    private int socks(DataInputStream in, OutputStream out) throws IOException {
        in.readFully(new byte[in.read()]);
        out.write(new byte[]{5, (byte) (login == null ? 0 : 2)});
        if (login != null) {
            in.read();
            var user = new byte[in.read()];
            in.readFully(user);
            var password = new byte[in.read()];
            in.readFully(password);
            boolean allowed = (new String(user, StandardCharsets.UTF_8) + ":" + new String(password, StandardCharsets.UTF_8))
                    .equals(login);
            out.write(new byte[]{1, (byte) (allowed ? 0 : 1)});
            if (!allowed) {
                return -1;
            }
        }
        in.readFully(new byte[3]);
        int kind = in.read();
        var name = new byte[kind == 3 ? in.read() : kind == 1 ? 4 : 16];
        in.readFully(name);
        int port = in.readUnsignedShort();
        asked.add((kind == 3 ? new String(name, StandardCharsets.UTF_8) : Arrays.toString(name)) + ":" + port);
        out.write(new byte[]{5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        return port;
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
