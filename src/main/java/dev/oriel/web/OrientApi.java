package dev.oriel.web;

import dev.oriel.config.Settings;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Hub;
import dev.oriel.orient.LightRequest;
import dev.oriel.orient.OrientJson;
import dev.oriel.orient.OrientRequest;
import dev.oriel.orient.Orientable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The addresses that turn a camera and light its pixels: those of Oriel, and the two that pistreaming's page asks for.
///
/// @param gate the rules as they stand
record OrientApi(Hub hub, CameraChanges changes, Supplier<Gate> gate, Supplier<Settings> settings) {
    void addTo(Routes routes) {
        var base = "/api/cameras/{name}/orient";
        routes.add("GET", base, Permission.WATCH, (request, context) -> Reply.json(request, 200,
                OrientJson.write(turned(CamerasApi.camera(hub, context)).orientation())));
        routes.add("POST", base, Permission.OPERATE, this::orient);
        routes.add("PUT", base + "/presets/{preset}", Permission.OPERATE, this::keep);
        routes.add("DELETE", base + "/presets/{preset}", Permission.OPERATE, this::forget);
        routes.add("POST", "/api/cameras/{name}/light", Permission.OPERATE, this::light);
        addOldTo(routes);
    }

    /// Adds what pistreaming's page asks for.
    void addOldTo(Routes routes) {
        routes.add("GET", "/do_orient", Permission.OPERATE, this::orientOld);
        routes.add("GET", "/do_light", Permission.OPERATE, this::lightOld);
    }

    private static Orientable turned(Camera camera) {
        var turns = camera.orientation();
        if (turns == null) {
            throw HttpError.notFound("this camera cannot be turned");
        }
        return turns;
    }

    private void orient(HttpServerRequest request, RequestContext context) {
        var turns = turned(CamerasApi.camera(hub, context));
        asked(() -> Reply.json(request, 202, OrientJson.write(turns.request(OrientRequest.of(request::getParam)))));
    }

    private void light(HttpServerRequest request, RequestContext context) {
        var turns = turned(CamerasApi.camera(hub, context));
        asked(() -> {
            turns.light(LightRequest.of(request.params().getAll("pixel"), request.params().getAll("rgbw")));
            Reply.json(request, 202, OrientJson.write(turns.orientation()));
        });
    }

    private static void asked(Runnable step) {
        try {
            step.run();
        } catch (IllegalArgumentException e) {
            throw HttpError.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private void keep(HttpServerRequest request, RequestContext context) {
        var camera = CamerasApi.camera(hub, context);
        var turns = turned(camera);
        changes.answer(request, camera, () -> {
            turns.keep(context.parameter("preset"));
            return OrientJson.write(turns.orientation());
        });
    }

    private void forget(HttpServerRequest request, RequestContext context) {
        var camera = CamerasApi.camera(hub, context);
        var turns = turned(camera);
        changes.answer(request, camera, () -> {
            if (!turns.forget(context.parameter("preset"))) {
                throw HttpError.notFound("there is no preset of that name");
            }
            return OrientJson.write(turns.orientation());
        });
    }

    // --- as pistreaming has it

    private void orientOld(HttpServerRequest request, RequestContext context) {
        var turns = old(request, context, camera -> camera.orientation() != null);
        asked(() -> {
            var wanted = OrientRequest.of(name -> name.equals("pan") || name.equals("tilt") ? request.getParam(name) : null);
            if (!Reply.isHead(request)) {
                turns.request(wanted);
            }
            Reply.text(request, "text/plain; charset=utf-8", Buffer.buffer());
        });
    }

    private void lightOld(HttpServerRequest request, RequestContext context) {
        var turns = old(request, context, camera -> camera.capabilities().contains("light"));
        asked(() -> {
            var wanted = LightRequest.ofNames(request.params().entries());
            if (!Reply.isHead(request)) {
                turns.light(wanted);
            }
            Reply.text(request, "text/plain; charset=utf-8", Buffer.buffer());
        });
    }

    /// The camera of pistreaming's ports where that one can, else the first that can.
    private Orientable old(HttpServerRequest request, RequestContext context, Predicate<Camera> can) {
        var set = settings.get().compat().pistreaming();
        if (set == null) {
            throw HttpError.notFound("there is nothing at this address");
        }
        gate.get().checkOwnHost(Connections.asked(request), Connections.fetch(request), request.getHeader("User-Agent"));
        var seen = context.cameras(hub);
        var name = set.camera();
        return (name == null ? Optional.<Camera>empty() : seen.camera(name)).filter(can)
                .or(() -> seen.cameras().stream().filter(can).findFirst()).map(OrientApi::turned)
                .orElseThrow(() -> HttpError.notFound("there is no camera that can do that"));
    }
}
