package dev.oriel.bus;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A server that does for recorders and servers what Redis does, until it is told to answer otherwise.
///
/// Threads: the test's; each connection has a virtual one.
final class FakeRedis implements BusRig.Part {
    private static final byte[] END = ascii("\r\n");

    private final ServerSocket listening;
    private final Map<String, byte[]> texts = new ConcurrentHashMap<>();
    private final Map<String, List<byte[]>> hashes = new ConcurrentHashMap<>();
    private final Map<String, Set<Client>> listeners = new ConcurrentHashMap<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile Odd odd = (command, out) -> false;

    /// An answer that Redis would not give.
    interface Odd {
        /// Returns true when it has answered.
        ///
        /// @param command in capitals, and its words
        boolean answer(List<String> command, OutputStream out) throws IOException;
    }

    FakeRedis() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("fake-redis").start(this::accept);
    }

    String url() {
        return "redis://127.0.0.1:" + listening.getLocalPort();
    }

    /// Answers so from now on.
    void answer(Odd next) {
        odd = next;
    }

    /// Answers as Redis does again.
    void behave() {
        odd = (command, out) -> false;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                var socket = listening.accept();
                sockets.add(socket);
                socket.setTcpNoDelay(true);
                Thread.ofVirtual().name("fake-redis").start(new Client(socket)::run);
            } catch (IOException e) {
                // closed
            }
        }
    }

    /// One connection.
    private final class Client {
        private final Socket socket;
        private boolean listens;

        Client(Socket socket) {
            this.socket = socket;
        }

        void run() {
            try (socket; var in = new BufferedInputStream(socket.getInputStream())) {
                for (var command = read(in); command != null; command = read(in)) {
                    if (!odd.answer(command.stream().map(FakeRedis::text).toList(), socket.getOutputStream())) {
                        answer(command);
                    }
                }
            } catch (IOException e) {
                // gone
            } finally {
                listeners.values().forEach(those -> those.remove(this));
                sockets.remove(socket);
            }
        }

        private void answer(List<byte[]> command) throws IOException {
            switch (text(command.getFirst())) {
                case "HELLO" -> say("*4\r\n$6\r\nserver\r\n$5\r\nredis\r\n$5\r\nproto\r\n:2\r\n");
                case "PING" -> say(listens ? "*2\r\n$4\r\npong\r\n$0\r\n\r\n" : "+PONG\r\n");
                case "GET" -> say(bulk(texts.get(text(command.get(1)))));
                case "STRLEN" -> say(":" + texts.getOrDefault(text(command.get(1)), new byte[0]).length + "\r\n");
                case "SET" -> {
                    texts.put(text(command.get(1)), command.get(2));
                    say("+OK\r\n");
                }
                case "DEL" -> {
                    command.stream().skip(1).forEach(key -> texts.remove(text(key)));
                    say(":1\r\n");
                }
                case "SCAN" -> {
                    var keys = hashes.keySet().stream().map(FakeRedis::ascii).toList();
                    say(ascii("*2\r\n$1\r\n0\r\n"), list(keys));
                }
                case "HGETALL" -> say(list(hashes.getOrDefault(text(command.get(1)), List.of())));
                case "EVAL" -> {
                    if (text(command.get(1)).contains("HSET")) {
                        hashes.put(text(command.get(3)), List.copyOf(command.subList(8, command.size())));
                    }
                    say(bulk(command.get(6)));
                }
                case "PUBLISH" -> say(":" + publish(command.get(1), command.get(2)) + "\r\n");
                case "SUBSCRIBE", "UNSUBSCRIBE" -> listen(command);
                default -> say("-ERR unknown command\r\n");
            }
        }

        private void listen(List<byte[]> command) throws IOException {
            boolean begins = text(command.getFirst()).equals("SUBSCRIBE");
            listens = true;
            for (var channel : command.subList(1, command.size())) {
                var those = listeners.computeIfAbsent(text(channel), key -> ConcurrentHashMap.newKeySet());
                say(ascii(begins ? "*3\r\n$9\r\nsubscribe\r\n" : "*3\r\n$11\r\nunsubscribe\r\n"), bulk(channel), ascii(":1\r\n"));
                if (begins) {
                    those.add(this);
                } else {
                    those.remove(this);
                }
            }
        }

        private void say(String text) throws IOException {
            say(ascii(text));
        }

        private synchronized void say(byte[]... parts) throws IOException {
            var out = new ByteArrayOutputStream();
            for (var part : parts) {
                out.write(part);
            }
            out.writeTo(socket.getOutputStream());
        }
    }

    private int publish(byte[] channel, byte[] message) throws IOException {
        var those = listeners.getOrDefault(text(channel), Set.of());
        for (var client : those) {
            client.say(ascii("*3\r\n$7\r\nmessage\r\n"), bulk(channel), bulk(message));
        }
        return those.size();
    }

    // --- the protocol

    private static @Nullable List<byte[]> read(InputStream in) throws IOException {
        var head = line(in);
        if (head.isEmpty()) {
            return null;
        }
        var words = new ArrayList<byte[]>();
        for (int left = Integer.parseInt(head.substring(1)); left > 0; left--) {
            words.add(in.readNBytes(Integer.parseInt(line(in).substring(1))));
            in.skipNBytes(END.length);
        }
        return words;
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            line.append((char) next);
            if (next == '\n') {
                return line.toString().strip();
            }
        }
        return "";
    }

    static byte[] ascii(String text) {
        return RedisServer.utf8(text);
    }

    private static String text(byte[] word) {
        return BusConnection.text(word);
    }

    static byte[] bulk(byte @Nullable [] text) {
        if (text == null) {
            return ascii("$-1\r\n");
        }
        var head = ascii("$" + text.length + "\r\n");
        var bulk = Arrays.copyOf(head, head.length + text.length + END.length);
        System.arraycopy(text, 0, bulk, head.length, text.length);
        System.arraycopy(END, 0, bulk, head.length + text.length, END.length);
        return bulk;
    }

    private static byte[] list(List<byte[]> words) throws IOException {
        var out = new ByteArrayOutputStream();
        out.write(ascii("*" + words.size() + "\r\n"));
        for (var word : words) {
            out.write(bulk(word));
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (var socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
