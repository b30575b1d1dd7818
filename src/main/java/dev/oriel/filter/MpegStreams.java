package dev.oriel.filter;

import dev.oriel.frame.Codec;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Track;
import dev.oriel.limits.PictureLimits;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/// The MPEG-1 streams of all cameras: as they come from the source where they come so, else encoded while somebody watches.
///
/// Threads: any.
public final class MpegStreams implements AutoCloseable {
    private final Executor codecs;
    private final ScheduledExecutorService timer;
    private final PictureLimits limits;
    private final Map<String, MpegEncoding> encodings = new ConcurrentHashMap<>();
    /// Those that came so from their source, by the camera's name.
    private final Map<String, Track> passed = new ConcurrentHashMap<>();
    private final Map<Track, ElementaryStream> elementary = new ConcurrentHashMap<>();

    /// @param codecs   runs the encoders
    /// @param timer    one thread; nothing here blocks it
    /// @param limits   what a picture may cost
    public MpegStreams(Executor codecs, ScheduledExecutorService timer, PictureLimits limits) {
        this.codecs = codecs;
        this.timer = timer;
        this.limits = limits;
    }

    /// The camera's pictures as MPEG-TS, for now: it may be another stream each time that this one has forgotten all.
    public Track transport(Camera camera) {
        var own = camera.offered(Codec.MPEG_TS);
        if (own == null) {
            return encoding(camera).transport();
        }
        passed.put(camera.name(), own);
        return own;
    }

    private MpegEncoding encoding(Camera camera) {
        var known = encodings.get(camera.name());
        if (known != null && known.camera().equals(camera)) {
            return known;
        }
        var made = new MpegEncoding(camera, codecs, timer, limits);
        boolean isFirst = known == null
                ? encodings.putIfAbsent(camera.name(), made) == null
                : encodings.replace(camera.name(), known, made);
        if (!isFirst) {
            return encoding(camera);
        }
        end(known);
        made.start();
        return made;
    }

    private void end(@Nullable MpegEncoding encoding) {
        if (encoding != null) {
            elementary.remove(encoding.transport());
            encoding.close();
        }
    }

    /// The camera's pictures as a bare MPEG-1 video stream, for now as well.
    public Track elementary(Camera camera) {
        var transport = transport(camera);
        var there = elementary.get(transport);
        if (there != null) {
            return there.video();
        }
        var made = new ElementaryStream(transport, codecs);
        var first = elementary.putIfAbsent(transport, made);
        if (first != null) {
            return first.video();
        }
        made.start();
        return made.video();
    }

    /// What has become of that camera's streams so far.
    public MpegTally tally(Camera camera) {
        var encoding = encodings.get(camera.name());
        return tally(passed.get(camera.name())).plus(tally(encoding == null ? null : encoding.transport()));
    }

    /// Pictures of that camera that were encoded as MPEG-1; what is passed on is not.
    public long encoded(Camera camera) {
        var encoding = encodings.get(camera.name());
        return encoding == null ? 0 : encoding.transport().published();
    }

    private MpegTally tally(@Nullable Track transport) {
        if (transport == null) {
            return MpegTally.NONE;
        }
        var bare = elementary.get(transport);
        return MpegTally.of(transport).plus(bare == null ? MpegTally.NONE : bare.tally());
    }

    /// Frees what belongs to a camera that is gone; what was made for another one of its name stays.
    public void forget(Camera camera) {
        var known = encodings.get(camera.name());
        if (known != null && known.camera().equals(camera) && encodings.remove(camera.name(), known)) {
            end(known);
        }
        var own = passed.remove(camera.name());
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
