package dev.oriel.web;

import dev.oriel.edge.PublishedCamera;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Hub;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The one camera of both ports of jsmpeg's relay: what is posted to the one is what the other shows.
///
/// It is the one whose name is set for the relay; else the one that was published there last; else the first that waits for a
/// publisher. Threads: any.
final class RelayCamera {
    /// What a publisher's camera is called where nothing says another name.
    private static final String USUAL_NAME = "jsmpeg";

    private final Hub hub;
    private volatile @Nullable String publishedLast;

    RelayCamera(Hub hub) {
        this.hub = hub;
    }

    /// The name that is published under where none is set: the only one that the sender's key is good for; else that of the first
    /// camera that waits for a publisher; where there is none, one is made.
    ///
    /// @param keysOnly the only name that the sender's key is good for, or null
    String nameToPublish(@Nullable String keysOnly) {
        return keysOnly != null ? keysOnly : waiting().map(Camera::name).orElse(USUAL_NAME);
    }

    /// Somebody wants to publish under that name now.
    void published(String name) {
        publishedLast = name;
    }

    /// What is shown now where no name is set; where nobody can publish, the first camera of all.
    Optional<Camera> shown() {
        return Optional.ofNullable(publishedLast).flatMap(hub::camera).filter(RelayCamera::takesPublishers)
                .or(this::waiting).or(() -> hub.cameras().stream().findFirst());
    }

    private Optional<Camera> waiting() {
        return hub.cameras().stream().filter(RelayCamera::takesPublishers).findFirst();
    }

    /// Under the name of a camera with a source of its own nobody publishes, though somebody may try.
    private static boolean takesPublishers(Camera camera) {
        return camera instanceof PublishedCamera;
    }
}
