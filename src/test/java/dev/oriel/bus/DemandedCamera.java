package dev.oriel.bus;

import dev.oriel.frame.Packet;
import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Hub;
import dev.oriel.hub.SettingsChange;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A camera that gives numbered pictures at a steady rate for exactly as long as its track is wanted.
///
/// Threads: the test's, and one of its own while it runs.
final class DemandedCamera implements Camera, BusRig.Part {
    static final double FPS = 30;
    static final int PICTURE_BYTES = 40;
    private static final int WIDTH = 320;
    private static final int HEIGHT = 180;
    private static final long INTERVAL_NANOS = (long) (1e9 / FPS);

    private final Track track;
    private final LongSupplier epochMicros;
    private final Object steps = new Object();
    private final Thread thread;
    private volatile CameraSettings settings;
    private volatile @Nullable String refusal;
    private volatile @Nullable RuntimeException changeFailure;
    private volatile CountDownLatch changeGate = new CountDownLatch(0);
    private final AtomicInteger changing = new AtomicInteger();
    private final List<String> changes = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    private volatile boolean mute;
    private volatile boolean standing;
    private final AtomicLong number = new AtomicLong();
    private final AtomicLong runs = new AtomicLong();

    DemandedCamera(Hub hub, String name) {
        this(hub, name, DemandedCamera::nowMicros);
    }

    /// @param epochMicros what its capture times are read from
    DemandedCamera(Hub hub, String name, LongSupplier epochMicros) {
        this.epochMicros = epochMicros;
        track = hub.track(name);
        settings = CameraSettings.titled(name);
        hub.add(this);
        thread = Thread.ofPlatform().name("demanded-camera-" + name).start(this::run);
        track.onDemandChanged(() -> LockSupport.unpark(thread));
    }

    private void run() {
        while (!closed) {
            if (!track.wanted() || mute) {
                LockSupport.park();
                continue;
            }
            if (!unlessLost(() -> track.state(TrackState.STARTING))) {
                continue;
            }
            runs.incrementAndGet();
            long nextNanos = System.nanoTime();
            while (!closed && track.wanted() && unlessLost(this::publish)) {
                nextNanos += INTERVAL_NANOS;
                for (long left = nextNanos - System.nanoTime(); left > 0; left = nextNanos - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
            }
            unlessLost(() -> {
                track.forget();
                track.state(TrackState.IDLE);
            });
        }
    }

    /// Nothing comes after the loss: a step is done before it, or not at all.
    private boolean unlessLost(Runnable step) {
        synchronized (steps) {
            if (!mute) {
                step.run();
            }
            return !mute;
        }
    }

    private void publish() {
        if (standing) {
            return;
        }
        track.publish(Packet.buffer(PICTURE_BYTES).writeBytes(picture(number.incrementAndGet())), WIDTH, HEIGHT,
                epochMicros.getAsLong());
        track.state(TrackState.LIVE);
    }

    static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /// A JPEG of that size as far as its markers say, with the number in a comment.
    static byte[] picture(long number) {
        return ByteBuffer.allocate(PICTURE_BYTES).putShort((short) 0xffd8)
                .putShort((short) 0xfffe).putShort((short) 10).putLong(number)
                .putShort((short) 0xffc0).putShort((short) 11).put((byte) 8).putShort((short) HEIGHT).putShort((short) WIDTH)
                .put(new byte[]{1, 1, 0x11, 0})
                .putShort((short) 0xffda).putShort((short) 8).put(new byte[]{1, 1, 0, 0, 63, 0}).put((byte) 0x55)
                .putShort((short) 0xffd9).array();
    }

    static long number(byte[] picture) {
        return ByteBuffer.wrap(picture).getLong(6);
    }

    /// The newest picture's number.
    long number() {
        return number.get();
    }

    /// How often it was started.
    long runs() {
        return runs.get();
    }

    /// Gives no picture while it stands, and says nothing of that: it stays live. Returns when the last one is given.
    void stand(boolean stands) {
        synchronized (steps) {
            standing = stands;
        }
    }

    /// Is gone, as its supervisor would say it.
    void lose(String cause) {
        synchronized (steps) {
            mute = true;
            track.forget();
            track.state(TrackState.lost(cause));
        }
        LockSupport.unpark(thread);
    }

    /// Is there again.
    void find() {
        mute = false;
        LockSupport.unpark(thread);
    }

    /// Refuses every change with these words.
    void refuse(String words) {
        refusal = words;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        track.forget();
    }

    @Override
    public Track track() {
        return track;
    }

    @Override
    public CameraSettings settings() {
        return settings;
    }

    /// Throws this at every change.
    void failAtChanges(RuntimeException failure) {
        changeFailure = failure;
    }

    /// Lets changes wait until that is open.
    void holdChanges(CountDownLatch gate) {
        changeGate = gate;
    }

    /// Changes that are under way.
    int changing() {
        return changing.get();
    }

    /// The titles that it was given.
    List<String> changes() {
        return changes;
    }

    @Override
    public void change(SettingsChange change) {
        changing.incrementAndGet();
        try {
            changeGate.await();
            changeNow(change);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            changing.decrementAndGet();
        }
    }

    private synchronized void changeNow(SettingsChange change) {
        var words = refusal;
        if (words != null) {
            throw new IllegalArgumentException(words);
        }
        var failure = changeFailure;
        if (failure != null) {
            throw failure;
        }
        settings = change.apply(settings);
        changes.add(settings.title());
    }

    @Override
    public String maskedUri() {
        return "demanded:";
    }

    @Override
    public Double sourceFps() {
        return FPS;
    }
}
