package dev.oriel.hub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/// All cameras of this process, in the order in which they were added.
///
/// Threads: any. A camera's number stays its own for as long as the process runs, also when it goes and comes back.
public final class Hub {

    /// Cameras that one process can have had: a frame's header has one byte for the number.
    public static final int MAX_CAMERAS = 256;

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");

    private final LongSupplier epochMicros;
    private final Map<String, Track> tracks = new HashMap<>();
    private final Map<String, Camera> cameras = new LinkedHashMap<>();

    /// @param epochMicros the clock, microseconds since 1970-01-01 UTC
    public Hub(LongSupplier epochMicros) {
        this.epochMicros = epochMicros;
    }

    /// True when `name` can be a camera's.
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /// The track of that name, made when there is none; what was there before goes on counting.
    ///
    /// @throws IllegalStateException when all numbers are taken
    public synchronized Track track(String name) {
        var known = tracks.get(name);
        if (known != null) {
            return known;
        }
        if (tracks.size() >= MAX_CAMERAS) {
            throw new IllegalStateException("more than " + MAX_CAMERAS + " cameras");
        }
        var made = new Track(name, tracks.size(), epochMicros);
        tracks.put(name, made);
        return made;
    }

    /// Lists a camera, in place of one of the same name.
    public synchronized void add(Camera camera) {
        cameras.put(camera.name(), camera);
    }

    /// Takes a camera from the list; its track stays known to whoever holds it.
    public synchronized void remove(String name) {
        cameras.remove(name);
    }

    public synchronized Optional<Camera> camera(String name) {
        return Optional.ofNullable(cameras.get(name));
    }

    /// All cameras, in order.
    public synchronized List<Camera> cameras() {
        return new ArrayList<>(cameras.values());
    }
}
