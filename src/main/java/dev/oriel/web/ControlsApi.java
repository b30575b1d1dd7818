package dev.oriel.web;

import dev.oriel.hub.Camera;
import dev.oriel.hub.ControlsJson;
import dev.oriel.hub.Hub;
import dev.oriel.hub.ImageControls;
import dev.oriel.limits.MemoryBudget;
import io.vertx.core.http.HttpServerRequest;

/// `/api/cameras/NAME/controls`: the image controls of a camera's device.
///
/// @param messages what bodies are taken from
record ControlsApi(Hub hub, CameraChanges changes, MemoryBudget messages) {
    private static final int MAX_BODY_BYTES = 16 * 1024;

    void addTo(Routes routes) {
        routes.add("GET", "/api/cameras/{name}/controls", Permission.OPERATE, this::list);
        routes.add("PATCH", "/api/cameras/{name}/controls", Permission.OPERATE, this::change);
    }

    private static ImageControls controls(Camera camera) {
        var controls = camera.controls();
        if (controls == null) {
            throw HttpError.notFound("this camera has no image controls");
        }
        return controls;
    }

    private void list(HttpServerRequest request, RequestContext context) {
        var camera = CamerasApi.camera(hub, context);
        var controls = controls(camera);
        changes.answer(request, camera, () -> ControlsJson.write(controls.list()));
    }

    private void change(HttpServerRequest request, RequestContext context) {
        controls(CamerasApi.camera(hub, context));
        Bodies.read(request, MAX_BODY_BYTES, messages, body -> {
            context.check(); // whoever sends slowly may have lost the right
            var camera = CamerasApi.camera(hub, context);
            var controls = controls(camera);
            var change = CamerasApi.json(body);
            changes.answer(request, camera, () -> {
                controls.change(ControlsJson.readChange(change));
                return ControlsJson.write(controls.list());
            });
        });
    }
}
