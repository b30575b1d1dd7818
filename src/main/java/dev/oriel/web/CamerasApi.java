package dev.oriel.web;

import dev.oriel.filter.MpegStreams;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Hub;
import dev.oriel.observe.Bulkhead;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/api/cameras`: what there is to know of the cameras.
record CamerasApi(Hub hub, MpegStreams mpeg) {
    private static final Logger LOG = LoggerFactory.getLogger(CamerasApi.class);
    private static final Bulkhead BULKHEAD = new Bulkhead(LOG, "the description of a camera");

    void addTo(Routes routes) {
        routes.add("GET", "/api/cameras", Permission.READ, this::list);
        routes.add("GET", "/api/cameras/{name}", Permission.WATCH,
                (request, context) -> Reply.json(request, 200, describeWhole(camera(hub, context))));
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

    /// @throws HttpError when it is none
    static JsonObject json(Buffer body) {
        try {
            return new JsonObject(body);
        } catch (DecodeException | ClassCastException e) {
            throw HttpError.badRequest("the body is not a JSON object");
        }
    }
}
