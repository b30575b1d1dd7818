package dev.oriel.web;

import dev.oriel.hub.Hub;
import dev.oriel.hub.VisibleCameras;
import java.util.Map;

/// What [Routes] found out about a request.
///
/// @param parameters what stands at the `{name}` of the path
/// @param access     what the request's credential opens
/// @param permission looks again whether the address is for the holder; see [#check]
record RequestContext(Map<String, String> parameters, Access access, Runnable permission) {

    /// What stands at that place of the path; empty where there is no such place.
    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /// What stands at `{name}`: mostly the name of a camera.
    String name() {
        return parameter("name");
    }

    /// The cameras that there are for the holder, as they stand each time.
    VisibleCameras cameras(Hub hub) {
        return access.cameras(hub);
    }

    /// Looks again what was looked for before the request was answered: a body takes its time, and what its sender may has changed in
    /// between.
    ///
    /// @throws HttpError as [Permission#check]
    void check() {
        permission.run();
    }
}
