package dev.oriel.filter;

import dev.oriel.hub.Broadcast;
import dev.oriel.hub.Camera;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/// The MPEG-1 streams of all cameras: as they come from the source where they come so, else encoded while somebody watches.
///
/// Threads: any.
public final class MpegStreams implements AutoCloseable {
    private final Executor codecs;
    private final ScheduledExecutorService timer;
    private final Map<String, MpegEncoding> encodings = new ConcurrentHashMap<>();
    private final Map<Broadcast, ElementaryStream> elementary = new ConcurrentHashMap<>();

    /// @param codecs runs the encoders
    /// @param timer  one thread; nothing here blocks it
    public MpegStreams(Executor codecs, ScheduledExecutorService timer) {
        this.codecs = codecs;
        this.timer = timer;
    }

    /// The camera's pictures as MPEG-TS.
    public Broadcast transport(Camera camera) {
        var own = camera.broadcast();
        return own != null ? own : encoding(camera).broadcast();
    }

    private MpegEncoding encoding(Camera camera) {
        return encodings.compute(camera.name(), (name, known) -> {
            if (known != null && known.camera().equals(camera)) {
                return known;
            }
            if (known != null) {
                known.close();
            }
            return new MpegEncoding(camera, codecs, timer);
        });
    }

    /// The camera's pictures as a bare MPEG-1 video stream.
    public Broadcast elementary(Camera camera) {
        return elementary.computeIfAbsent(transport(camera), ElementaryStream::new).broadcast();
    }

    /// Viewers of that camera's streams.
    public int viewers(Camera camera) {
        var known = encodings.get(camera.name());
        var transport = camera.broadcast() != null ? camera.broadcast() : known == null ? null : known.broadcast();
        if (transport == null) {
            return 0;
        }
        var bare = elementary.get(transport);
        return transport.subscriptions() + (bare == null ? 0 : bare.viewers());
    }

    /// Frees what belongs to a camera that is gone.
    public void forget(Camera camera) {
        var known = encodings.remove(camera.name());
        if (known != null) {
            elementary.remove(known.broadcast());
            known.close();
        }
        var own = camera.broadcast();
        if (own != null) {
            elementary.remove(own);
        }
    }

    /// Ends all encoders, in jobs that the codecs' executor still has to run.
    @Override
    public void close() {
        encodings.values().forEach(MpegEncoding::close);
        encodings.clear();
    }
}
