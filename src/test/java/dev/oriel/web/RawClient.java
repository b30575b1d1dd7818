package dev.oriel.web;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A client that sends what it is told, and sees each byte of the answer.
///
/// Threads: the test's.
final class RawClient implements AutoCloseable {
    static final int CLOSE = 8;
    static final int PONG = 10;
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;
    private final DataInputStream in;

    /// The head of an answer.
    ///
    /// @param lines as they came, without those that differ from one moment to the next
    record Head(int status, List<String> lines) {
        String header(String name) {
            return lines.stream().filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip()).findFirst().orElse("");
        }
    }

    /// A message of a server, or its close frame.
    record Message(int kind, ByteBuffer bytes) {
        String text() {
            return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
        }

        int closeCode() {
            return bytes.getShort(0) & 0xffff;
        }
    }

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(socket.getInputStream());
    }

    static RawClient to(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new RawClient(socket);
    }

    /// Sends a request with these header lines and that body.
    RawClient send(String methodAndPath, List<String> headers, byte[] body) throws IOException {
        var lines = new ArrayList<>(headers);
        if (lines.stream().noneMatch(line -> line.startsWith("Host:"))) {
            lines.add("Host: 127.0.0.1:" + socket.getPort());
        }
        if (body.length > 0) {
            lines.add("Content-Length: " + body.length);
        }
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes((methodAndPath + " HTTP/1.1\r\n" + String.join("\r\n", lines) + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(body);
        socket.getOutputStream().write(bytes.toByteArray());
        return this;
    }

    /// Asks for a WebSocket.
    RawClient upgrade(String path, List<String> headers) throws IOException {
        var lines = new ArrayList<>(headers);
        lines.addAll(List.of("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
        return send("GET " + path, lines, new byte[0]);
    }

    /// What follows of a body.
    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    Head head() throws IOException {
        var lines = new ArrayList<String>();
        int status = 0;
        while (true) {
            var line = line();
            if (status == 0) {
                status = Integer.parseInt(line.split(" ")[1]);
            }
            if (line.isEmpty()) {
                return new Head(status, List.copyOf(lines));
            }
            if (!line.toLowerCase(Locale.ROOT).startsWith("date:")) {
                lines.add(line);
            }
        }
    }

    private String line() throws IOException {
        var bytes = new ByteArrayOutputStream();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("in a head: " + bytes.toString(StandardCharsets.UTF_8));
            }
            if (next == '\n') {
                return bytes.toString(StandardCharsets.UTF_8).stripTrailing();
            }
            bytes.write(next);
        }
    }

    /// The body of an answer whose length its head says.
    String body(Head head) throws IOException {
        var length = head.header("Content-Length");
        return new String(in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length)), StandardCharsets.UTF_8);
    }

    /// Reads until the server ends the connection.
    void awaitEnd() throws IOException {
        try {
            in.skip(Long.MAX_VALUE);
            while (in.read() >= 0) {
                in.skip(Long.MAX_VALUE);
            }
        } catch (SocketException e) {
            // it ends however it likes
        }
    }

    void text(String text) throws IOException {
        frame(1, text.getBytes(StandardCharsets.UTF_8));
    }

    /// A whole message, or a ping.
    void frame(int kind, byte[] payload) throws IOException {
        var frame = ByteBuffer.allocate(8 + payload.length).put((byte) (0x80 | kind));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        frame.putInt(0).put(payload); // a mask of zeros
        socket.getOutputStream().write(frame.array(), 0, frame.position());
    }

    Message message() throws IOException {
        int kind = in.readUnsignedByte() & 0xf;
        long length = in.readUnsignedByte() & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        return new Message(kind, ByteBuffer.wrap(in.readNBytes((int) length)));
    }

    /// The close frame, or the answer to a ping, whichever comes first; `texts` gets what comes before.
    Message closeOrPong(List<String> texts) throws IOException {
        while (true) {
            var message = message();
            if (message.kind == CLOSE || message.kind == PONG) {
                return message;
            }
            if (message.kind == 1) {
                texts.add(message.text());
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
