package dev.oriel.web;

import dev.oriel.filter.Renditions;
import dev.oriel.filter.Rung;
import dev.oriel.frame.Packet;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Hub;
import dev.oriel.hub.TrackState;
import dev.oriel.hub.VisibleCameras;
import dev.oriel.limits.MemoryBudget;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// The pictures of a camera for programs that know only HTTP: one, or one after another.
///
/// What is waited for and what goes on ends when the camera is gone, when its viewer no longer sees it, and when his credential opens
/// nothing more.
///
/// Threads: a request's event loop.
final class HttpPictures {
    private static final Duration SNAPSHOT_WITHIN = Duration.ofSeconds(5);
    private static final int LEAST_WIDTH = 16;
    private static final int MOST_WIDTH = 16_384;

    private final Hub hub;
    private final Renditions renditions;
    private final Manner manner;
    private final RunningAccess running;
    /// Answers that are under way.
    private final Set<UnderWay> underWay = ConcurrentHashMap.newKeySet();

    /// How it serves.
    ///
    /// @param gate     the rules as they stand
    /// @param messages what unread answers are taken from
    record Manner(Supplier<Patience> patience, Supplier<Gate> gate, MemoryBudget messages) {}

    /// @param running that the answers under way belong to
    HttpPictures(Hub hub, Renditions renditions, Manner manner, RunningAccess running) {
        this.hub = hub;
        this.renditions = renditions;
        this.manner = manner;
        this.running = running;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/api/cameras/{name}/snapshot.jpg", Permission.WATCH,
                (request, context) -> snapshot(request, context, CamerasApi.camera(hub, context)));
        routes.add("GET", "/api/cameras/{name}/stream.mjpg", Permission.WATCH,
                (request, context) -> stream(request, context, CamerasApi.camera(hub, context)));
    }

    /// An answer that is under way, until it is over.
    private final class UnderWay {
        private final VisibleCameras seen;
        private final Camera camera;
        private final Executor loop;
        private final RunningAccess.Running credential;
        private Runnable stop = () -> {};

        UnderWay(Access access, Camera camera, Executor loop) {
            seen = access.cameras(hub);
            this.camera = camera;
            this.loop = loop;
            credential = running.begin(access, loop, this::look);
            underWay.add(this);
        }

        /// @param how it ends where its camera is no longer there for its viewer; on its event loop
        void stopBy(Runnable how) {
            stop = how;
            look(); // it may have gone since it was looked up
        }

        void look() {
            if (!isSeen()) {
                loop.execute(() -> {
                    if (over()) {
                        stop.run();
                    }
                });
            }
        }

        boolean isSeen() {
            return seen.lists(camera);
        }

        /// True for the first who calls it.
        boolean over() {
            credential.close();
            return underWay.remove(this);
        }
    }

    /// Cameras have come or gone: an answer of one that is no longer there ends.
    void camerasChanged() {
        List.copyOf(underWay).forEach(UnderWay::look);
    }

    // --- one picture

    private void snapshot(HttpServerRequest request, RequestContext context, Camera camera) {
        var rung = exactRung(camera, width(request));
        if (Reply.isHead(request)) {
            pictureHead(request, "image/jpeg").end();
            return;
        }
        var ladder = renditions.of(camera.track());
        var loop = Connections.context(request).channel().eventLoop();
        var wait = new UnderWay(context.access(), camera, loop);
        var waiting = new Snapshot(loop, ladder, rung, SNAPSHOT_WITHIN, frame -> {
            wait.over();
            if (frame == null) {
                Reply.error(request, noPicture(camera));
            } else if (wait.isSeen()) {
                camera.track().deliveries().sent().count(frame.contentBytes());
                answer(request, frame);
            } else {
                frame.release();
                Reply.error(request, gone(context));
            }
        });
        wait.stopBy(() -> {
            waiting.cancel();
            Reply.error(request, gone(context));
        });
        waiting.start();
        if (!request.response().ended()) { // else the newest was there at once
            request.response().closeHandler(nothing -> {
                wait.over();
                waiting.cancel();
            });
        }
    }

    /// What is answered where a camera is no longer there for its viewer: as if he asked now.
    private static HttpError gone(RequestContext context) {
        try {
            context.check();
            return HttpError.noSuchCamera();
        } catch (HttpError e) {
            return e;
        }
    }

    /// @param frame the caller's reference passes to this
    private void answer(HttpServerRequest request, Packet frame) {
        var held = manner.messages.open();
        var jpeg = frame.content();
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
                manner.gate.get().checkEmbedding(Connections.fetch(request)));
    }

    // --- one after another

    private void stream(HttpServerRequest request, RequestContext context, Camera camera) {
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
        var stream = new UnderWay(context.access(), camera, outlet.loop());
        var session = new MjpegSession(outlet, renditions.of(camera.track()), rung(camera, width), maxFps, manner.patience.get());
        stream.stopBy(() -> {
            session.close();
            if (response.isChunked()) {
                response.end().onComplete(ended -> outlet.close());
            } else {
                outlet.close();
            }
        });
        response.closeHandler(nothing -> {
            stream.over();
            session.close();
        });
        session.start();
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
}
