package dev.oriel.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// A server of this machine whose answers are written byte by byte.
///
/// Threads: one a connection, virtual; all end with the server.
public final class HandServer implements AutoCloseable {

    /// Answers one request.
    public interface Answering {
        /// @return true where the connection is kept for another request
        boolean answer(Request request, OutputStream out) throws IOException, InterruptedException;
    }

    /// @param line    the request line as it came
    /// @param headers the lines behind it
    public record Request(String line, List<String> headers) {
        /// The value of a header, or null.
        public @Nullable String header(String name) {
            return headers.stream().filter(one -> one.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(one -> one.substring(name.length() + 1).strip()).findFirst().orElse(null);
        }

        public String target() {
            return line.substring(4, line.lastIndexOf(" HTTP/"));
        }
    }

    /// Every request, in the order in which they came.
    public final List<Request> asked = Collections.synchronizedList(new ArrayList<>());
    public final AtomicInteger connections = new AtomicInteger();
    private final ServerSocket listening;
    private final List<Socket> open = Collections.synchronizedList(new ArrayList<>());

    public HandServer(Answering answering) throws IOException {
        this(null, answering);
    }

    /// @param tls null for a server in the clear
    public HandServer(@Nullable SSLContext tls, Answering answering) throws IOException {
        listening = tls == null ? new ServerSocket() : tls.getServerSocketFactory().createServerSocket();
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(() -> accept(answering));
    }

    /// What answers each request with those bytes and closes.
    public static Answering fixed(String head, byte[] body) {
        return (_, out) -> {
            out.write(head.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
            return false;
        };
    }

    public static Answering fixed(String head) {
        return fixed(head, new byte[0]);
    }

    /// Says nothing any more; its virtual thread is forgotten with the test.
    public static boolean sayNothing() throws InterruptedException {
        new CountDownLatch(1).await();
        return false;
    }

    public int port() {
        return listening.getLocalPort();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    private void accept(Answering answering) {
        while (!listening.isClosed()) {
            try {
                var socket = listening.accept();
                open.add(socket);
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket, answering));
            } catch (IOException _) {
                // Closed, most likely.
            }
        }
    }

    private void serve(Socket socket, Answering answering) {
        try (socket) {
            boolean kept = true;
            while (kept) {
                var request = read(socket.getInputStream());
                asked.add(request);
                var out = socket.getOutputStream();
                kept = answering.answer(request, out);
                out.flush();
            }
        } catch (IOException _) {
            // The client has seen enough.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Request read(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.write(next);
        }
        var lines = head.toString(StandardCharsets.ISO_8859_1).split("\r\n");
        return new Request(lines[0], List.of(lines).subList(1, lines.length));
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (var socket : List.copyOf(open)) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
