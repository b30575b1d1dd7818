package dev.oriel.system;

import dev.oriel.frame.Packet;
import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Hub;
import dev.oriel.hub.RememberedSettings;
import dev.oriel.hub.SettingsChange;
import dev.oriel.hub.SettingsJournal;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.limits.PictureLimits;
import dev.oriel.source.TriedJournal;
import dev.oriel.source.TriedSettings;
import dev.oriel.time.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A camera that publishes numbered pictures straight to its track: one at a time, or at a rate until it is stopped.
///
/// Threads: the test's; [#runAt] starts one that belongs to the camera.
final class FakeCamera implements Camera, AutoCloseable {
    /// The clocks of this machine.
    static final Clocks CLOCKS = new Clocks(FakeCamera::nowMicros, System::nanoTime);

    private final Track track;
    private final NumberedJpegs pictures;
    private final TriedSettings settings;
    private volatile long number;
    private volatile boolean running;
    private volatile @Nullable Double clockAhead;
    private volatile boolean failsToChange;
    private @Nullable Thread thread;

    FakeCamera(Hub hub, String name, NumberedJpegs pictures) {
        this.track = hub.track(name);
        this.pictures = pictures;
        var titled = CameraSettings.titled(name);
        settings = new TriedSettings(name, titled, titled, () -> PictureLimits.USUAL_PIXELS,
                new RememberedSettings(titled, kept -> {}));
        hub.add(this);
    }

    /// Publishes the next picture and returns its number; the first is 1.
    synchronized long publish() {
        var jpeg = pictures.picture(++number);
        track.publish(Packet.buffer(jpeg.length).writeBytes(jpeg), pictures.widthPixels, pictures.heightPixels, nowMicros());
        track.state(TrackState.LIVE);
        return number;
    }

    /// Publishes what has the markers of a JPEG and nothing that can be decoded between them.
    synchronized void publishUndecodable() {
        track.publish(Packet.buffer(8).writeLong(0xffd8_ffe0_0000_0000L), pictures.widthPixels, pictures.heightPixels,
                nowMicros());
    }

    /// Publishes a picture that can be decoded and is higher than a JPEG of FFmpeg's can be.
    synchronized void publishTooHigh() {
        var jpeg = pictures.picture(++number);
        track.publish(Packet.buffer(jpeg.length).writeBytes(jpeg), 16, 65_535, nowMicros());
    }

    static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /// Says that the clock of its machine is so far ahead.
    void clockAhead(double seconds) {
        clockAhead = seconds;
    }

    @Override
    public @Nullable Double clockAheadSeconds() {
        return clockAhead;
    }

    /// The newest picture's number.
    long number() {
        return number;
    }

    /// The bytes that were published under `number`.
    byte[] picture(long which) {
        return pictures.picture(which);
    }

    /// Publishes at that rate from now on; a late picture is made up for.
    FakeCamera runAt(double fps) {
        stop();
        running = true;
        thread = Thread.ofPlatform().name("fake-camera-" + name()).start(() -> {
            long intervalNanos = (long) (Duration.ofSeconds(1).toNanos() / fps);
            for (long nextNanos = System.nanoTime(); running; nextNanos += intervalNanos) {
                publish();
                LockSupport.parkNanos(nextNanos + intervalNanos - System.nanoTime());
            }
        });
        return this;
    }

    /// Publishes nothing any more, and says nothing about it.
    void stop() {
        running = false;
        var ending = thread;
        if (ending != null) {
            LockSupport.unpark(ending);
            try {
                ending.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        thread = null;
    }

    /// Is gone, as its supervisor would say it.
    void lose(String cause) {
        stop();
        track.forget();
        track.state(TrackState.lost(cause));
    }

    /// Gives its memory back.
    @Override
    public void close() {
        stop();
        track.forget();
        track.state(TrackState.IDLE);
    }

    @Override
    public Track track() {
        return track;
    }

    @Override
    public CameraSettings settings() {
        return settings.now();
    }

    /// Fails at each change in a way that no camera should.
    void failToChange() {
        failsToChange = true;
    }

    @Override
    public synchronized void change(SettingsChange change) {
        if (failsToChange) {
            throw new IllegalStateException("the camera failed");
        }
        settings.change(change);
    }

    @Override
    public SettingsJournal journal() {
        return new TriedJournal(settings, changed -> {});
    }

    @Override
    public String maskedUri() {
        return "fake:";
    }
}
