package dev.oriel.view;

import dev.oriel.hub.VisibleCameras;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The cameras that one viewer watches, by their numbers.
///
/// Threads: the connection's event loop.
final class WatchedCameras {
    private final VisibleCameras there;
    private final boolean startsAnew;
    private final Map<Integer, Watched> watched = new LinkedHashMap<>();
    /// Those of them that have pictures or may have one at any moment: a camera that is lost costs the others' pictures nothing.
    private final Map<Integer, Watched> showing = new LinkedHashMap<>();
    /// Cameras that the viewer turned away from, for the sequence numbers that it has had.
    private final Map<Integer, Watched> left = new HashMap<>();

    /// @param there      those that there are for this viewer
    /// @param startsAnew see [LiveSession.Surroundings]
    WatchedCameras(VisibleCameras there, boolean startsAnew) {
        this.there = there;
        this.startsAnew = startsAnew;
    }

    Collection<Watched> all() {
        return watched.values();
    }

    Collection<Watched> showing() {
        return showing.values();
    }

    @Nullable
    Watched at(int index) {
        return watched.get(index);
    }

    /// Adds a camera, behind the pictures that the viewer had of it before.
    void add(Watched one) {
        var before = left.remove(one.index());
        if (before != null && before.camera().track() == one.camera().track()) {
            one.seat.after(before.seat);
        }
        watched.put(one.index(), one);
    }

    void leave(Watched one) {
        watched.remove(one.index());
        showing.remove(one.index());
        one.close();
        if (!startsAnew && there.isThere(one.camera())) {
            left.put(one.index(), one);
        }
    }

    /// @return true when it is watched, and did not show
    boolean show(int index) {
        if (showing.containsKey(index)) {
            return false; // with each of its pictures but the first
        }
        var one = watched.get(index);
        if (one != null) {
            showing.put(index, one);
        }
        return one != null;
    }

    /// @return true when it did show
    boolean hide(int index) {
        return showing.remove(index) != null;
    }

    /// Takes over what has become of a camera.
    ///
    /// @return false when it is gone
    boolean follow(Watched one) {
        boolean isThere = there.lists(one.camera());
        if (isThere) {
            there.camera(one.camera().name()).ifPresent(one::camera);
        }
        return isThere;
    }

    /// Forgets cameras that the viewer turned away from and that are gone: their numbers may be others'.
    void forgetGone() {
        left.values().removeIf(one -> !there.isThere(one.camera()));
    }

    void close() {
        watched.values().forEach(Watched::close);
        watched.clear();
        showing.clear();
    }
}
