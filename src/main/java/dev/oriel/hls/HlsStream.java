package dev.oriel.hls;

import dev.oriel.http.CameraClient;
import dev.oriel.http.HttpAddress;
import dev.oriel.limits.MemoryBudget;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One stream of segments as bytes to read: a live one from its edge on, a finished one from its beginning.
///
/// What waits to be read is compressed, at most three segments and 16 MiB, taken from the budget; a reader that is slower than the
/// stream is led on to the newest segment.
///
/// Threads: the reader's; a virtual thread of its own fetches. Blocking: [#next] and reading wait for the network.
public final class HlsStream implements AutoCloseable {
    private static final long END_WITHIN_MILLIS = 1000;

    /// What to fetch, and for whom.
    ///
    /// @param client   used by this stream alone until it is closed
    /// @param playlist as it was just fetched
    /// @param address  of the playlist
    public record Request(CameraClient client, MediaPlaylist playlist, HttpAddress address, Reader reader) {}

    /// The one who reads a stream.
    ///
    /// @param memory  that what waits to be read is taken from
    /// @param stopped asked all the time; once true, every wait of the reader ends
    /// @param trouble told why nothing comes, and by an empty word that all is well again, on the stream's own thread
    /// @param nanoTime the clock of arrivals, as [System#nanoTime]
    public record Reader(MemoryBudget memory, BooleanSupplier stopped, Consumer<String> trouble, LongSupplier nanoTime) {}

    private final SegmentPipe pipe;
    private final Thread thread;
    private @Nullable Stretch current;

    private HlsStream(SegmentPipe pipe, SegmentFeed feed) {
        this.pipe = pipe;
        this.thread = Thread.ofVirtual().name("hls-segments").unstarted(() -> run(feed));
    }

    /// A live stream.
    ///
    /// @param place of the runs before, which goes on here
    public static HlsStream live(Request request, LivePlace place) {
        var pipe = new SegmentPipe(request.reader);
        return new HlsStream(pipe, new LiveFeed(request, new SegmentWriter(pipe, request), place));
    }

    /// A recording.
    ///
    /// @param loop true to begin again at its end
    public static HlsStream finished(Request request, boolean loop) {
        var pipe = new SegmentPipe(request.reader);
        return new HlsStream(pipe, new RecordedFeed(request, new SegmentWriter(pipe, request), loop));
    }

    private void run(SegmentFeed feed) {
        IOException failure = null;
        try {
            feed.run();
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException _) {
            // It was told to end.
        } catch (RuntimeException | Error e) { // the reader must not wait for ever
            failure = new IOException("the segments cannot be fetched: " + e, e);
        }
        pipe.end(failure);
    }

    /// Begins to fetch.
    public HlsStream start() {
        thread.start();
        return this;
    }

    /// Waits for the next stretch; what is left of the one before is dropped.
    ///
    /// @return null at the end of the stream, or when stopped
    /// @throws IOException with the cause that ended the stream
    public @Nullable Stretch next() throws IOException {
        current = pipe.after(current);
        return current;
    }

    /// The cause that ended the stream; null while there is none.
    public @Nullable IOException failure() {
        return pipe.failure();
    }

    /// Ends the fetching, and waits for it.
    @Override
    public void close() {
        pipe.close();
        thread.interrupt();
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(END_WITHIN_MILLIS);
        } catch (InterruptedException _) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
