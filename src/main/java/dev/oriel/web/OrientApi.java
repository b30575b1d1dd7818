package dev.oriel.web;

import dev.oriel.config.Settings;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Hub;
import dev.oriel.observe.LogOncePerKey;
import dev.oriel.orient.LightRequest;
import dev.oriel.orient.OrientJson;
import dev.oriel.orient.OrientRequest;
import dev.oriel.orient.Orientable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The addresses that turn a camera and light its pixels: those of Oriel, and the two that pistreaming's page asks for.
final class OrientApi {
    private static final Logger LOG = LoggerFactory.getLogger(OrientApi.class);
    private static final LogOncePerKey FAILURES = new LogOncePerKey(LOG, "failed presets", System::nanoTime);

    private final Hub hub;
    private final Executor blocking;
    private final Supplier<Gate> gate;
    private final Supplier<Settings> settings;

    /// @param blocking runs what waits for a disk or another process
    /// @param gate     the rules as they stand
    OrientApi(Hub hub, Executor blocking, Supplier<Gate> gate, Supplier<Settings> settings) {
        this.hub = hub;
        this.blocking = blocking;
        this.gate = gate;
        this.settings = settings;
    }

    void addTo(Routes routes) {
        var base = "/api/cameras/{name}/orient";
        routes.add("GET", base, Permission.WATCH, (request, context) -> Reply.json(request, 200,
                OrientJson.write(turned(CamerasApi.camera(hub, context)).orientation())));
        routes.add("POST", base, Permission.OPERATE, this::orient);
        routes.add("PUT", base + "/presets/{preset}", Permission.OPERATE,
                (request, context) -> preset(request, context, turns -> {
                    turns.keep(context.parameter("preset"));
                    return true;
                }));
        routes.add("DELETE", base + "/presets/{preset}", Permission.OPERATE,
                (request, context) -> preset(request, context, turns -> turns.forget(context.parameter("preset"))));
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

    private void preset(HttpServerRequest request, RequestContext context, Predicate<Orientable> change) {
        var camera = CamerasApi.camera(hub, context);
        var turns = turned(camera);
        blocking.execute(() -> {
            var error = changed(camera, turns, change);
            Connections.context(request).executor().execute(() -> {
                if (error == null) {
                    Reply.json(request, 200, OrientJson.write(turns.orientation()));
                } else {
                    Reply.error(request, error);
                }
            });
        });
    }

    private static @Nullable HttpError changed(Camera camera, Orientable turns, Predicate<Orientable> change) {
        try {
            return change.test(turns) ? null : HttpError.notFound("there is no preset of that name");
        } catch (IllegalArgumentException e) {
            return HttpError.badRequest(String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            LOG.error("{}: {}", camera.name(), e.getMessage());
            return new HttpError(500, "not-kept", String.valueOf(e.getMessage()));
        } catch (Throwable e) {
            FAILURES.error("a preset of " + camera.name() + " failed", e);
            return HttpError.internal();
        }
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
