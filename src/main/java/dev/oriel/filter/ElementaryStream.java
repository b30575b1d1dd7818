package dev.oriel.filter;

import dev.oriel.frame.Codec;
import dev.oriel.frame.Packet;
import dev.oriel.frame.TransportStream;
import dev.oriel.hub.CoalescedTask;
import dev.oriel.hub.SerialStep;
import dev.oriel.hub.Subscription;
import dev.oriel.hub.Track;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A camera's MPEG-TS unwrapped to the video alone, once for all viewers and only while there is one.
///
/// Threads: the codecs' executor unwraps, one job at a time; any thread may change the demand. No lock is held while either stream is
/// called.
final class ElementaryStream {
    private final Track transport;
    private final Track video;
    private final Executor lane;
    private final CoalescedTask job;
    private final SerialStep following = new SerialStep(this::follow);
    /// Written by [#follow] alone.
    private volatile @Nullable Subscription subscription;
    /// Taken from the MPEG-TS by this stream, and by no viewer. Written by the job alone, as is everything below.
    private final AtomicLong unwrappedBytes = new AtomicLong();
    private TransportStream.Progress progress = new TransportStream.Progress();
    /// The run of the MPEG-TS that is unwrapped, and of the video that it is unwrapped into.
    private long run = -1;
    private long videoRun;

    ElementaryStream(Track transport, Executor codecs) {
        this.transport = transport;
        video = transport.derived(Codec.MPEG_1);
        lane = task -> codecs.execute(task);
        job = new CoalescedTask(codecs, this::work);
    }

    /// Begins to follow the demand for the video.
    void start() {
        video.onDemandChanged(following::request);
    }

    Track video() {
        return video;
    }

    /// What comes on top of the MPEG-TS's own account: viewers, without this stream itself where that counts it, and what they
    /// missed.
    MpegTally tally() {
        var counts = video.counts();
        return new MpegTally(counts.subscriptions() - (subscription == null ? 0 : 1), 0,
                counts.takenBytes() - unwrappedBytes.get(), 0,
                counts.skipped(), counts.cuts());
    }

    private void follow() {
        var open = subscription;
        if (open == null && video.wanted()) {
            subscription = transport.subscribe(lane, job::runNow);
            job.request(); // the newest key frame may lie there
        } else if (open != null && !video.wanted()) {
            subscription = null;
            open.close();
            video.forget();
        }
    }

    private void work() {
        var open = subscription;
        if (open == null) {
            return;
        }
        followRun();
        for (var packet = open.take(); packet != null; packet = open.take()) {
            try {
                unwrappedBytes.addAndGet(packet.contentBytes());
                if (open.run() != run) {
                    run = open.run();
                    followRun();
                }
                unwrap(packet);
            } finally {
                packet.release();
            }
        }
    }

    /// Viewers look for another stream where a run has ended.
    private void followRun() {
        long now = video.run();
        if (now != videoRun) {
            videoRun = now;
            progress = new TransportStream.Progress();
            video.wake();
        }
    }

    private void unwrap(Packet packet) {
        var packets = packet.content();
        var bytes = TransportStream.video(packets, progress);
        packets.release();
        if (bytes.isReadable()) {
            video.publish(bytes, packet.isKeyFrame(), packet.header().capturedAtMicros(), videoRun);
        } else {
            bytes.release();
        }
    }
}
