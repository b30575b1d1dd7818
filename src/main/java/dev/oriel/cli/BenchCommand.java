package dev.oriel.cli;

import dev.oriel.bench.Bench;
import dev.oriel.bench.Kind;
import dev.oriel.bench.Load;
import dev.oriel.bench.PictureLog;
import dev.oriel.bench.Target;
import dev.oriel.observe.Secrets;
import dev.oriel.time.SystemClocks;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `oriel bench`: loads a server with viewers and prints what they got.
@Command(name = "bench", description = "Loads this or another server with viewers and prints what they got.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class, sortOptions = false, footer = {
    "", "Every viewer counts frames; age is from capture to complete arrival, by this machine's clock.",
    "Ctrl+C ends a run early with the figures so far. Exit code 1: a viewer could not connect, or no picture came."})
final class BenchCommand implements Callable<Integer> {

    /// `--mode`.
    private enum Mode {
        auto, sharp, smooth
    }

    /// `--kind`.
    private enum Way {
        full, pull, mjpeg, mute, jsmpeg
    }

    @Parameters(paramLabel = "URL", description = {"http://HOST:PORT/ of an Oriel, or the address of an MJPEG stream,",
        "or of an Oriel's live (ws://HOST:PORT/api/cameras/NAME/live). https and wss take any certificate."})
    private String url = "";

    @Option(names = "--viewers", paramLabel = "N", description = "How many (default 1, at most 20000).")
    private int viewers = 1;

    @Option(names = "--kind", paramLabel = "KIND", description = "full: acknowledges (default); pull: asks for each picture; mjpeg; mute: never acknowledges; jsmpeg: MPEG-TS, also of a relay.")
    private @Nullable Way kind;

    @Option(names = "--camera", paramLabel = "NAME", description = "Which camera of the Oriel (default: its first).")
    private @Nullable String camera;

    @Option(names = "--seconds", paramLabel = "S", description = "How long is measured (default 10).")
    private double seconds = 10;

    @Option(names = "--warm-up", paramLabel = "S", description = "Between the last viewer's coming and the measurement (default 2).")
    private double warmUp = 2;

    @Option(names = "--ramp-up", paramLabel = "S", description = "Time over which the viewers come (default 0: as fast as they are let in).")
    private double rampUp;

    @Option(names = "--mode", paramLabel = "MODE", description = "auto, sharp or smooth, as a viewer asks for it (kind full).")
    private @Nullable Mode mode;

    @Option(names = "--view", paramLabel = "WxH", description = "The pixels that each viewer has for the picture (kind full).")
    private @Nullable String view;

    @Option(names = "--paused", description = "Viewers stay connected but pause (kind full): what does one cost that watches nothing?")
    private boolean paused;

    @Option(names = "--behind", paramLabel = "PORT", description = "Count what the server on this port of this machine uses too, such as one behind a proxy.")
    private List<Integer> behind = List.of();

    @Option(names = "--json", description = "Print one JSON object and nothing else.")
    private boolean json;

    @Option(names = "--pictures", paramLabel = "FILE", description = "Write a line for each picture: microseconds since 1970 of its arrival, its age in them.")
    private @Nullable Path pictures;

    @Option(names = "--anyway", description = "Load a host outside of this machine and of private networks. Only with its owner's leave.")
    private boolean anyway;

    @Override
    public Integer call() throws UsageException, IOException, InterruptedException {
        var load = load();
        try (var log = pictures == null ? null : new PrintWriter(Files.newBufferedWriter(pictures));
                var bench = new Bench(load, progress(), log == null ? PictureLog.NONE : lines(log), SystemClocks.BOTH)) {
            Signals.on("INT", bench::stop);
            Signals.on("TERM", bench::stop);
            var report = bench.start().get();
            System.out.println(json ? report.json() : report.text().stripTrailing());
            return report.isComplete() ? CommandLines.FINE : CommandLines.FAILED;
        } catch (ExecutionException e) {
            throw new IOException("the load failed: " + e.getCause(), e);
        }
    }

    private static PictureLog lines(PrintWriter log) {
        return (arrivedMicros, ageMicros) -> log.println(arrivedMicros + " " + ageMicros);
    }

    private Consumer<String> progress() {
        var terminal = System.console();
        return json || terminal == null || !terminal.isTerminal() ? line -> {} : System.err::println;
    }

    private Load load() throws UsageException, IOException, InterruptedException {
        if (viewers < 1 || viewers > Load.MOST_VIEWERS) {
            throw new UsageException("--viewers " + viewers + ": allowed: 1 to " + Load.MOST_VIEWERS);
        }
        try {
            var target = Target.find(url, camera,
                    kind == null ? null : Kind.valueOf(kind.name().toUpperCase(java.util.Locale.ROOT)));
            if (!target.isPrivate() && !anyway) {
                throw new UsageException(target.hostPort() + " is neither this machine nor on a private network; "
                        + "to load it with its owner's leave, add --anyway");
            }
            var texts = texts();
            if (!texts.isEmpty() && target.kind() != Kind.FULL && target.kind() != Kind.MUTE) {
                throw new UsageException("--mode, --view and --paused go with --kind full");
            }
            return new Load(target, viewers, texts, duration("--ramp-up", rampUp), duration("--warm-up", warmUp),
                    duration("--seconds", seconds), behind);
        } catch (IllegalArgumentException e) {
            throw new UsageException(Secrets.mask(String.valueOf(e.getMessage())));
        }
    }

    private static Duration duration(String option, double seconds) throws UsageException {
        if (!(seconds >= 0 && seconds <= 86_400)) {
            throw new UsageException(option + " " + seconds + ": allowed: 0 to 86400");
        }
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    /// What each viewer says first.
    private List<String> texts() throws UsageException {
        var texts = new ArrayList<String>();
        if (view != null || mode != null) {
            var wish = new JsonObject().put("type", "view");
            if (view != null) {
                var sides = view.matches("\\d{1,5}x\\d{1,5}") ? view.split("x") : new String[0];
                if (sides.length != 2) {
                    throw new UsageException("--view " + view + ": allowed: WIDTHxHEIGHT, such as 1280x720");
                }
                wish.put("width", Integer.parseInt(sides[0])).put("height", Integer.parseInt(sides[1]));
            }
            texts.add(mode == null ? wish.encode() : wish.put("mode", mode.name()).encode());
        }
        if (paused) {
            texts.add(new JsonObject().put("type", "pause").encode());
        }
        return texts;
    }
}
