package dev.oriel.edge;

import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Names under which others may publish to other servers: which of them may be had here.
///
/// Threads: any, also those of connections; nothing waits.
public interface Elsewhere {
    /// Where there are no other servers.
    Elsewhere NOWHERE = new Elsewhere() {
    };

    /// A server that is gone is known to be so within three seconds, so it is worth to ask again.
    Duration ASK_AGAIN = Duration.ofSeconds(1);

    /// What a published camera begins with.
    ///
    /// @param plan     null where the settings do not name the camera
    /// @param settings those that it had before
    record Handover(PublishedCamera.@Nullable Plan plan, CameraSettings settings) {}

    /// True when that camera is, or was, published to another server.
    default boolean isOfPublishers(Camera camera) {
        return false;
    }

    /// The answer to a publisher that may not have the name of that camera.
    default RefusedException taken(Camera camera) {
        return isOfPublishers(camera)
                ? published()
                : new RefusedException(RefusedException.Reason.TAKEN,
                        "this name belongs to a camera that has a source of its own; publish under another name, or give that camera the"
                                + " address publish: in the settings");
    }

    /// The answer to a publisher whose name is another server's.
    static RefusedException published() {
        return new RefusedException(RefusedException.Reason.TAKEN,
                "somebody is publishing under this name at another server; it is free soon after that ends", ASK_AGAIN);
    }

    /// True when a publisher under the name of that camera may have it here.
    default boolean yields(Camera camera) {
        return false;
    }

    /// Takes the camera's name; it is listed until the published one is in its place.
    ///
    /// @return null where the name is no longer to be had
    default @Nullable Handover handOver(Camera camera) {
        return null;
    }

    /// A published camera is listed, in place of another one where there was one.
    default void listed(Camera camera, @Nullable Camera before) {
        // nobody has to know
    }
}
