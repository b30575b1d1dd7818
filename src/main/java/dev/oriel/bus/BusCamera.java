package dev.oriel.bus;

import dev.oriel.bus.Command.Answer;
import dev.oriel.bus.Command.ChangeSettings;
import dev.oriel.bus.Command.Request;
import dev.oriel.frame.Frame;
import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.MpegSettings;
import dev.oriel.hub.Size;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A camera of another process, seen through the bus. Its frames are fetched while somebody here watches.
///
/// Threads: any. Blocking: [#change] alone, for at most three seconds.
final class BusCamera implements Camera {
    /// A recorder that has said nothing for so long is gone.
    static final Duration RECORDER_GONE_AFTER = Duration.ofSeconds(3);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);
    private static final String GONE = "recorder gone";
    private static final String UNREACHABLE = "no connection to the bus";

    /// What a camera has in common with the others of its server.
    ///
    /// @param fetches who has a frame to fetch
    /// @param demands whose demand has changed
    /// @param channels where answers are heard
    /// @param nanos   a clock that only goes forward
    record Ties(BusNames names, String address, Reachability reachability, News<BusCamera> fetches, News<BusCamera> demands,
            Channels channels, Outbox outbox, LongSupplier nanos) {}

    private final Track track;
    private final Ties ties;
    private final Map<String, CompletableFuture<Answer>> asked = new ConcurrentHashMap<>();
    private volatile Description description;
    private volatile boolean watched;
    private long heardNanos;
    private boolean present;
    /// Its recorder has been heard since somebody began to watch: what lies on the bus is no dead one's.
    private boolean heardWhileWatched;
    private long lastSequence = -1;
    private long lastCapturedAtMicros;
    private boolean released;

    BusCamera(Track track, Description description, Ties ties) {
        this.track = track;
        this.description = description;
        this.ties = ties;
    }

    /// Begins to follow the track's demand.
    void start() {
        describe(description);
        track.onDemandChanged(this::demandChanged);
    }

    // --- what the recorder says

    /// The recorder speaks.
    synchronized void spoken(Description now) {
        boolean first = watched && !heardWhileWatched;
        heardWhileWatched = watched;
        describe(now);
        if (first && shows()) {
            ties.fetches.add(this);
        }
    }

    /// What the recorder has said some time ago, or now.
    synchronized void describe(Description now) {
        description = now;
        heardNanos = ties.nanos.getAsLong();
        present = now.state() != null;
        refresh();
    }

    /// Time has passed, or the bus was lost or found.
    synchronized void refresh() {
        if (released) {
            return;
        }
        if (ties.nanos.getAsLong() - heardNanos > RECORDER_GONE_AFTER.toNanos()) {
            present = false;
        }
        var before = track.state();
        var next = next();
        if (next.phase() != TrackState.Phase.LIVE && next.phase() != TrackState.Phase.STARTING) {
            forget();
        }
        track.state(next);
        if (next.isLive() && !before.isLive() && heardWhileWatched) {
            ties.fetches.add(this);
        }
    }

    private TrackState next() {
        if (!ties.reachability.isWhole()) {
            return TrackState.lost(UNREACHABLE);
        }
        var told = description.state();
        if (!present || told == null) {
            return TrackState.lost(GONE);
        }
        return told.phase() == TrackState.Phase.IDLE && watched ? TrackState.STARTING : told;
    }

    private void forget() {
        track.forget();
        lastSequence = -1;
        heardWhileWatched = false;
    }

    private boolean shows() {
        var phase = track.state().phase();
        return phase == TrackState.Phase.LIVE || phase == TrackState.Phase.STARTING;
    }

    /// There is a newer frame.
    synchronized void noticed() {
        if (watched) {
            heardWhileWatched = true;
            ties.fetches.add(this);
        }
    }

    /// The newest frame, as it lies on the bus.
    ///
    /// @throws ProtocolException when it is none
    void deliver(byte[] message) throws ProtocolException {
        var in = Unpooled.wrappedBuffer(message);
        var header = FrameHeader.read(in);
        if (header.kind() != FrameHeader.JPEG || in.readableBytes() < 4 || in.getUnsignedShort(in.readerIndex()) != 0xffd8) {
            throw new ProtocolException("camera " + name() + ": a frame on the bus that is no JPEG");
        }
        synchronized (this) {
            boolean known = header.sequence() == lastSequence && header.capturedAtMicros() == lastCapturedAtMicros;
            if (heardWhileWatched && shows() && !known && !released) {
                lastSequence = header.sequence();
                lastCapturedAtMicros = header.capturedAtMicros();
                track.publish(Frame.buffer(in.readableBytes()).writeBytes(in), header.widthPixels(), header.heightPixels(),
                        header.capturedAtMicros());
            }
        }
    }

    // --- what viewers want

    private synchronized void demandChanged() {
        boolean wants = !released && track.wanted();
        if (wants == watched) {
            return;
        }
        watched = wants;
        if (wants) {
            refresh();
        } else {
            forget(); // whoever comes next is to get a picture of then
            refresh();
        }
        ties.demands.add(this);
    }

    boolean isWatched() {
        return watched;
    }

    /// Gives name and track to another camera, or to nobody.
    void release() {
        track.onDemandChanged(() -> {});
        synchronized (this) {
            released = true;
            watched = false;
            forget();
        }
        ties.demands.add(this);
    }

    // --- what it can be told

    @Override
    public void change(UnaryOperator<CameraSettings> change) {
        if (track.state().equals(TrackState.lost(GONE)) || !ties.reachability.isWhole()) {
            throw new IllegalArgumentException(ties.reachability.isWhole() ? GONE : UNREACHABLE);
        }
        var known = description.settings();
        var answer = ask(new ChangeSettings(SettingsText.difference(known, change.apply(known))));
        synchronized (this) {
            description = description.with(answer.settings());
        }
    }

    private Answer ask(Command command) {
        var request = new Request(Identity.random() + Identity.random(), command);
        var answered = new CompletableFuture<Answer>();
        asked.put(request.id(), answered);
        long endNanos = System.nanoTime() + ANSWER_WITHIN.toNanos();
        try {
            if (!ties.channels.awaitHeard(ties.names.answer(name()), ANSWER_WITHIN)) {
                throw new TimeoutException();
            }
            if (!ties.outbox.add(new Outbox.Message(ties.names.command(name()), request.json()))) {
                throw new IllegalArgumentException("too much is asked of the bus at a time");
            }
            ties.demands.add(this); // wakes the line that sends
            var answer = answered.get(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (answer.error() != null) {
                throw new IllegalArgumentException(answer.error());
            }
            return answer;
        } catch (TimeoutException e) {
            throw new IllegalArgumentException("the recorder of this camera gave no answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } finally {
            asked.remove(request.id());
        }
    }

    /// The recorder's answer to somebody's question.
    void answered(Answer answer) {
        var waiting = asked.get(answer.id());
        if (waiting != null) {
            waiting.complete(answer);
        }
    }

    // --- the camera as others see it

    @Override
    public Track track() {
        return track;
    }

    @Override
    public CameraSettings settings() {
        return description.settings();
    }

    @Override
    public Set<String> capabilities() {
        return description.capabilities();
    }

    @Override
    public MpegSettings mpeg() {
        return description.mpeg();
    }

    @Override
    public @Nullable Size pictureSize() {
        var here = Camera.super.pictureSize();
        return here == null ? description.size() : here;
    }

    @Override
    public String maskedUri() {
        return ties.address;
    }

    @Override
    public @Nullable Double sourceFps() {
        return description.fps();
    }
}
