package dev.oriel.edge;

import dev.oriel.frame.Codec;
import dev.oriel.hub.Track;
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
    private final Track kept;
    private final Clocks clocks;
    private final Set<TrackInput> readers = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    KeptStream(String camera, Clocks clocks) {
        kept = new Track(camera, 0, Codec.MPEG_TS, clocks);
        this.clocks = clocks;
    }

    /// @param packets from [dev.oriel.frame.Packet#buffer(int)]; passes to this
    void publish(ByteBuf packets, boolean keyFrame) {
        kept.publish(packets, keyFrame);
    }

    long heldBytes() {
        return kept.counts().heldBytes();
    }

    /// Lets go of what a decoder cannot go on from: the video is of another kind now.
    void forget() {
        kept.forgetAndWake();
    }

    @Override
    public void run(FrameSink sink) throws IOException, InterruptedException {
        try (var input = new TrackInput(kept, clocks.nanoTime())) {
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
        readers.forEach(TrackInput::end);
        kept.forget();
    }
}
