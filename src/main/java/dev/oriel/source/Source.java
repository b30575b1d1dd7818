package dev.oriel.source;

import dev.oriel.hub.CameraMode;
import dev.oriel.hub.ImageControls;
import dev.oriel.hub.TrackState;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that gives pictures: a camera, a file, a network stream, a test picture.
///
/// A source is used again and again: each [#run] opens what it needs and closes it before it returns.
public interface Source {

    /// Opens the source and gives its pictures to `sink` until [FrameSink#stopped], the pictures end, or something fails.
    ///
    /// Threads: called on a thread of its own, which may block; never twice at the same time. A stop is asked for by
    /// [FrameSink#stopped] turning true and an interrupt; it has to be obeyed within about a second, also in native code.
    ///
    /// @throws LostException        with a cause that a person understands: no such device, refused, unplugged, …
    /// @throws IOException          anything else that failed; its message is shown as the cause
    /// @throws InterruptedException when stopped while waiting
    void run(FrameSink sink) throws IOException, InterruptedException;

    /// How long to wait before it is tried again after a failure.
    default Retry retry() {
        return Retry.BACKOFF;
    }

    /// What there is to show while no run can begin, without any failure: nobody sends. Null when a run can begin.
    ///
    /// Threads: any. Who changes it calls [SourceSupervisor#reconsider].
    default @Nullable TrackState absence() {
        return null;
    }

    /// What a camera is while no run is needed though one could begin: idle, unless its pictures are watched in a way that needs
    /// none.
    ///
    /// Threads: any. Who changes it calls [SourceSupervisor#refresh].
    default TrackState rest() {
        return TrackState.IDLE;
    }

    /// The sizes that its device offers by itself, largest first; empty where there is no device, or nothing is known of it yet.
    ///
    /// Threads: any; does not wait.
    default List<CameraMode> modes() {
        return List.of();
    }

    /// The image controls of its device, or null where it has none.
    default @Nullable ImageControls controls() {
        return null;
    }

    /// When to try again.
    enum Retry {
        /// 0.5 s, doubling to 10 s, with jitter: for what other machines and programs give.
        BACKOFF,
        /// Each second while somebody watches: for a device of this machine, where looking costs nothing.
        EACH_SECOND
    }
}
