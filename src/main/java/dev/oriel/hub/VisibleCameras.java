package dev.oriel.hub;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The cameras of a hub as one viewer has them: those that he sees, and no trace of the others. What he sees is looked up each time, so
/// a camera that is taken from him is gone for him as if it were no longer listed.
///
/// Threads: any.
public final class VisibleCameras {
    private final Hub hub;
    private final Predicate<String> sees;

    /// @param sees true for names of cameras that are there for this viewer, where there are cameras of these names
    public VisibleCameras(Hub hub, Predicate<String> sees) {
        this.hub = hub;
        this.sees = sees;
    }

    /// All of a hub.
    public static VisibleCameras all(Hub hub) {
        return new VisibleCameras(hub, name -> true);
    }

    /// The camera of that name; nothing where there is none for this viewer.
    public Optional<Camera> camera(String name) {
        var found = hub.camera(name); // looked for in both cases, which then take the same time
        return sees.test(name) ? found : Optional.empty();
    }

    /// True while a camera of that name and track is listed for this viewer: the same one, or what took its place.
    public boolean lists(Camera camera) {
        return isThere(camera) && sees.test(camera.name());
    }

    /// True while it is listed for anybody.
    public boolean isThere(Camera camera) {
        return hub.lists(camera);
    }

    /// All that this viewer sees, in order.
    public List<Camera> cameras() {
        return hub.cameras().stream().filter(camera -> sees.test(camera.name())).toList();
    }

    /// The first that this viewer sees.
    public Optional<Camera> first() {
        return cameras().stream().findFirst();
    }
}
