package dev.oriel.hls;

import dev.oriel.frame.ProtocolException;
import dev.oriel.http.StatusException;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// Fetches the segments of a live stream as they appear: its playlist again and again, and what is new in it.
///
/// A playlist that cannot be had for a while is no end: it is asked for again until the reader gives up. A refused login is.
///
/// Threads: its run on one; [#trouble] any. Blocking: as the network does.
final class LiveFeed implements SegmentFeed {
    static final String STANDS_STILL = "the playlist stands still";

    private static final long NANOS_PER_MICRO = 1000;
    private static final long SHORTEST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 2000;

    private final HlsStream.Request request;
    private final SegmentWriter writer;
    private final LivePlace place;
    private final ReloadSchedule schedule = new ReloadSchedule();
    private PlaylistClient.Fetched current;
    private MediaPlaylist playlist;
    private long loadedNanos;
    private String trouble = "";

    LiveFeed(HlsStream.Request request, SegmentWriter writer, LivePlace place) {
        this.request = request;
        this.writer = writer;
        this.place = place;
        this.playlist = request.playlist();
        this.current = new PlaylistClient.Fetched(request.playlist(), request.address());
    }

    @Override
    public void run() throws IOException, InterruptedException {
        var cursor = place.begin();
        try {
            for (boolean again = take(cursor, false); again; again = take(cursor, true)) {
                // Each round takes what has appeared.
            }
        } finally {
            place.end(trouble.isEmpty());
        }
    }

    /// Takes what is new, and waits for the next version.
    ///
    /// @param joined false for the first version of this run
    /// @return false at the stream's end
    private boolean take(SegmentCursor cursor, boolean joined) throws IOException, InterruptedException {
        long nowNanos = request.reader().nanoTime().getAsLong();
        long sinceNanos = nowNanos - loadedNanos;
        loadedNanos = nowNanos;
        var news = cursor.news(playlist, nowNanos);
        boolean ends = playlist.ended();
        long nextNanos = news.segments().isEmpty()
                ? schedule.unchanged(playlist.targetMicros(), nowNanos)
                : schedule.changed(news.segments().getLast(), playlist.targetMicros(), nowNanos);
        if (!news.continues()) {
            writer.breaks();
        }
        for (var segment : news.segments()) {
            boolean fresh = joined && sinceNanos < 3 * segment.durationMicros() * NANOS_PER_MICRO / 2;
            writer.write(segment, current.address(), fresh);
            tell(writer.trouble());
        }
        if (ends) {
            return false;
        }
        reload(news.segments().isEmpty(), nowNanos, nextNanos);
        return true;
    }

    private void reload(boolean unchanged, long nowNanos, long nextNanos) throws IOException, InterruptedException {
        if (unchanged && schedule.standsStill(playlist.targetMicros(), nowNanos)) {
            tell(playlist.segments().isEmpty() ? "no segment in the playlist" : STANDS_STILL);
        }
        TimeUnit.NANOSECONDS.sleep(nextNanos - request.reader().nanoTime().getAsLong());
        while (!reloaded()) {
            Thread.sleep(Math.clamp(playlist.targetMicros() / 2000, SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS));
        }
    }

    private boolean reloaded() throws IOException, InterruptedException {
        try {
            var fetched = PlaylistClient.load(request.client(), request.address());
            if (!(fetched.playlist() instanceof MediaPlaylist media)) {
                throw new ProtocolException("the playlist has become one of playlists");
            }
            current = fetched;
            playlist = media;
            return true;
        } catch (IOException e) {
            StatusException.endAtRefusedLogin(e);
            tell(Objects.requireNonNullElse(e.getMessage(), "connection failed"));
            return false;
        }
    }

    private void tell(String next) {
        trouble = next;
        request.reader().trouble().accept(next);
    }
}
