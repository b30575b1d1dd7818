package dev.oriel.fuzz;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.SetParams;

/// Mutated input that is sent rather than served: uploads, WebSocket messages, changes of settings, files, values of the bus.
///
/// Threads: one at a time.
final class Attacks {
    private static final int PATIENCE_MILLIS = 300;

    private final Material material;
    private final Random random;
    private final Mutation mutation;
    private final int port;

    Attacks(Material material, long seed, int port) {
        this.material = material;
        random = new Random(seed);
        mutation = new Mutation(random);
        this.port = port;
    }

    private interface Conversation {
        void hold(Socket socket, OutputStream out) throws IOException;
    }

    private void connect(Conversation conversation) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            conversation.hold(socket, socket.getOutputStream());
        } catch (IOException e) {
            // refused, cut off, silent: all that may be
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private byte[] body() {
        return switch (random.nextInt(4)) {
            case 0 -> material.film();
            case 1 -> material.elementary();
            default -> any(material.transport());
        };
    }

    void ingest(BooleanSupplier goesOn) {
        while (goesOn.getAsBoolean()) {
            connect((socket, out) -> {
                out.write(
                        ascii("POST /api/cameras/fuzz/ingest HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"));
                for (int i = 0; i < 4 && goesOn.getAsBoolean(); i++) {
                    var bytes = mutation.of(body());
                    out.write(ascii(Integer.toHexString(bytes.length) + "\r\n"));
                    out.write(bytes);
                    out.write(ascii("\r\n"));
                }
                if (random.nextBoolean()) {
                    out.write(ascii("0\r\n\r\n"));
                    socket.getInputStream().read(new byte[2000]);
                }
            });
        }
    }

    void webSocket(BooleanSupplier goesOn) {
        var paths = List.of("/api/cameras/fuzz/live", "/api/live", "/api/cameras/fuzz/jsmpeg", "/websocket", "/ws");
        var texts = List.of("1", "{\"type\":\"view\",\"width\":640,\"height\":480,\"mode\":\"auto\",\"maxFps\":10}",
                "{\"type\":\"watch\",\"cameras\":[{\"name\":\"fuzz\",\"width\":320,\"height\":240,\"priority\":\"selected\"}]}",
                "{\"type\":\"pause\"}", "{\"type\":\"resume\"}", "{\"type\":\"ping\",\"t\":12}",
                "{\"type\":\"painted\",\"camera\":0,\"seq\":4,\"fps\":29.5}");
        while (goesOn.getAsBoolean()) {
            connect((socket, out) -> {
                var path = any(paths);
                out.write(mutatedSeldom(
                        ascii("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                                + (path.endsWith("live") ? "Sec-WebSocket-Protocol: oriel.v1\r\n" : "") + "\r\n")));
                var drain = Thread.ofVirtual().start(() -> drain(socket));
                for (int i = 0; i < 60 && goesOn.getAsBoolean(); i++) {
                    byte[] payload = random.nextInt(3) == 0
                            ? ByteBuffer.allocate(9).put((byte) random.nextInt(3)).putInt(random.nextInt(300))
                                    .putInt(random.nextInt()).array()
                            : ascii(any(texts));
                    int opcode = payload.length == 9 ? 2 : 1;
                    out.write(mutatedSeldom(frame(random.nextInt(20) == 0 ? random.nextInt(16) : opcode, mutation.of(payload))));
                    out.flush();
                }
                drain.interrupt();
            });
        }
    }

    private byte[] mutatedSeldom(byte[] bytes) {
        return random.nextInt(10) == 0 ? mutation.of(bytes) : bytes;
    }

    private static void drain(Socket socket) {
        try {
            var in = socket.getInputStream();
            var chunk = new byte[65536];
            while (in.read(chunk) >= 0) {
                // what is said does not matter
            }
        } catch (IOException e) {
            // the connection is over
        }
    }

    private static byte[] frame(int opcode, byte[] payload) {
        var bytes = ByteBuffer.allocate(payload.length + 14).put((byte) (0x80 | opcode));
        if (payload.length < 126) {
            bytes.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65536) {
            bytes.put((byte) 0xfe).putShort((short) payload.length);
        } else {
            bytes.put((byte) 0xff).putLong(payload.length);
        }
        bytes.putInt(0).put(payload); // the mask of zeros changes nothing
        return java.util.Arrays.copyOf(bytes.array(), bytes.position());
    }

    void patch(BooleanSupplier goesOn) {
        var bodies = List.of("{\"title\":\"Door\",\"fps\":10,\"size\":\"320x240\"}",
                "{\"quality\":50,\"rotate\":90,\"flip\":\"h\"}",
                "{\"fps\":null,\"size\":null,\"filter\":\"\"}", "{\"rotate\":180,\"size\":\"640x480\"}", "{\"title\":null}");
        while (goesOn.getAsBoolean()) {
            connect((socket, out) -> {
                for (int i = 0; i < 20 && goesOn.getAsBoolean(); i++) {
                    var body = mutation.of(any(bodies)).getBytes(StandardCharsets.ISO_8859_1);
                    out.write(mutatedSeldom(ascii(
                            "PATCH /api/cameras/fuzz/settings HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: " + body.length + "\r\n\r\n")));
                    out.write(body);
                    socket.getInputStream().read(new byte[4000]);
                }
            });
        }
    }

    /// Writes the settings file again and again, each time whole, a part of it or mutated, and in the end as it was.
    void settingsFile(Path file, BooleanSupplier goesOn) throws IOException, InterruptedException {
        var original = Files.readString(file);
        while (goesOn.getAsBoolean()) {
            var text = mutation.of(original).getBytes(StandardCharsets.ISO_8859_1);
            Files.write(file, random.nextInt(6) == 0 ? java.util.Arrays.copyOf(text, random.nextInt(text.length + 1)) : text);
            Thread.sleep(200 + random.nextInt(1200));
        }
        Files.writeString(file, original);
    }

    /// Writes what a recorder writes, mutated, and notices of it.
    void bus(String url, BooleanSupplier goesOn) {
        var description = List.of("state", "live", "size", "320x240", "fps", "15", "title", "Door", "recorder", "r1", "heartbeat",
                "1",
                "settings", "{\"title\":\"Door\",\"quality\":80,\"rotate\":0,\"flip\":\"none\"}", "mpeg", "{}", "capabilities",
                "settings");
        try (var redis = new Jedis(java.net.URI.create(url))) {
            for (long sequence = 1; goesOn.getAsBoolean(); sequence++) {
                var key = ascii("oriel:camera:fuzz");
                if (random.nextInt(10) == 0) {
                    redis.del(key);
                    for (int i = 0; i < description.size(); i += 2) {
                        redis.hset(key, ascii(description.get(i)), mutation.of(ascii(description.get(i + 1))));
                    }
                    redis.pexpire(key, 5000);
                }
                var picture = any(material.jpegs());
                var frame = ByteBuffer.allocate(24 + picture.length).put((byte) 1).put((byte) 0).putShort((short) 24)
                        .putInt((int) sequence)
                        .putLong(System.currentTimeMillis() * 1000).putShort((short) 320).putShort((short) 240).putInt(100)
                        .put(picture);
                redis.set(ascii("oriel:frame:fuzz"), mutation.of(frame.array()), SetParams.setParams().ex(5));
                redis.publish(ascii("oriel:frames:fuzz"), mutation.of(ascii(sequence + " " + System.currentTimeMillis() * 1000)));
                for (var channel : List.of("oriel:cameras", "oriel:answer:fuzz", "oriel:command:fuzz", "oriel:demand:fuzz")) {
                    redis.publish(ascii(channel), mutation.of(ascii("{\"name\":\"fuzz\",\"state\":\"live\",\"id\":\"7\"}")));
                }
            }
        }
    }
}
