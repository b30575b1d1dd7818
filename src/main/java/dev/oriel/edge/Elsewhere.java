package dev.oriel.edge;

import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraSettings;
import org.jspecify.annotations.Nullable;

/// Names under which others may publish to other servers: which of them may be had here.
///
/// Threads: any, also those of connections; nothing waits.
public interface Elsewhere {
    /// Where there are no other servers.
    Elsewhere NOWHERE = new Elsewhere() {
        @Override
        public boolean isOfPublishers(Camera camera) {
            return false;
        }

        @Override
        public boolean yields(Camera camera) {
            return false;
        }

        @Override
        public @Nullable Handover handOver(Camera camera) {
            return null;
        }

        @Override
        public void listed(Camera camera, @Nullable Camera before) {
            // nobody has to know
        }
    };

    /// What a published camera begins with.
    ///
    /// @param plan     null where the settings do not name the camera
    /// @param settings those that it had before
    record Handover(PublishedCamera.@Nullable Plan plan, CameraSettings settings) {}

    /// True when that camera is, or was, published to another server.
    boolean isOfPublishers(Camera camera);

    /// True when whoever publishes under the name of that camera may have it here.
    boolean yields(Camera camera);

    /// Takes the camera's name; it is listed until the published one is in its place.
    ///
    /// @return null where the name is no longer to be had
    @Nullable
    Handover handOver(Camera camera);

    /// A published camera is listed, in place of another one where there was one.
    void listed(Camera camera, @Nullable Camera before);
}
