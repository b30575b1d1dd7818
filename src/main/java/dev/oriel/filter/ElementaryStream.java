package dev.oriel.filter;

import dev.oriel.frame.Chunk;
import dev.oriel.frame.TransportStream;
import dev.oriel.hub.Broadcast;
import dev.oriel.hub.ChunkSubscription;
import org.jspecify.annotations.Nullable;

/// A camera's MPEG-TS unwrapped to the video alone, once for all viewers and only while there is one.
///
/// Threads: works on the thread that publishes the MPEG-TS, and on those that subscribe. Nothing blocks.
final class ElementaryStream {
    private final Broadcast transport;
    private final Broadcast video;
    /// Taken from the MPEG-TS by this stream, and by no viewer.
    private long unwrappedBytes;
    private @Nullable ChunkSubscription subscription;
    private TransportStream.Progress progress = new TransportStream.Progress();
    private long run = -1;

    /// @param video takes what is unwrapped
    ElementaryStream(Broadcast transport, Broadcast video) {
        this.transport = transport;
        this.video = video;
        video.onDemandChanged(this::demandChanged);
    }

    /// The video, without what the MPEG-TS has forgotten.
    Broadcast broadcast() {
        chunkAvailable();
        return video;
    }

    /// What comes on top of the MPEG-TS's own account: viewers, without this stream itself where that counts it, and what they
    /// missed.
    synchronized MpegTally tally() {
        return new MpegTally(video.subscriptions() - (subscription == null ? 0 : 1), 0, video.takenBytes() - unwrappedBytes, 0,
                video.skipped(), video.cuts());
    }

    private synchronized void demandChanged() {
        if (video.wanted() && subscription == null) {
            subscription = transport.subscribe(Runnable::run, this::chunkAvailable);
            chunkAvailable();
        } else if (!video.wanted() && subscription != null) {
            subscription.close();
            subscription = null;
            video.forget();
        }
    }

    private synchronized void chunkAvailable() {
        if (subscription == null) {
            return;
        }
        if (transport.run() != run) {
            run = transport.run();
            progress = new TransportStream.Progress();
            video.forget();
        }
        for (var chunk = subscription.take(); chunk != null; chunk = subscription.take()) {
            try {
                unwrappedBytes += chunk.length();
                unwrap(chunk);
            } finally {
                chunk.release();
            }
        }
    }

    private void unwrap(Chunk chunk) {
        var packets = chunk.content();
        var bytes = TransportStream.video(packets, progress);
        packets.release();
        if (bytes.isReadable()) {
            video.publish(bytes, chunk.keyFrame());
        } else {
            bytes.release();
        }
    }
}
