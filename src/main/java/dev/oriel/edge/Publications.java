package dev.oriel.edge;

import dev.oriel.auth.Key;
import dev.oriel.auth.KeyStore;
import dev.oriel.hub.Broadcast;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Hub;
import dev.oriel.hub.MpegSettings;
import dev.oriel.limits.PictureLimits;
import dev.oriel.source.SourceSupervisor;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// All that is sent to this server: who may, under which name, and the cameras that come of it.
///
/// A camera is made by the first understood bytes under its name, or by the settings, and stays.
///
/// Threads: any.
public final class Publications implements AutoCloseable {
    private static final PublishedCamera.Plan USUAL = new PublishedCamera.Plan(true,
            new SourceSupervisor.Times(Duration.ofSeconds(7), Duration.ofSeconds(10)), MpegSettings.DEFAULT);

    /// What it is made of.
    ///
    /// @param rules as they stand
    /// @param timer one thread, shared by all cameras
    /// @param limits what a picture may cost
    public record Parts(Hub hub, KeyStore keys, Supplier<Rules> rules,
            ScheduledExecutorService timer, Clocks clocks, Kept kept, PictureLimits limits) {}

    /// @param silence an upload that sends nothing for so long is cut off
    public record Rules(Duration silence, Second second) {}

    /// @param epochMicros microseconds since 1970-01-01 UTC
    /// @param nanoTime    as [System#nanoTime]
    public record Clocks(LongSupplier epochMicros, LongSupplier nanoTime) {}

    /// What was changed on a camera while running.
    ///
    /// @param overlay puts it over a camera's settings, by its name
    /// @param keep    remembers it
    public record Kept(Function<String, UnaryOperator<CameraSettings>> overlay, BiConsumer<String, CameraSettings> keep) {}

    private final Parts parts;
    private final Set<Upload> uploads = ConcurrentHashMap.newKeySet();
    private final Set<PublishedCamera> cameras = ConcurrentHashMap.newKeySet();

    public Publications(Parts parts) {
        this.parts = parts;
        parts.keys.onChange(this::dropRevoked);
    }

    // --- cameras

    /// Makes the camera of that name, or gives the one that there is another plan and other settings.
    ///
    /// @throws IllegalStateException when there cannot be more cameras
    public synchronized PublishedCamera camera(String name, PublishedCamera.Plan plan, CameraSettings settings) {
        var known = published(name);
        if (known != null) {
            known.replan(plan, settings);
            return known;
        }
        var made = new PublishedCamera(parts.hub.track(name), new Broadcast(name, parts.clocks.nanoTime), plan, settings,
                parts.timer,
                changed -> parts.kept.keep.accept(name, changed), parts.limits);
        cameras.add(made);
        parts.hub.add(made);
        return made;
    }

    /// Takes the camera of that name away, where it is one of these.
    public void remove(String name) {
        if (end(name)) {
            parts.hub.remove(name);
        }
    }

    /// Ends the camera of that name, where it is one of these; it stays listed until another is listed in its place.
    ///
    /// @return false when there is none
    public boolean end(String name) {
        var camera = published(name);
        if (camera == null) {
            return false;
        }
        cameras.remove(camera);
        camera.close();
        return true;
    }

    /// True when the camera of that name is one of these, and has not ended.
    public boolean has(String name) {
        return published(name) != null;
    }

    private @Nullable PublishedCamera published(String name) {
        return parts.hub.camera(name).orElse(null) instanceof PublishedCamera camera && cameras.contains(camera) ? camera : null;
    }

    // --- publishers

    /// Begins an upload.
    ///
    /// @param key the key that its sender showed and that is good for the name; null where none was needed
    /// @throws RefusedException when nobody may publish under that name now
    public Upload open(String name, @Nullable Key key, Upload.Publisher publisher) throws RefusedException {
        if (!Hub.isName(name)) {
            throw new RefusedException(RefusedException.Reason.NAME,
                    "a camera's name has 1 to 32 lower-case letters, digits and dashes");
        }
        var camera = parts.hub.camera(name).orElse(null);
        if (camera instanceof PublishedCamera published) {
            published.admit(parts.rules.get().second);
        } else if (camera != null) {
            throw taken();
        }
        var upload = new Upload(this, name, key, publisher);
        uploads.add(upload);
        dropRevoked(); // It may have been revoked since it was looked up.
        return upload;
    }

    private static RefusedException taken() {
        return new RefusedException(RefusedException.Reason.TAKEN,
                "this name belongs to a camera that has a source of its own");
    }

    /// Uploads that go on.
    public int uploads() {
        return uploads.size();
    }

    private void dropRevoked() {
        for (var upload : uploads) {
            var key = upload.key();
            if (key != null && !parts.keys.holds(key)) {
                upload.interrupt(new RefusedException(RefusedException.Reason.REVOKED, "the key was revoked"));
            }
        }
    }

    // --- for uploads

    synchronized PublishedCamera place(String name) throws RefusedException {
        var camera = parts.hub.camera(name).orElse(null);
        if (camera != null && !(camera instanceof PublishedCamera)) {
            throw taken();
        }
        if (camera instanceof PublishedCamera there) {
            return there;
        }
        try {
            return camera(name, USUAL, parts.kept.overlay.apply(name).apply(CameraSettings.titled(name)));
        } catch (IllegalStateException e) {
            throw new RefusedException(RefusedException.Reason.FULL, "there cannot be more cameras");
        }
    }

    Rules rules() {
        return parts.rules.get();
    }

    long nanoTime() {
        return parts.clocks.nanoTime.getAsLong();
    }

    Incoming jpegs() {
        return new IncomingJpegs(parts.clocks.epochMicros);
    }

    Incoming transportStream(String name, IncomingTransportStream.Listener listener) {
        return new IncomingTransportStream(name, parts.clocks.epochMicros, parts.clocks.nanoTime, listener);
    }

    Incoming elementaryStream(String name, IncomingTransportStream.Listener listener) {
        return new IncomingElementaryStream(
                new IncomingTransportStream(name, parts.clocks.epochMicros, parts.clocks.nanoTime, listener),
                parts.clocks.nanoTime);
    }

    void failed(Upload upload, String name, String cause) {
        var camera = published(name);
        if (camera != null) {
            camera.failed(upload, cause);
        }
    }

    void closed(Upload upload) {
        uploads.remove(upload);
    }

    /// Ends every camera. After the connections have.
    @Override
    public void close() {
        uploads.forEach(Upload::close);
        cameras.forEach(camera -> {
            parts.hub.remove(camera.name());
            camera.close();
        });
        cameras.clear();
    }
}
