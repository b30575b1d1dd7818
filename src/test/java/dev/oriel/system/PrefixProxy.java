package dev.oriel.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A reverse proxy that shows a server under `/cam1/` and nothing else; one request a connection, WebSockets too.
///
/// Threads: virtual ones of its own.
final class PrefixProxy implements AutoCloseable {
    static final String PREFIX = "/cam1";

    private final Middle middle;

    PrefixProxy(int target) throws IOException {
        middle = new Middle(target);
        middle.start(this::serve);
    }

    int port() {
        return middle.port();
    }

    private void serve(Socket client, Socket server) throws IOException {
        serve(client, server, middle.target(), head -> {
            if (!head.split(" ", 3)[1].startsWith(PREFIX + "/")) {
                return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            }
            return "";
        });
    }

    /// What a proxy answers itself; empty where it passes the request on.
    interface Own {
        String answer(String head);
    }

    static boolean isUpgrade(String head) {
        return head.toLowerCase(java.util.Locale.ROOT).contains("upgrade: websocket");
    }

    /// Passes on one request of a client, without the prefix, and whatever follows a WebSocket's.
    static void serve(Socket client, Socket server, InetSocketAddress target, Own own) throws IOException {
        var head = head(client.getInputStream());
        var answer = own.answer(head);
        if (!answer.isEmpty()) {
            client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            return;
        }
        var asked = head.replaceFirst(" " + PREFIX + "/", " /");
        if (!isUpgrade(asked)) {
            asked = asked.replaceFirst("(?i)\r\nConnection: [^\r]*", "").replaceFirst("\r\n\r\n$",
                    "\r\nConnection: close\r\n\r\n");
        }
        server.connect(target);
        server.getOutputStream().write(asked.getBytes(StandardCharsets.ISO_8859_1));
        var up = Thread.ofVirtual().start(() -> copy(client, server));
        copy(server, client);
        up.interrupt();
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("closed");
            }
            head.append((char) c);
        }
        return head.toString();
    }

    private static void copy(Socket from, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            var buffer = new byte[16 * 1024];
            for (int count = from.getInputStream().read(buffer); count >= 0; count = from.getInputStream().read(buffer)) {
                out.write(buffer, 0, count);
            }
            to.close();
        } catch (IOException e) {
            // the other direction says it
        }
    }

    @Override
    public void close() throws IOException {
        middle.close();
    }
}
