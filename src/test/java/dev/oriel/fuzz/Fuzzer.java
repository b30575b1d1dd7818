package dev.oriel.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/// The program that sends or serves mutated input, a process of its own so that it can be the least important one.
///
/// `Fuzzer TARGET PORT SEED FOLDER [WORD]`: says `up`; then obeys lines of its standard input: `attack PORT` begins, `sound` ends all
/// mutation and serves what is sound, the end of the input ends the program.
final class Fuzzer {
    private final String target;
    private final long seed;
    private final Path folder;
    private final String word;
    private final Material material;
    private final AtomicBoolean sound = new AtomicBoolean();

    private Fuzzer(List<String> words) throws IOException, InterruptedException {
        target = words.get(0);
        seed = Long.parseLong(words.get(2));
        folder = Path.of(words.get(3));
        word = words.size() > 4 ? words.get(4) : "";
        material = Material.make(folder);
    }

    public static void main(String[] arguments) throws Exception {
        var words = List.of(arguments);
        var fuzzer = new Fuzzer(words);
        fuzzer.run(Integer.parseInt(words.get(1)), new PrintStream(System.out, true, StandardCharsets.US_ASCII));
    }

    private void run(int port, PrintStream out) throws Exception {
        var server = switch (target) {
            case "mjpeg", "snapshot", "ts", "hls" -> new FuzzedServer(port, material, seed);
            default -> null;
        };
        var proxy = target.equals("rtsp") ? new MutatingProxy(port, Integer.parseInt(word), seed) : null;
        out.println("up");
        try (var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            for (var order = orders.readLine(); order != null; order = orders.readLine()) {
                if (order.startsWith("attack ")) {
                    int oriel = Integer.parseInt(order.substring("attack ".length()));
                    Thread.ofPlatform().daemon().start(() -> attack(oriel, () -> !sound.get(), out));
                } else if (order.equals("sound")) {
                    sound.set(true);
                    if (server != null) {
                        server.becomeSound();
                    }
                    if (proxy != null) {
                        proxy.becomeSound();
                    }
                }
            }
        }
        System.exit(0);
    }

    private void attack(int port, BooleanSupplier goesOn, PrintStream out) {
        var attacks = new Attacks(material, seed, port);
        try {
            switch (target) {
                case "ingest" -> attacks.ingest(goesOn);
                case "websocket" -> attacks.webSocket(goesOn);
                case "patch" -> attacks.patch(goesOn);
                case "settings" -> attacks.settingsFile(folder.resolve("oriel.yaml"), goesOn);
                case "bus" -> attacks.bus(word, goesOn);
                case "v4l2" -> v4l2(goesOn);
                default -> {
                }
            }
            out.println("over");
        } catch (IOException | InterruptedException | RuntimeException e) {
            out.println("failed: " + e);
        }
    }

    /// Changes the emulated camera and what it gives while it runs.
    private void v4l2(BooleanSupplier goesOn) throws IOException, InterruptedException {
        var random = new Random(seed);
        var mutation = new Mutation(random);
        var device = folder.resolve("video0");
        var faults = List.of("damaged 3", "empty 2", "short 2", "stamps unknown", "huffmanless", "unpaced", "silent",
                "nobandwidth", "busy",
                "stride 64", "hangup", "untold", "mutated 7", "mutated 1");
        var modes = List.of("mode MJPG 320x240 30", "mode YUYV 320x240 30", "mode MJPG 640x480 30 15",
                "mode NV12 160x120-640x480/16x8 1-60",
                "mode MJPG 1x1 30", "mode YUYV 65535x1 30", "mode H264 640x480 30");
        while (goesOn.getAsBoolean()) {
            Files.write(folder.resolve("frames.mjpeg"), mutation.of(material.film()));
            var lines = new StringBuilder("card Camera\ndriver emulated\nbus usb-1\ncaps capture\n");
            lines.append(modes.get(random.nextInt(modes.size()))).append('\n');
            for (int i = random.nextInt(3); i > 0; i--) {
                lines.append(faults.get(random.nextInt(faults.size()))).append('\n');
            }
            replace(device, random.nextInt(5) == 0 ? mutation.of(lines.toString()) : lines.toString());
            Thread.sleep(200 + random.nextInt(600));
        }
        Files.write(folder.resolve("frames.mjpeg"), material.film());
        replace(device, "card Camera\ndriver emulated\nbus usb-1\ncaps capture\nmode MJPG 320x240 15\n");
    }

    private void replace(Path file, String text) throws IOException {
        var draft = folder.resolve("draft");
        Files.write(draft, text.getBytes(StandardCharsets.ISO_8859_1));
        Files.move(draft, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
}
