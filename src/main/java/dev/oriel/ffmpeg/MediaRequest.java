package dev.oriel.ffmpeg;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What to open, and how.
///
/// @param url       as FFmpeg takes it; a file has `file:` in front
/// @param protocols what may be used to get it
/// @param format    FFmpeg's name of the container, or null to look at the first bytes
/// @param live      true for what comes at its own pace: short probing, and decoding without delay rather than in parallel
/// @param options   further options of the protocol or the demuxer
/// @param patience  how long opening, and later each read, may take
/// @param nanoTime  what the patience is measured with, as [System#nanoTime]; a clock that stands still where the reader says itself how
///                  long to wait
public record MediaRequest(String url, Protocols protocols, @Nullable String format, boolean live, Map<String, String> options,
        Duration patience, LongSupplier nanoTime) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String MOST_STREAMS = "64";

    /// A file of this machine.
    public static MediaRequest file(String path, LongSupplier nanoTime) {
        return new MediaRequest("file:" + path, Protocols.FILE, null, false, Map.of(), PATIENCE, nanoTime);
    }

    /// A live stream of the network, `rtsp://`, through a port of this machine: FFmpeg follows wherever a server points to.
    public static MediaRequest network(String url, Map<String, String> options, Duration patience, LongSupplier nanoTime) {
        return new MediaRequest(url, Protocols.of(url), null, true, options, patience, nanoTime);
    }

    /// A live stream of bytes in a known container, whose reader says itself how long to wait.
    public static MediaRequest bytes(String format) {
        return new MediaRequest("", Protocols.NONE, format, true, Map.of(), Duration.ZERO, () -> 0);
    }

    /// The body of an answer over HTTP, whose reader says itself how long to wait.
    ///
    /// @param live true for what comes at its own pace
    public static MediaRequest body(boolean live) {
        return new MediaRequest("", Protocols.BODY, null, live, Map.of(), Duration.ZERO, () -> 0);
    }

    /// @param next FFmpeg's name of the container, which is not guessed then
    public MediaRequest withFormat(String next) {
        return new MediaRequest(url, protocols, next, live, options, patience, nanoTime);
    }

    /// All options for FFmpeg.
    Map<String, String> allOptions() {
        var all = new HashMap<String, String>();
        if (live) {
            // Enough for the parameter sets of any camera. What is read meanwhile is kept: dropping it (`nobuffer`) would lose the
            // key frame, and with it up to a group of pictures.
            all.putAll(Map.of("analyzeduration", "500000", "probesize", "1000000", "fpsprobesize", "3"));
        }
        all.putAll(protocols.options());
        all.putAll(options);
        all.put("protocol_whitelist", protocols.whitelist());
        all.put("format_whitelist", protocols.formats());
        all.put("max_streams", MOST_STREAMS);
        // To see what is in it takes no decoder, and what came so far has passed no limit of size yet.
        all.put("codec_whitelist", "none");
        return all;
    }
}
