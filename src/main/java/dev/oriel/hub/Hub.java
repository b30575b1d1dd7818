package dev.oriel.hub;

import dev.oriel.time.Clocks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// All cameras of this process, in the order in which they were added.
///
/// A camera's number is its own as long as it is listed. When it has gone and everybody was told ([#announceChanges]), its track
/// waits for half a minute, in case the camera comes back, and is then freed; the number may be given to another camera. Whoever asks
/// for a track ([#track], [#publishedTrack]) has it as a listed camera has, until one of its name is removed.
///
/// Threads: any. Listeners are called without a lock.
public final class Hub {

    /// Cameras that there can be at a time: a frame's header has one byte for the number.
    public static final int MAX_CAMERAS = CameraNumbers.ALL;

    /// How long a number belongs to nobody before it is another camera's.
    public static final Duration NUMBERS_REST = CameraNumbers.REST;

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");

    private final Clocks clocks;
    private final CameraNumbers numbers = new CameraNumbers();
    private final Map<String, Track> tracks = new HashMap<>();
    private final Map<String, Camera> cameras = new LinkedHashMap<>();
    /// Gone, and not yet said so.
    private final List<Camera> removed = new ArrayList<>();
    private Supplier<CompletableFuture<Void>> tellViewers = () -> CompletableFuture.completedFuture(null);
    private Consumer<Camera> gone = camera -> {};
    /// No track of a camera that was here before has had a higher sequence number.
    private long highestSequence;

    public Hub(Clocks clocks) {
        this.clocks = clocks;
    }

    /// True when `name` can be a camera's.
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /// The track of that name for a camera of the settings or the bus, made when there is none; what was there before goes on
    /// counting.
    ///
    /// @throws IllegalStateException when all numbers are taken
    public synchronized Track track(String name) {
        var known = known(name);
        if (known != null) {
            numbers.isConfigured(known.index());
            return known;
        }
        return made(name, numbers.giveConfigured(clocks.nowNanos()));
    }

    /// The same for a camera that somebody publishes and that no settings name; some numbers are kept for the others.
    ///
    /// @throws IllegalStateException when all numbers are taken
    public synchronized Track publishedTrack(String name) {
        var known = known(name);
        if (known != null) {
            numbers.isPublished(known.index());
            return known;
        }
        return made(name, numbers.givePublished(clocks.nowNanos()));
    }

    private @Nullable Track known(String name) {
        long nowNanos = clocks.nowNanos();
        tracks.values().removeIf(track -> numbers.isFree(track.index(), nowNanos));
        return tracks.get(name);
    }

    private Track made(String name, int number) {
        if (number < 0) {
            throw new IllegalStateException("more than " + MAX_CAMERAS + " cameras");
        }
        var made = new Track(name, number, clocks, highestSequence);
        tracks.put(name, made);
        return made;
    }

    /// Lists a camera, in place of one of the same name.
    public synchronized void add(Camera camera) {
        cameras.put(camera.name(), camera);
        if (hasTrackOf(camera)) {
            numbers.isHere(camera.track().index()); // it may have been said of its forerunner that it is gone
        }
    }

    private boolean hasTrackOf(Camera camera) {
        return tracks.get(camera.name()) == camera.track();
    }

    /// Takes a camera from the list; [#announceChanges] is to follow. Its track stays known to whoever holds it.
    public synchronized void remove(String name) {
        var camera = cameras.remove(name);
        if (camera != null) {
            removed.add(camera);
            if (hasTrackOf(camera)) {
                numbers.leaves(camera.track().index());
            }
        }
    }

    /// Names who tells everybody that cameras are no longer listed, or have become others.
    ///
    /// @param tell done when everybody was told
    public synchronized void onChanges(Supplier<CompletableFuture<Void>> tell) {
        tellViewers = tell;
    }

    /// Names who frees what belongs to a camera and a track that are gone, once everybody was told.
    public synchronized void onGone(Consumer<Camera> listener) {
        gone = listener;
    }

    /// Tells everybody that cameras have been removed, or have become others; the numbers of the former rest from then on.
    public void announceChanges() {
        List<Camera> leaving;
        Supplier<CompletableFuture<Void>> tell;
        synchronized (this) {
            leaving = List.copyOf(removed);
            removed.clear();
            tell = tellViewers;
        }
        assert !Thread.holdsLock(this);
        tell.get().whenComplete((told, failure) -> leaving.forEach(this::left));
    }

    private void left(Camera camera) {
        Consumer<Camera> listener;
        synchronized (this) {
            var track = camera.track();
            if (!hasTrackOf(camera) || !numbers.rest(track.index(), clocks.nowNanos())) {
                return; // it is back, or about to be, or never had a track of this hub's
            }
            listener = gone;
            highestSequence = Math.max(highestSequence, track.sequence());
        }
        assert !Thread.holdsLock(this);
        listener.accept(camera);
    }

    /// Does so where it is listed, and not another of its name.
    public synchronized void remove(Camera camera) {
        if (camera.equals(cameras.get(camera.name()))) {
            remove(camera.name());
        }
    }

    public synchronized Optional<Camera> camera(String name) {
        return Optional.ofNullable(cameras.get(name));
    }

    /// True while a camera of that name and track is listed: the same one, or what took its place.
    public synchronized boolean lists(Camera camera) {
        var now = cameras.get(camera.name());
        return now != null && now.track() == camera.track();
    }

    /// All cameras, in order.
    public synchronized List<Camera> cameras() {
        return new ArrayList<>(cameras.values());
    }
}
