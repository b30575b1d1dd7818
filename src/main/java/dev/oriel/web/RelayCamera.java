package dev.oriel.web;

import dev.oriel.auth.Key;
import dev.oriel.edge.PublishedCamera;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Hub;
import dev.oriel.hub.VisibleCameras;
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
    /// camera that waits for a publisher and that the key is good for; where there is none, one is made.
    String nameToPublish(Key key) {
        var only = key.cameras().size() == 1 ? key.cameras().iterator().next() : null;
        return only != null ? only : waiting(new VisibleCameras(hub, key::opens)).map(Camera::name).orElse(USUAL_NAME);
    }

    /// Somebody wants to publish under that name now.
    void published(String name) {
        publishedLast = name;
    }

    /// What a viewer is shown now where no name is set; where nobody can publish, the first camera of all that he sees.
    Optional<Camera> shown(VisibleCameras seen) {
        return Optional.ofNullable(publishedLast).flatMap(seen::camera).filter(RelayCamera::takesPublishers)
                .or(() -> waiting(seen)).or(seen::first);
    }

    private static Optional<Camera> waiting(VisibleCameras seen) {
        return seen.cameras().stream().filter(RelayCamera::takesPublishers).findFirst();
    }

    /// Under the name of a camera with a source of its own nobody publishes, though somebody may try.
    private static boolean takesPublishers(Camera camera) {
        return camera instanceof PublishedCamera;
    }
}
