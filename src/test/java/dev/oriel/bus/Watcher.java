package dev.oriel.bus;

import dev.oriel.hub.Subscription;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/// Somebody who watches a track and remembers what came.
///
/// Threads: frames come on the executor.
final class Watcher implements Track.Listener, AutoCloseable {
    private volatile Subscription subscription;
    private final List<Long> numbers = new CopyOnWriteArrayList<>();
    private final List<TrackState> states = new CopyOnWriteArrayList<>();

    /// @param executor a single thread
    Watcher(Track track, Executor executor) {
        states.add(track.state());
        subscription = track.subscribe(executor, this);
        executor.execute(this::packetAvailable);
    }

    @Override
    public void packetAvailable() {
        if (subscription == null) { // called back before the constructor has ended; it looks again
            return;
        }
        var frame = subscription.take();
        if (frame != null) {
            var jpeg = frame.content();
            numbers.add(DemandedCamera.number(ByteBufUtil.getBytes(jpeg)));
            jpeg.release();
            frame.release();
        }
    }

    @Override
    public void stateChanged(TrackState state) {
        states.add(state);
    }

    /// Numbers of the pictures so far.
    List<Long> numbers() {
        return numbers;
    }

    int count() {
        return numbers.size();
    }

    List<TrackState> states() {
        return states;
    }

    /// Pictures that came and pictures that were skipped.
    long takenAndSkipped() {
        return subscription.taken() + subscription.skipped();
    }

    @Override
    public void close() {
        subscription.close();
    }
}
