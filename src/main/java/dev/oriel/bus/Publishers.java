package dev.oriel.bus;

import dev.oriel.hub.Camera;

/// Those who publish to a server, as the bus has to know them: the cameras that come of it are brought to the bus, and one whose name
/// another process has there is given up.
///
/// Threads: the bus's, which must not be held up.
public interface Publishers {
    /// True while somebody sends that camera's pictures.
    boolean isPublished(Camera camera);

    /// Another process has the camera's name. Told again as long as that is so.
    void cede(Camera camera, Rival rival);
}
