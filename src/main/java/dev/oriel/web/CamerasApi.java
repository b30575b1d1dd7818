package dev.oriel.web;

import dev.oriel.filter.MpegStreams;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Hub;
import dev.oriel.hub.SettingsPatch;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.observe.Bulkhead;
import dev.oriel.transcode.FilterChain;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/api/cameras`: what there is to know of the cameras, and their settings.
final class CamerasApi {
    private static final Logger LOG = LoggerFactory.getLogger(CamerasApi.class);
    private static final Bulkhead BULKHEAD = new Bulkhead(LOG, "the description of a camera");
    private static final int MAX_BODY_BYTES = 64 * 1024;

    private final Hub hub;
    private final MpegStreams mpeg;
    private final CameraChanges changes;
    private final MemoryBudget messages;

    /// @param messages what bodies are taken from
    CamerasApi(Hub hub, MpegStreams mpeg, CameraChanges changes, MemoryBudget messages) {
        this.hub = hub;
        this.mpeg = mpeg;
        this.changes = changes;
        this.messages = messages;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/api/cameras", Permission.READ, this::list);
        routes.add("GET", "/api/cameras/{name}", Permission.WATCH,
                (request, context) -> Reply.json(request, 200, describeWhole(camera(hub, context))));
        routes.add("GET", "/api/cameras/{name}/settings", Permission.WATCH,
                (request, context) -> Reply.json(request, 200, SettingsPatch.write(camera(hub, context).settings())));
        routes.add("PATCH", "/api/cameras/{name}/settings", Permission.OPERATE, this::change);
    }

    /// The camera that the address of a request names.
    ///
    /// @throws HttpError when there is none for the holder of its credential
    static Camera camera(Hub hub, RequestContext context) {
        return context.cameras(hub).camera(context.name()).orElseThrow(HttpError::noSuchCamera);
    }

    private void list(HttpServerRequest request, RequestContext context) {
        var list = new JsonArray();
        BULKHEAD.each(context.cameras(hub).cameras(), camera -> list.add(describe(camera)));
        Reply.json(request, 200, new JsonObject().put("cameras", list));
    }

    private JsonObject describe(Camera camera) {
        var track = camera.track();
        var state = track.state();
        return new JsonObject().put("name", camera.name()).put("title", camera.settings().title())
                .put("state", state.phase().word()).put("cause", state.cause())
                .put("size", Objects.toString(camera.pictureSize(), null))
                .put("fps", camera.sourceFps()).put("clockAhead", camera.clockAheadSeconds())
                .put("viewers", track.subscriptions() + mpeg.tally(camera).viewers())
                .put("capabilities", new JsonArray(camera.capabilities().stream().sorted().toList()));
    }

    /// With what is of use to somebody who looks at one camera only.
    private JsonObject describeWhole(Camera camera) {
        var description = describe(camera);
        if (!camera.modes().isEmpty()) {
            var modes = new JsonArray();
            camera.modes().forEach(mode -> modes.add(new JsonObject().put("size", mode.size().toString()).put("fps",
                    new JsonArray(mode.fps().stream().map(CamerasApi::rate).toList()))));
            description.put("modes", modes);
        }
        var given = camera.given();
        if (given != null) {
            var fps = given.fps();
            description.put("given", new JsonObject().put("size", given.size().toString()).put("fps",
                    fps == null ? null : rate(fps)));
        }
        return description;
    }

    private static Number rate(double fps) {
        return fps == Math.rint(fps) ? (Number) (long) fps : (Number) fps;
    }

    private void change(HttpServerRequest request, RequestContext context) {
        camera(hub, context);
        Bodies.read(request, MAX_BODY_BYTES, messages, body -> {
            context.check(); // whoever sends slowly may have lost the right
            var camera = camera(hub, context);
            var change = json(body);
            changes.answer(request, camera, () -> {
                camera.change(now -> SettingsPatch.merge(now, change, chain -> FilterChain.parse(chain).toString()));
                return SettingsPatch.write(camera.settings());
            });
        });
    }

    /// @throws HttpError when it is none
    static JsonObject json(Buffer body) {
        try {
            return new JsonObject(body);
        } catch (DecodeException | ClassCastException e) {
            throw HttpError.badRequest("the body is not a JSON object");
        }
    }
}
