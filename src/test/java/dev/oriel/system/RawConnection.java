package dev.oriel.system;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;

/// A bare TCP connection that says exactly what it is told to, also what no client library would.
///
/// Threads: one at a time.
final class RawConnection implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 8_000;

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final Set<Integer> OPCODES = Set.of(CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG);
    private static final int MOST_CONTROL_BYTES = 125;
    private static final int MOST_SHORT_BYTES = 0xffff;

    private final Socket socket;
    private final InputStream in;

    /// An answer as far as it was read.
    ///
    /// @param headers names in lower case; several of one name are joined by a comma
    record Answer(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    /// One frame from the server.
    static final class WebSocketFrame {
        final int opcode;
        /// True where the message ends with it.
        final boolean last;
        final byte[] payload;

        WebSocketFrame(int opcode, boolean last, byte[] payload) {
            this.opcode = opcode;
            this.last = last;
            this.payload = payload;
        }

        /// The code of a close frame.
        int closeCode() {
            if (opcode != CLOSE) {
                throw new AssertionError("opcode " + opcode + " in place of a close");
            }
            return ByteBuffer.wrap(payload).getShort() & 0xffff;
        }
    }

    private RawConnection(Socket socket, int port, int receiveBufferBytes) throws IOException {
        this.socket = socket;
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 1024);
    }

    static RawConnection to(int port) throws IOException {
        return new RawConnection(new Socket(), port, 0);
    }

    /// The same over TLS.
    static RawConnection to(int port, SSLContext tls) throws IOException {
        return new RawConnection(tls.getSocketFactory().createSocket(), port, 0);
    }

    /// A connection whose kernel takes next to nothing that its program does not read.
    static RawConnection narrow(int port) throws IOException {
        return new RawConnection(new Socket(), port, 8 * 1024);
    }

    /// The same over TLS.
    static RawConnection narrow(int port, SSLContext tls) throws IOException {
        return new RawConnection(tls.getSocketFactory().createSocket(), port, 8 * 1024);
    }

    void say(String words) throws IOException {
        say(words.getBytes(StandardCharsets.ISO_8859_1));
    }

    void say(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /// A request without a body.
    void ask(String method, String path, String... headers) throws IOException {
        var words = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        boolean host = false;
        for (var header : headers) {
            words.append(header).append("\r\n");
            host |= header.startsWith("Host:");
        }
        if (!host) {
            words.append("Host: 127.0.0.1:").append(socket.getPort()).append("\r\n");
        }
        say(words.append("\r\n").toString());
    }

    /// Asks, and reads the whole answer; a HEAD has no body.
    Answer answer(String method, String path, String... headers) throws IOException {
        ask(method, path, headers);
        return answer(!method.equals("HEAD"));
    }

    /// Becomes a WebSocket; the answer's head is read.
    Answer upgrade(String path, String... headers) throws IOException {
        var all = new java.util.ArrayList<>(java.util.List.of("Upgrade: websocket", "Connection: Upgrade",
                "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
        all.addAll(java.util.List.of(headers));
        ask("GET", path, all.toArray(String[]::new));
        var head = head();
        return head.status == 101 ? head : new Answer(head.status, head.headers, body(head));
    }

    /// Reads an answer.
    Answer answer(boolean withBody) throws IOException {
        var head = head();
        return withBody ? new Answer(head.status, head.headers, body(head)) : head;
    }

    /// Reads an answer's head.
    Answer head() throws IOException {
        var status = line().split(" ");
        var headers = new LinkedHashMap<String, String>();
        for (var line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.merge(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip(),
                    (a, b) -> a + "," + b);
        }
        return new Answer(Integer.parseInt(status[1]), headers, "");
    }

    private String body(Answer head) throws IOException {
        if (head.header("Transfer-Encoding").equals("chunked")) {
            var body = new StringBuilder();
            for (var chunk = chunk(); chunk.length > 0; chunk = chunk()) {
                body.append(new String(chunk, StandardCharsets.UTF_8));
            }
            return body.toString();
        }
        var length = head.header("Content-Length");
        return length.isEmpty() ? "" : new String(bytes(Integer.parseInt(length)), StandardCharsets.UTF_8);
    }

    /// The next chunk of a chunked body.
    byte[] chunk() throws IOException {
        var chunk = bytes(Integer.parseInt(line(), 16));
        line();
        return chunk;
    }

    /// Everything that was not read yet.
    InputStream input() {
        return in;
    }

    String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("closed behind \"" + line.toString(StandardCharsets.ISO_8859_1) + "\"");
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    byte[] bytes(int count) throws IOException {
        var bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("closed after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    /// True when the server closes, or has closed, within that time; what it says before is dropped.
    boolean closesWithin(int millis) throws IOException {
        long endNanos = System.nanoTime() + millis * 1_000_000L;
        try {
            while (true) {
                long leftMillis = (endNanos - System.nanoTime()) / 1_000_000;
                if (leftMillis <= 0) {
                    return false;
                }
                socket.setSoTimeout((int) leftMillis);
                if (in.read() < 0) {
                    return true;
                }
            }
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    /// Reads wait as long as it takes.
    void waitForever() throws IOException {
        socket.setSoTimeout(0);
    }

    // --- WebSocket frames

    /// A masked frame, whole.
    void frame(int opcode, byte[] payload) throws IOException {
        say(frame(0x80 | opcode, 0x80, payload));
    }

    void text(String words) throws IOException {
        frame(TEXT, words.getBytes(StandardCharsets.UTF_8));
    }

    /// A frame whose first byte and mask bit are the caller's to choose.
    static byte[] frame(int firstByte, int maskBit, byte[] payload) {
        var out = ByteBuffer.allocate(payload.length + 14);
        out.put((byte) firstByte);
        if (payload.length < 126) {
            out.put((byte) (maskBit | payload.length));
        } else if (payload.length < 65536) {
            out.put((byte) (maskBit | 126)).putShort((short) payload.length);
        } else {
            out.put((byte) (maskBit | 127)).putLong(payload.length);
        }
        if (maskBit != 0) {
            out.putInt(0); // a mask of zeros leaves the payload as it is
        }
        out.put(payload).flip();
        var bytes = new byte[out.remaining()];
        out.get(bytes);
        return bytes;
    }

    /// The next frame, as RFC 6455, section 5.2, has one of a server: where a byte was lost or came twice, hardly any is.
    WebSocketFrame nextFrame() throws IOException {
        int first = bytes(1)[0] & 0xff;
        int second = bytes(1)[0] & 0xff;
        int opcode = first & 0x0f;
        boolean last = (first & 0x80) != 0;
        long length = switch (second) {
            case 126 -> ByteBuffer.wrap(bytes(2)).getShort() & 0xffff;
            case 127 -> ByteBuffer.wrap(bytes(8)).getLong();
            default -> second;
        };
        boolean isControl = opcode >= CLOSE;
        boolean isShortest = second < 126 || length > (second == 126 ? MOST_CONTROL_BYTES : MOST_SHORT_BYTES);
        if ((first & 0x70) != 0 || !OPCODES.contains(opcode) || second > 127 || !isShortest || length > Integer.MAX_VALUE
                || (isControl && (!last || length > MOST_CONTROL_BYTES))) {
            throw new AssertionError("no frame begins with %02x %02x and a length of %d".formatted(first, second, length));
        }
        return new WebSocketFrame(opcode, last, bytes((int) length));
    }

    /// The next frame of that kind; others before it are passed over.
    WebSocketFrame nextFrame(int opcode) throws IOException {
        for (var frame = nextFrame();; frame = nextFrame()) {
            if (frame.opcode == opcode) {
                return frame;
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
