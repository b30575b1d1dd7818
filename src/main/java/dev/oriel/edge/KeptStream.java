package dev.oriel.edge;

import dev.oriel.hub.Broadcast;
import dev.oriel.source.FrameSink;
import dev.oriel.source.LiveReceiver;
import dev.oriel.source.Source;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A publisher's transport stream from its newest key frame on, which the camera's source decodes while somebody wants its pictures.
///
/// Threads: [#run] belongs to the camera's source, anything else to the publisher's connection.
final class KeptStream implements Source, AutoCloseable {
    private final Broadcast kept;
    private final Clocks clocks;
    private final Set<ChunkInput> readers = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    KeptStream(String camera, Clocks clocks) {
        kept = new Broadcast(camera, clocks.nanoTime());
        this.clocks = clocks;
    }

    /// @param chunk from [dev.oriel.frame.Chunk#buffer(int)]; passes to this
    void publish(ByteBuf chunk, boolean keyFrame) {
        kept.publish(chunk, keyFrame);
    }

    long heldBytes() {
        return kept.heldBytes();
    }

    /// Lets go of what a decoder cannot go on from: the video is of another kind now.
    void forget() {
        kept.forget();
    }

    @Override
    public void run(FrameSink sink) throws IOException, InterruptedException {
        try (var input = new ChunkInput(kept, clocks.nanoTime())) {
            input.start();
            readers.add(input);
            try {
                if (!closed) {
                    var fresh = new StaleFrameFilter(sink, input::ageNanos, input::newerWaits, clocks.nanoTime());
                    LiveReceiver.transportStream(input, fresh,
                            new Clocks(() -> clocks.nowMicros() - input.ageNanos() / 1000, clocks.nanoTime()));
                }
            } finally {
                readers.remove(input);
            }
        }
    }

    /// Ends [#run]; nothing more comes.
    @Override
    public void close() {
        closed = true;
        readers.forEach(ChunkInput::end);
        kept.forget();
    }
}
