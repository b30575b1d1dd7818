package dev.oriel.bench;

import dev.oriel.observe.Secrets;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a run measured.
///
/// @param address         what was loaded
/// @param viewers         how many were asked for
/// @param connected       how many of them came to watch
/// @param lost            how many of those lost their connection before the end
/// @param firstCause      why the first one failed or was lost, or null
/// @param noPicture       why not a single picture came, or null where some did or none were to come
/// @param seconds         length of the measurement
/// @param fps             per viewer
/// @param ages            from capture to complete arrival, or null where the pictures don't say when they were taken
/// @param bytes           received by all viewers
/// @param skipped         pictures that viewers were spared, by gaps in the sequence numbers; -1 where there are none
/// @param server          what the server used, or null where that can't be known
/// @param clientCpuSeconds what this process used itself
public record Report(String address, Kind kind, int viewers, int connected, int lost, @Nullable String firstCause,
        @Nullable String noPicture, double seconds,
        Fps fps, @Nullable Ages ages, long bytes, long skipped, @Nullable Server server, double clientCpuSeconds) {

    /// Frames per second of the slowest, the middle and the fastest viewer.
    public record Fps(double min, double median, double max) {}

    /// Milliseconds.
    public record Ages(double p50, double p95, double p99, double max) {}

    /// @param cpuSeconds    during the measurement
    /// @param residentBytes at its end
    public record Server(long pid, double cpuSeconds, long residentBytes) {}

    private static final double GIGABYTE = 1e9;
    private static final double MEGABYTE = 1e6;

    /// True when every viewer that was asked for came to watch, and pictures came where some were to come.
    public boolean isComplete() {
        return connected == viewers && noPicture == null;
    }

    /// The same, with another reason why no picture came.
    Report withoutPictures(String why) {
        return new Report(address, kind, viewers, connected, lost, firstCause, why, seconds, fps, ages, bytes, skipped, server,
                clientCpuSeconds);
    }

    double megabytesPerSecond() {
        return seconds == 0 ? 0 : bytes / MEGABYTE / seconds;
    }

    /// The server's CPU seconds for each gigabyte (10^9 bytes) that arrived; NaN where nothing did.
    static double perGigabyte(double cpuSeconds, long bytes) {
        return bytes == 0 ? Double.NaN : cpuSeconds / (bytes / GIGABYTE);
    }

    /// The report as lines for a person.
    public String text() {
        var noAge = fps.max == 0 ? "none" : "unknown: these pictures don't say when they were taken";
        var age = ages == null
                ? noAge
                : format("p50 %.2f, p95 %.2f, p99 %.2f, max %.2f ms", ages.p50, ages.p95, ages.p99, ages.max);
        var used = server == null
                ? "unknown: not a process of this machine that this user may look at"
                : used(server);
        return row("address", kind.name().toLowerCase(Locale.ROOT) + " " + Secrets.maskAddress(address))
                + row("viewers", connected + " of " + viewers + " connected, " + lost + " lost"
                        + (firstCause == null ? "" : "; first cause: " + firstCause))
                + row("measured", format("%.1f s", seconds))
                + (noPicture == null ? "" : row("no picture", noPicture))
                + row("fps each", format("min %.2f, median %.2f, max %.2f", fps.min, fps.median, fps.max))
                + row("age", age)
                + row("received", format("%.1f MB/s", megabytesPerSecond()))
                + row("skipped", skipped < 0 ? "unknown: these pictures have no numbers" : Long.toString(skipped))
                + row("server", used)
                + row("this load", format("%.2f CPU s", clientCpuSeconds));
    }

    private String used(Server server) {
        if (Double.isNaN(server.cpuSeconds)) {
            return "unknown: its process (pid " + server.pid + ") has ended";
        }
        double perGigabyte = perGigabyte(server.cpuSeconds, bytes);
        return format("%.2f CPU s, ", server.cpuSeconds)
                + (Double.isNaN(perGigabyte) ? "" : format("%.3f CPU s/GB, ", perGigabyte))
                + format("%.1f MB resident (pid %d)", server.residentBytes / MEGABYTE, server.pid);
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a library of its own
    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String row(String name, String value) {
        return name + " ".repeat(11 - name.length()) + value + "\n";
    }

    /// The report as one JSON object. What is unknown is null.
    public String json() {
        var json = new JsonObject().put("address", Secrets.maskAddress(address)).put("kind", kind.name().toLowerCase(Locale.ROOT))
                .put("viewers", viewers).put("connected", connected).put("lost", lost).put("firstCause", firstCause)
                .put("noPicture", noPicture)
                .put("seconds", rounded(seconds))
                .put("fps", new JsonObject().put("min", rounded(fps.min)).put("median", rounded(fps.median)).put("max",
                        rounded(fps.max)))
                .put("ageMillis", ages == null
                        ? null
                        : new JsonObject().put("p50", rounded(ages.p50)).put("p95", rounded(ages.p95))
                                .put("p99", rounded(ages.p99))
                                .put("max", rounded(ages.max)))
                .put("bytes", bytes).put("megabytesPerSecond", rounded(megabytesPerSecond()))
                .put("skipped", skipped < 0 ? null : (Long) skipped);
        json.put("server", server == null
                ? null
                : new JsonObject().put("pid", server.pid).put("cpuSeconds", rounded(server.cpuSeconds))
                        .put("cpuSecondsPerGigabyte", rounded(perGigabyte(server.cpuSeconds, bytes)))
                        .put("residentBytes", server.residentBytes));
        return json.put("clientCpuSeconds", rounded(clientCpuSeconds)).encode();
    }

    private static @Nullable Double rounded(double value) {
        return Double.isFinite(value) ? Math.round(value * 1000) / 1000.0 : null;
    }
}
