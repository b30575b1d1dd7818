package dev.oriel.web;

import dev.oriel.hub.Camera;
import dev.oriel.hub.ControlsJson;
import dev.oriel.hub.Hub;
import dev.oriel.hub.ImageControls;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.observe.LogOncePerKey;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/api/cameras/NAME/controls`: what can be set on a camera's device.
final class ControlsApi {
    private static final Logger LOG = LoggerFactory.getLogger(ControlsApi.class);
    private static final LogOncePerKey FAILURES = new LogOncePerKey(LOG, "failed controls", System::nanoTime);
    private static final int MAX_BODY_BYTES = 16 * 1024;

    private final Hub hub;
    private final Executor blocking;
    private final MemoryBudget messages;

    /// @param blocking runs what waits for a device
    /// @param messages what bodies are taken from
    ControlsApi(Hub hub, Executor blocking, MemoryBudget messages) {
        this.hub = hub;
        this.blocking = blocking;
        this.messages = messages;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/api/cameras/{name}/controls", Permission.OPERATE,
                (request, context) -> answer(request, CamerasApi.camera(hub, context), null));
        routes.add("PATCH", "/api/cameras/{name}/controls", Permission.OPERATE, this::change);
    }

    private void change(HttpServerRequest request, RequestContext context) {
        controls(CamerasApi.camera(hub, context));
        Bodies.read(request, MAX_BODY_BYTES, messages, body -> {
            context.check(); // whoever sends slowly may have lost the right
            var camera = CamerasApi.camera(hub, context);
            try {
                answer(request, camera, ControlsJson.readChange(CamerasApi.json(body)));
            } catch (IllegalArgumentException e) {
                throw HttpError.badRequest(String.valueOf(e.getMessage()));
            }
        });
    }

    private static ImageControls controls(Camera camera) {
        var controls = camera.controls();
        if (controls == null) {
            throw HttpError.notFound("this camera has no image controls");
        }
        return controls;
    }

    /// @param change null to look only
    private void answer(HttpServerRequest request, Camera camera, @Nullable Map<String, Integer> change) {
        var controls = controls(camera);
        blocking.execute(() -> {
            var outcome = outcome(camera, controls, change);
            Connections.context(request).executor().execute(() -> {
                switch (outcome) {
                    case Outcome.Done(var json) -> Reply.json(request, 200, json);
                    case Outcome.Refused(var error) -> Reply.error(request, error);
                }
            });
        });
    }

    private sealed interface Outcome {
        record Done(JsonObject json) implements Outcome {}

        record Refused(HttpError error) implements Outcome {}
    }

    private static Outcome outcome(Camera camera, ImageControls controls, @Nullable Map<String, Integer> change) {
        try {
            if (change != null) {
                controls.change(change);
            }
            return new Outcome.Done(ControlsJson.write(controls.list()));
        } catch (IllegalArgumentException e) {
            return new Outcome.Refused(HttpError.badRequest(String.valueOf(e.getMessage())));
        } catch (UncheckedIOException e) {
            LOG.error("{}: {}", camera.name(), e.getMessage());
            return new Outcome.Refused(new HttpError(500, "not-kept", String.valueOf(e.getMessage())));
        } catch (IOException e) {
            return new Outcome.Refused(new HttpError(503, "no-device", String.valueOf(e.getMessage())));
        } catch (Throwable e) {
            FAILURES.error("controls of " + camera.name() + " failed", e);
            return new Outcome.Refused(HttpError.internal());
        }
    }
}
