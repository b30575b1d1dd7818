package dev.oriel.web;

import dev.oriel.edge.PublishedCamera;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Hub;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The one camera of both ports of jsmpeg's relay: what is posted to the one is what the other shows.
///
/// It is the one whose name is set for the relay; else the first that waits for a publisher. Threads: any.
final class RelayCamera {
    /// What a publisher's camera is called where nothing says another name.
    private static final String USUAL_NAME = "jsmpeg";

    private final Hub hub;

    RelayCamera(Hub hub) {
        this.hub = hub;
    }

    private Optional<String> name(@Nullable String set) {
        return set != null
                ? Optional.of(set)
                : hub.cameras().stream().filter(PublishedCamera.class::isInstance).findFirst().map(Camera::name);
    }

    /// The name that is published under: where no camera waits for a publisher one is made, as the key names it.
    ///
    /// @param set      the name that is set for the relay, or null
    /// @param keysOnly the only name that the sender's key is good for, or null
    String nameToPublish(@Nullable String set, @Nullable String keysOnly) {
        return name(set).orElse(keysOnly == null ? USUAL_NAME : keysOnly);
    }

    /// What is shown now; where nobody can publish, the first camera of all.
    Optional<Camera> shown(@Nullable String set) {
        var name = name(set);
        return name.isPresent() ? name.flatMap(hub::camera) : hub.cameras().stream().findFirst();
    }
}
