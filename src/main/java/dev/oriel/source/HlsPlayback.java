package dev.oriel.source;

import dev.oriel.hls.LivePlace;
import dev.oriel.hls.MasterPlaylist;
import dev.oriel.hls.MediaPlaylist;
import dev.oriel.hls.PlaylistClient;
import dev.oriel.hls.Variant;
import dev.oriel.hls.VariantChoice;
import dev.oriel.http.Answer;
import dev.oriel.http.CameraClient;
import dev.oriel.http.StatusException;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.time.Clocks;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Plays HLS: a live playlist from its edge on, evenly; a finished one as a file. Of a master playlist it plays the stream that fits the
/// camera's size, and the next one where that gives no picture.
///
/// It outlasts the runs of its source, because it remembers what was shown.
///
/// Threads: the source's; [#retry] and [#patience] any.
final class HlsPlayback {
    private static final int TRIES = 3;
    private static final Duration SHORTEST_PATIENCE = Duration.ofSeconds(1);

    private final Form form;
    /// Streams whose bytes came and gave no picture.
    private final Set<String> dark = new HashSet<>();
    private LivePlace place = new LivePlace();
    private String placeOf = "";
    private volatile boolean reached;

    /// How a source plays.
    ///
    /// @param loop   true to begin a finished playlist again at its end
    /// @param memory that what waits is taken from
    record Form(boolean loop, MemoryBudget memory, Clocks clocks) {}

    /// @param fetched a media playlist
    private record Stream(CameraClient client, PlaylistClient.Fetched fetched, FrameSink sink) {}

    HlsPlayback(Form form) {
        this.form = form;
    }

    /// A run begins, whose address may answer something else this time.
    void begin() {
        reached = false;
    }

    /// How long a server may give nothing: less than the whole silence once it has given a playlist, so that there is time to ask again.
    Duration patience(Duration silence) {
        var part = silence.dividedBy(TRIES);
        return !reached ? silence : part.compareTo(SHORTEST_PATIENCE) < 0 ? SHORTEST_PATIENCE : part;
    }

    /// How the source is tried again: a playlist that can be had and stands still is looked at often.
    Source.Retry retry() {
        return reached ? Source.Retry.EACH_SECOND : Source.Retry.BACKOFF;
    }

    /// Plays from the answer of the playlist's address on, until the stream ends or the sink is stopped.
    ///
    /// @param client that the answer came from; used by nobody else meanwhile
    /// @param answer a playlist; closed here
    /// @param body   of it, of which nothing has been read yet
    void run(CameraClient client, Answer answer, InputStream body, FrameSink sink) throws IOException, InterruptedException {
        PlaylistClient.Fetched fetched;
        try (answer) {
            fetched = PlaylistClient.read(body, answer.address());
        }
        var stream = new Stream(client, fetched, sink);
        switch (fetched.playlist()) {
            case MediaPlaylist _ -> play(stream, place(""), new HlsRun(sink, form));
            case MasterPlaylist master -> playBest(stream, master.variants());
        }
    }

    private void playBest(Stream master, List<Variant> offered) throws IOException, InterruptedException {
        var size = master.sink.settings().size();
        var choice = new VariantChoice(size == null ? 0 : size.width(), size == null ? 0 : size.height(), master.sink.limits());
        var variants = choice.order(offered);
        if (variants.isEmpty()) {
            throw new LostException("the playlist has no stream that can be shown");
        }
        if (variants.stream().allMatch(variant -> dark.contains(variant.name()))) {
            dark.clear();
        }
        IOException failure = null;
        for (var variant : variants) {
            if (!dark.contains(variant.name()) && !master.sink.stopped()) {
                failure = tried(variant, master);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /// @return why another stream may do better, or null when stopped
    private @org.jspecify.annotations.Nullable IOException tried(Variant variant, Stream master)
            throws IOException, InterruptedException {
        var run = new HlsRun(master.sink, form);
        try {
            var fetched = PlaylistClient.load(master.client, master.fetched.address(), variant);
            play(new Stream(master.client, fetched, master.sink), place(variant.name()), run);
            return null;
        } catch (IOException e) {
            StatusException.endAtRefusedLogin(e);
            if (run.shown() > 0) {
                throw e;
            }
            return e;
        } finally {
            if (run.isDark()) {
                dark.add(variant.name());
            }
        }
    }

    private void play(Stream stream, LivePlace place, HlsRun run) throws IOException, InterruptedException {
        var playlist = (MediaPlaylist) stream.fetched.playlist();
        var request = run.request(stream.client, playlist, stream.fetched.address());
        reached = true;
        try {
            if (playlist.ended() && !place.knows(playlist)) {
                run.playRecording(request);
            } else {
                run.playLive(request, place);
            }
        } catch (StatusException e) {
            reached = false; // a login that is refused is not tried each second
            throw e;
        }
    }

    /// @param variant of a master playlist
    private LivePlace place(String variant) {
        if (!variant.equals(placeOf)) {
            placeOf = variant;
            place = new LivePlace();
        }
        return place;
    }
}
