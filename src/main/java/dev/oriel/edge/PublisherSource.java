package dev.oriel.edge;

import dev.oriel.hub.TrackState;
import dev.oriel.source.FrameSink;
import dev.oriel.source.Source;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The source of a published camera: the pictures of the publisher that is shown.
///
/// Threads: any.
final class PublisherSource implements Source {
    private static final TrackState NO_PUBLISHER = new TrackState(TrackState.Phase.IDLE, "no publisher");

    private final PublisherSlots slots;
    private final PassThrough passThrough;
    private final BooleanSupplier isWanted;
    private volatile @Nullable String failure;

    /// @param isWanted true while somebody wants to see the camera
    PublisherSource(PublisherSlots slots, PassThrough passThrough, BooleanSupplier isWanted) {
        this.slots = slots;
        this.passThrough = passThrough;
        this.isWanted = isWanted;
    }

    /// A publisher is understood: nothing has failed.
    void begin() {
        failure = null;
    }

    /// A publisher was refused, for nonsense.
    void failed(String cause) {
        failure = cause;
    }

    @Override
    public void run(FrameSink sink) throws IOException, InterruptedException {
        var pictures = slots.pictures();
        if (pictures != null) {
            pictures.run(sink);
        }
    }

    @Override
    public @Nullable TrackState absence() {
        var publisher = slots.shown();
        if (publisher != null) {
            var remote = publisher.remote();
            return remote == null ? null : remote.description().absence();
        }
        var cause = failure;
        return cause != null && isWanted.getAsBoolean() ? TrackState.lost(cause) : NO_PUBLISHER;
    }

    /// Players of MPEG-1 watch without anything being decoded.
    @Override
    public TrackState rest() {
        return passThrough.state();
    }

    @Override
    public Retry retry() {
        return Retry.EACH_SECOND;
    }
}
