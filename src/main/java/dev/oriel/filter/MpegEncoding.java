package dev.oriel.filter;

import dev.oriel.ffmpeg.JpegDecoder;
import dev.oriel.ffmpeg.MpegEncoder;
import dev.oriel.ffmpeg.MpegFormat;
import dev.oriel.ffmpeg.Picture;
import dev.oriel.frame.Codec;
import dev.oriel.frame.Packet;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Camera;
import dev.oriel.hub.CoalescedTask;
import dev.oriel.hub.DemandLevel;
import dev.oriel.hub.SerialStep;
import dev.oriel.hub.Subscription;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.limits.PictureLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One camera's pictures as MPEG-1 in MPEG-TS, encoded once for all viewers and only while there is one, and a little longer.
///
/// A picture that comes while another is encoded waits, and only the newest does.
///
/// Threads: the codecs' executor runs one job of each camera at a time, which alone touches the codecs; any thread may change the
/// demand. No lock is held while the camera or the stream is called.
final class MpegEncoding implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MpegEncoding.class);
    /// A page that is loaded anew finds the stream running; the camera itself counts its own time from the viewer's leaving.
    private static final Duration LINGER = Duration.ofSeconds(3);

    private final Camera camera;
    /// The codecs' executor, as this encoding's own: listeners that share an executor are told one after another.
    private final Executor lane;
    private final ScheduledExecutorService timer;
    private final PictureLimits limits;
    private final Track transport;
    private final CoalescedTask job;
    private final SerialStep following = new SerialStep(this::follow);
    private volatile boolean closed;
    /// The time that the stream goes on without viewers is over, unless one has come meanwhile.
    private volatile boolean lingered;
    /// Written by [#follow] alone.
    private volatile @Nullable Subscription relay;

    /// Of the job alone, as is everything below.
    private @Nullable JpegDecoder decoder;
    private @Nullable MpegEncoder encoder;
    private final MpegPace pace = new MpegPace();
    private long encodedRun;
    private boolean failed;

    MpegEncoding(Camera camera, Executor codecs, ScheduledExecutorService timer, PictureLimits limits) {
        this.limits = limits;
        this.camera = camera;
        this.timer = timer;
        transport = camera.track().derived(Codec.MPEG_TS);
        lane = task -> codecs.execute(task);
        job = new CoalescedTask(codecs, this::work);
    }

    /// Begins to follow the demand for the stream.
    void start() {
        transport.onDemandChanged(following::request);
    }

    Camera camera() {
        return camera;
    }

    Track transport() {
        return transport;
    }

    // --- when

    private void follow() {
        boolean wanted = transport.wanted() && !closed;
        var open = relay;
        if (open == null) {
            if (wanted) {
                relay = camera.track().relay(level(), lane, new News());
                job.request(); // the newest picture may lie there
            }
        } else if (wanted) {
            open.level(level());
            open.wanting(true);
        } else if (closed || lingered) {
            relay = null;
            open.close();
            transport.forgetAndWake();
            job.request();
        } else {
            open.wanting(false);
            timer.schedule(this::linger, LINGER.toMillis(), TimeUnit.MILLISECONDS);
        }
        lingered = false;
    }

    private void linger() {
        lingered = true;
        following.request();
    }

    private DemandLevel level() {
        return DemandLevel.of(MpegFormats.widestPixels(camera), 0);
    }

    /// The listener of the camera's track, called on the codecs' executor.
    private final class News implements Track.Listener {
        @Override
        public void packetAvailable() {
            job.runNow();
        }

        @Override
        public void stateChanged(TrackState state) {
            if (!state.isLive()) {
                job.runNow();
            }
        }
    }

    // --- the job

    private void work() {
        long run = transport.run(); // before the frame, which may be the last of it
        if (run != encodedRun) {
            encodedRun = run;
            closeCodecs();
            pace.reset();
            transport.wake();
        }
        var open = relay;
        var frame = open == null ? null : open.take();
        if (frame != null) {
            try {
                encode(frame, run);
            } finally {
                frame.release();
            }
        }
    }

    private void encode(Packet frame, long run) {
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
            try (var picture = picture(frame, into)) {
                transport.publish(open.encode(picture, key, atMicros), key, atMicros, run);
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
        }
    }

    private Picture picture(Packet frame, MpegFormat into) throws IOException {
        var carried = frame.picture();
        if (carried != null) {
            return Picture.of(carried);
        }
        var jpeg = frame.content();
        try {
            var picture = decoder().decode(jpeg, MpegFormats.halvings(frame.header().widthPixels(), into.widthPixels()));
            camera.counts().countDecoded();
            return picture;
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
    public void close() {
        closed = true;
        following.request();
    }
}
