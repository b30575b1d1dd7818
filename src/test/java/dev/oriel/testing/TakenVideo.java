package dev.oriel.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.frame.AccessUnit;
import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.Packet;
import dev.oriel.hub.Subscription;
import dev.oriel.hub.Track;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// A subscriber of a track that takes each packet as soon as it comes.
///
/// Threads: any; packets come on the one that publishes.
public final class TakenVideo implements AutoCloseable {
    private final List<FrameHeader> headers = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final boolean judges;
    private final Subscription subscription;
    private int keyFrames;

    private TakenVideo(Track track, boolean judges) {
        this.judges = judges;
        subscription = track.subscription(Runnable::run, this::take);
    }

    /// Packets come from here on, not before the subscription is there for them.
    private TakenVideo begun() {
        subscription.start();
        subscription.wanting(true);
        return this;
    }

    /// Takes from a track from now on, at next to no cost.
    public static TakenVideo of(Track track) {
        return new TakenVideo(track, false).begun();
    }

    /// Does the same with a track of H.264, judges each packet, and keeps the contents.
    public static TakenVideo judged(Track track) {
        return new TakenVideo(track, true).begun();
    }

    private synchronized void take() {
        for (Packet packet = subscription.take(); packet != null; packet = subscription.take()) {
            headers.add(packet.header());
            keyFrames += packet.isKeyFrame() ? 1 : 0;
            if (judges) {
                judge(packet);
            }
            packet.release();
        }
    }

    private void judge(Packet packet) {
        var content = packet.content();
        var unit = AccessUnit.scan(content);
        boolean begins = unit.isIdr() && unit.hasSequenceParameters() && unit.hasPictureParameters();
        if (unit.isIdr() != packet.isKeyFrame() || (unit.isIdr() && !begins) || (headers.size() == 1 && !begins)) {
            wrong.add(unit + " as number " + headers.size() + ", " + packet);
        }
        var array = new byte[content.readableBytes()];
        content.readBytes(array).release();
        bytes.writeBytes(array);
    }

    /// How many packets have come; of those that are judged, each key frame an IDR picture with its parameter sets, and the first one of them.
    public synchronized int count() {
        assertThat(wrong).isEmpty();
        return headers.size();
    }

    public synchronized int keyFrames() {
        return keyFrames;
    }

    public synchronized List<FrameHeader> headers() {
        return List.copyOf(headers);
    }

    public synchronized byte[] bytes() {
        return bytes.toByteArray();
    }

    public Subscription subscription() {
        return subscription;
    }

    @Override
    public void close() {
        subscription.close();
    }
}
