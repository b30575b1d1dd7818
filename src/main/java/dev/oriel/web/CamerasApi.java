package dev.oriel.web;

import dev.oriel.filter.MpegStreams;
import dev.oriel.filter.Renditions;
import dev.oriel.filter.Rung;
import dev.oriel.frame.Frame;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Hub;
import dev.oriel.hub.TrackState;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.observe.Bulkhead;
import dev.oriel.observe.LogOncePerKey;
import dev.oriel.view.MjpegSession;
import dev.oriel.view.Outlet;
import dev.oriel.view.Patience;
import dev.oriel.view.Snapshot;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/api/cameras` and everything below it that is plain HTTP.
final class CamerasApi {
    private static final Logger LOG = LoggerFactory.getLogger(CamerasApi.class);
    private static final Bulkhead BULKHEAD = new Bulkhead(LOG, "the description of a camera");
    private static final LogOncePerKey FAILURES = new LogOncePerKey(LOG, "failed changes", System::nanoTime);
    private static final Duration SNAPSHOT_WITHIN = Duration.ofSeconds(5);
    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final int LEAST_WIDTH = 16;
    private static final int MOST_WIDTH = 16_384;

    private final Hub hub;
    private final Renditions renditions;
    private final MpegStreams mpeg;
    private final Supplier<Patience> patience;
    private final Supplier<Gate> gate;
    private final Executor blocking;
    private final MemoryBudget messages;
    /// Endless answers that are under way.
    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();

    /// One of them.
    ///
    /// @param end ends it; on its event loop
    private record Stream(Camera camera, Executor loop, Runnable end) {}

    /// How it serves.
    ///
    /// @param gate     the rules as they stand
    /// @param blocking runs what waits for a disk
    /// @param messages what bodies and unread answers are taken from
    record Manner(Supplier<Patience> patience, Supplier<Gate> gate, Executor blocking, MemoryBudget messages) {}

    CamerasApi(Hub hub, WebServer.Streams streams, Manner manner) {
        this.hub = hub;
        renditions = streams.renditions();
        mpeg = streams.mpeg();
        patience = manner.patience;
        gate = manner.gate;
        blocking = manner.blocking;
        messages = manner.messages;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/api/cameras", Permission.WATCH, (request, context) -> list(request));
        routes.add("GET", "/api/cameras/{name}", Permission.WATCH,
                (request, context) -> Reply.json(request, 200, describeWhole(camera(context))));
        routes.add("GET", "/api/cameras/{name}/snapshot.jpg", Permission.WATCH,
                (request, context) -> snapshot(request, camera(context)));
        routes.add("GET", "/api/cameras/{name}/stream.mjpg", Permission.WATCH,
                (request, context) -> stream(request, camera(context)));
        routes.add("GET", "/api/cameras/{name}/settings", Permission.READ,
                (request, context) -> Reply.json(request, 200, SettingsJson.write(camera(context).settings())));
        routes.add("PATCH", "/api/cameras/{name}/settings", Permission.OPERATE,
                (request, context) -> change(request, camera(context)));
    }

    private Camera camera(RequestContext context) {
        return hub.camera(context.name())
                .orElseThrow(HttpError::noSuchCamera);
    }

    private void list(HttpServerRequest request) {
        var list = new JsonArray();
        BULKHEAD.each(hub.cameras(), camera -> list.add(describe(camera)));
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

    private void snapshot(HttpServerRequest request, Camera camera) {
        var rung = exactRung(camera, width(request));
        if (Reply.isHead(request)) {
            pictureHead(request, "image/jpeg").end();
            return;
        }
        var ladder = renditions.of(camera.track());
        var loop = Connections.context(request).channel().eventLoop();
        var waiting = new Snapshot(loop, ladder, rung, SNAPSHOT_WITHIN, frame -> {
            if (frame == null) {
                Reply.error(request, noPicture(camera));
                return;
            }
            answer(request, frame);
        });
        if (!request.response().ended()) { // else the newest was there at once
            request.response().closeHandler(nothing -> waiting.cancel());
        }
    }

    /// @param frame the caller's reference passes to this
    private void answer(HttpServerRequest request, Frame frame) {
        var held = messages.open();
        var jpeg = frame.jpeg();
        try {
            if (!held.resize(jpeg.readableBytes())) {
                Reply.error(request, Bodies.noMemory());
                return;
            }
            var head = pictureHead(request, "image/jpeg")
                    .putHeader("X-Timestamp", MjpegSession.seconds(frame.header().capturedAtMicros()))
                    .putHeader("Content-Length", Integer.toString(jpeg.readableBytes()));
            head.end(Buffer.buffer(ByteBufUtil.getBytes(jpeg))).onComplete(taken -> held.close());
        } finally {
            jpeg.release();
            frame.release();
        }
    }

    private static HttpError noPicture(Camera camera) {
        var state = camera.track().state();
        var cause = state.phase() == TrackState.Phase.OFF ? "the camera is switched off in the settings" : state.cause();
        return new HttpError(503, "no-picture",
                cause == null ? "no picture within " + SNAPSHOT_WITHIN.toSeconds() + " s" : "no picture: " + cause,
                Map.of("Retry-After", "5"));
    }

    /// The head of an answer that pages may show as far as the gate lets them.
    private HttpServerResponse pictureHead(HttpServerRequest request, String contentType) {
        return Reply.head(request, 200, contentType).putHeader("Cross-Origin-Resource-Policy",
                gate.get().checkEmbedding(Connections.fetch(request)));
    }

    private void stream(HttpServerRequest request, Camera camera) {
        double maxFps = number(request, "fps", 0.1, 240);
        int width = width(request);
        var response = pictureHead(request, "multipart/x-mixed-replace; boundary=" + MjpegSession.BOUNDARY)
                .putHeader("Pragma", "no-cache").putHeader("Connection", "close");
        if (Reply.isHead(request)) {
            response.end();
            return;
        }
        var outlet = new Outlet(Connections.context(request));
        if (request.version() == HttpVersion.HTTP_1_0) {
            outlet.write(unchunked(response));
        } else {
            response.setChunked(true);
            response.writeHead();
        }
        var session = new MjpegSession(outlet, renditions.of(camera.track()), rung(camera, width), maxFps, patience.get());
        var stream = new Stream(camera, outlet.loop(), () -> {
            session.close();
            if (response.isChunked()) {
                response.end().onComplete(ended -> outlet.close());
            } else {
                outlet.close();
            }
        });
        streams.add(stream);
        response.closeHandler(nothing -> {
            streams.remove(stream);
            session.close();
        });
        endIfGone(stream); // it may have gone since it was looked up
    }

    /// Cameras have come or gone: a stream of one that is no longer there ends.
    void camerasChanged() {
        List.copyOf(streams).forEach(this::endIfGone);
    }

    private void endIfGone(Stream stream) {
        if (!hub.lists(stream.camera) && streams.remove(stream)) {
            stream.loop.execute(stream.end);
        }
    }

    /// The head of an answer that the connection's end ends, for those who know no chunks: such as nginx, unless told otherwise.
    /// The HTTP library would write it with chunks all the same.
    private static DefaultHttpResponse unchunked(HttpServerResponse response) {
        var head = new DefaultHttpResponse(io.netty.handler.codec.http.HttpVersion.HTTP_1_0, HttpResponseStatus.OK);
        response.headers().forEach(header -> head.headers().add(header.getKey(), header.getValue()));
        return head;
    }

    /// A stream's rung is one of the ladder, which viewers share: the narrowest that is as wide as wished.
    private static Rung rung(Camera camera, int width) {
        return exactRung(camera, width == 0 || width > Rung.WIDTHS.getFirst() ? 0 : Rung.widthFor(width, MOST_WIDTH));
    }

    private static Rung exactRung(Camera camera, int width) {
        return width == 0 ? Rung.SOURCE : new Rung(width, camera.settings().quality());
    }

    /// The wished width, or 0 for the camera's own.
    private static int width(HttpServerRequest request) {
        double width = number(request, "width", LEAST_WIDTH, MOST_WIDTH);
        if (width != Math.rint(width)) {
            throw HttpError.badRequest("width is a whole number of pixels");
        }
        return (int) width;
    }

    private static double number(HttpServerRequest request, String name, double least, double most) {
        var text = request.getParam(name);
        if (text == null) {
            return 0;
        }
        try {
            double value = Double.parseDouble(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw HttpError.badRequest(name + " is a number from " + words(least) + " to " + words(most));
    }

    private static String words(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }

    private void change(HttpServerRequest request, Camera camera) {
        Bodies.read(request, MAX_BODY_BYTES, messages, body -> {
            var change = json(body);
            blocking.execute(() -> {
                var error = apply(camera, change);
                Connections.context(request).executor().execute(() -> {
                    if (error == null) {
                        Reply.json(request, 200, SettingsJson.write(camera.settings()));
                    } else {
                        Reply.error(request, error);
                    }
                });
            });
        });
    }

    private static JsonObject json(Buffer body) {
        try {
            return new JsonObject(body);
        } catch (DecodeException | ClassCastException e) {
            throw HttpError.badRequest("the body is not a JSON object");
        }
    }

    private static @Nullable HttpError apply(Camera camera, JsonObject change) {
        try {
            camera.change(now -> SettingsJson.merge(now, change));
            return null;
        } catch (HttpError e) {
            return e;
        } catch (IllegalArgumentException e) {
            return HttpError.badRequest(String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            LOG.error("{}: {}", camera.name(), e.getMessage());
            return new HttpError(500, "not-kept", String.valueOf(e.getMessage()));
        } catch (Throwable e) {
            FAILURES.error("a change of the settings of " + camera.name() + " failed", e);
            return HttpError.internal();
        }
    }
}
