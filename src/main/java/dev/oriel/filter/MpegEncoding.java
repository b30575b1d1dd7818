package dev.oriel.filter;

import dev.oriel.ffmpeg.JpegDecoder;
import dev.oriel.ffmpeg.MpegEncoder;
import dev.oriel.ffmpeg.MpegFormat;
import dev.oriel.frame.Frame;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Broadcast;
import dev.oriel.hub.Camera;
import dev.oriel.hub.DemandLevel;
import dev.oriel.hub.Subscription;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.limits.PictureLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One camera's pictures as MPEG-1 in MPEG-TS, encoded once for all viewers and only while there is one, and a little longer.
///
/// A picture that comes while another is encoded waits, and only the newest does.
///
/// Threads: the codecs' executor runs one job of each camera at a time; everything else only decides that there is one to run.
final class MpegEncoding implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MpegEncoding.class);
    /// A page that is loaded anew finds the stream running; the camera itself counts its own time from the viewer's leaving.
    private static final Duration LINGER = Duration.ofSeconds(3);

    private final Camera camera;
    private final Executor codecs;
    private final ScheduledExecutorService timer;
    private final PictureLimits limits;
    private final Broadcast broadcast;

    /// Guarded by this.
    private @Nullable Subscription subscription;
    private boolean closed;

    /// Without that lock, under which a camera's is asked for: a camera may tell of its pictures and states under its own.
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean endOfRun = new AtomicBoolean();

    /// Of the job alone.
    private @Nullable JpegDecoder decoder;
    private @Nullable MpegEncoder encoder;
    private final MpegPace pace = new MpegPace();
    private boolean failed;

    /// @param broadcast takes what is encoded
    MpegEncoding(Camera camera, Broadcast broadcast, Executor codecs, ScheduledExecutorService timer, PictureLimits limits) {
        this.limits = limits;
        this.camera = camera;
        this.codecs = codecs;
        this.timer = timer;
        this.broadcast = broadcast;
        broadcast.onDemandChanged(this::demandChanged);
    }

    Camera camera() {
        return camera;
    }

    Broadcast broadcast() {
        return broadcast;
    }

    // --- when

    private synchronized void demandChanged() {
        if (broadcast.wanted() && !closed) {
            if (subscription == null) {
                subscription = camera.track().relay(level(), Runnable::run, new News());
                schedule();
            }
            subscription.level(level());
            subscription.wanting(true);
        } else if (subscription != null) {
            subscription.wanting(false);
            timer.schedule(this::endUnlessWanted, LINGER.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private DemandLevel level() {
        return DemandLevel.of(MpegFormats.widestPixels(camera), 0);
    }

    private synchronized void endUnlessWanted() {
        if (subscription != null && (closed || !broadcast.wanted())) {
            subscription.close();
            subscription = null;
            endOfRun();
        }
    }

    private void endOfRun() {
        broadcast.endRun(); // at once: the job may have to wait, and whoever joins until then is to get nothing
        endOfRun.set(true);
        schedule();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            codecs.execute(this::work);
        }
    }

    /// What the track tells, on the thread that publishes.
    private final class News implements Track.Listener {
        @Override
        public void frameAvailable() {
            schedule();
        }

        @Override
        public void stateChanged(TrackState state) {
            if (!state.isLive()) {
                endOfRun();
            }
        }
    }

    // --- the job

    private void work() {
        do {
            if (endOfRun.getAndSet(false)) {
                closeCodecs();
                pace.reset();
                broadcast.forget();
            }
            long run = broadcast.run(); // before the frame, which may be the last of it
            var frame = takeFrame();
            if (frame != null) {
                try {
                    encode(frame, run);
                } finally {
                    frame.release();
                }
            }
        } while (mustGoOn());
    }

    private synchronized @Nullable Frame takeFrame() {
        return subscription == null ? null : subscription.take();
    }

    /// What ends is ended at once; the next picture waits its turn among the other cameras'.
    private boolean mustGoOn() {
        if (endOfRun.get()) {
            return true;
        }
        scheduled.set(false);
        if (endOfRun.get() || isFrameAvailable()) {
            schedule();
        }
        return false;
    }

    private synchronized boolean isFrameAvailable() {
        return subscription != null && subscription.availableBytes() > 0;
    }

    private void encode(Frame frame, long run) {
        var jpeg = frame.jpeg();
        try {
            long atMicros = frame.header().capturedAtMicros();
            pace.seen(atMicros);
            var into = MpegFormats.of(camera, frame.header().widthPixels(), frame.header().heightPixels(),
                    pace.framesPerSecond(MpegFormats.fps(camera)));
            var open = encoder(into);
            if (!pace.keeps(atMicros, into.rate().framesPerSecond())) {
                return;
            }
            boolean key = pace.isKeyFrame(camera.mpeg().group(), atMicros);
            try (var picture = decoder().decode(jpeg, MpegFormats.halvings(frame.header().widthPixels(), into.widthPixels()))) {
                camera.counts().countDecoded();
                broadcast.publish(open.encode(picture, key, atMicros), key, run);
                pace.published(key, atMicros);
            }
            failed = false;
        } catch (ProtocolException _) {
            // A broken JPEG; the next is another.
        } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
            closeCodecs();
            if (!failed) {
                failed = true;
                LOG.warn("{}: no MPEG-1: {}", camera.name(), e.toString());
            }
        } finally {
            jpeg.release();
        }
    }

    private JpegDecoder decoder() throws IOException {
        if (decoder == null) {
            decoder = new JpegDecoder(limits);
        }
        return decoder;
    }

    private MpegEncoder encoder(MpegFormat format) throws IOException {
        var open = encoder;
        if (open != null && open.format().equals(format)) {
            return open;
        }
        if (open != null) {
            open.close();
            encoder = null;
        }
        open = new MpegEncoder(format);
        encoder = open;
        pace.begin();
        return open;
    }

    private void closeCodecs() {
        if (encoder != null) {
            encoder.close();
            encoder = null;
        }
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        endUnlessWanted();
    }
}
