package dev.oriel.web;

import dev.oriel.config.Settings;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Hub;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The ports that old programs know: what answers on each.
///
/// Threads: made by one; requests come on the event loop of their connection.
final class CompatPorts {
    private final Hub hub;
    private final JsmpegSockets jsmpeg;
    private final LiveSockets live;
    private final Pages pages;
    private final Uploads uploads;
    private final RelayCamera relayCamera;
    private final ImageToImagePorts imageToImage;

    /// Who answers on the one port what these are asked for on theirs.
    record Answers(JsmpegSockets jsmpeg, LiveSockets live, Pages pages, Uploads uploads, RelayCamera relayCamera,
            ImageToImagePorts imageToImage) {}

    /// One port, the setting that names it, and who answers there.
    ///
    /// @param host to listen on
    record Port(String setting, String host, int number, Answer answer) {}

    /// Answers a request.
    interface Answer {
        /// @throws HttpError to be told to the client
        void answer(HttpServerRequest request, Access access);
    }

    CompatPorts(Hub hub, Answers answers) {
        this.hub = hub;
        jsmpeg = answers.jsmpeg;
        live = answers.live;
        pages = answers.pages;
        uploads = answers.uploads;
        relayCamera = answers.relayCamera;
        imageToImage = answers.imageToImage;
    }

    /// Those that the settings switch on.
    List<Port> of(Settings all) {
        var settings = all.compat();
        var host = all.server().host();
        var ports = new ArrayList<Port>();
        var pistreaming = settings.pistreaming();
        if (pistreaming != null) {
            ports.add(new Port("compat.pistreaming.port", host, pistreaming.port(),
                    (request, access) -> socket(request, named(pistreaming.camera()), true)));
            ports.add(new Port("compat.pistreaming.httpPort", host, pistreaming.httpPort(), page(pistreaming.camera())));
        }
        var relay = settings.jsmpeg();
        if (relay != null) {
            var set = relay.camera();
            ports.add(new Port("compat.jsmpeg.inPort", host, relay.inPort(),
                    (request, access) -> uploads.receiveOldJsmpeg(request, set)));
            ports.add(new Port("compat.jsmpeg.outPort", host, relay.outPort(),
                    (request, access) -> socket(request, () -> set == null ? relayCamera.shown() : hub.camera(set), false)));
        }
        var old = settings.imageToImage();
        if (old != null) {
            ports.add(new Port("compat.image-to-image.port", old.host(), old.port(),
                    (request, access) -> imageToImage.socket(request, old)));
            if (old.httpPort() != all.server().port()) {
                ports.add(new Port("compat.image-to-image.httpPort", old.host(), old.httpPort(), imageToImage.http(old)::answer));
            }
        }
        return ports;
    }

    private void socket(HttpServerRequest request, Supplier<Optional<Camera>> camera, boolean old) {
        if (!OpenSockets.isUpgrade(request)) {
            throw new HttpError(426, "upgrade-required", "this port is for the WebSocket of a player; the pages of this server"
                    + " are on another port", Map.of("Upgrade", "websocket", "Connection", "Upgrade")).withoutPages();
        }
        jsmpeg.watch(request, camera, new JsmpegSockets.Form(old, old));
    }

    /// The camera that has this name when it is asked for, or that of the first camera there is now.
    private Supplier<Optional<Camera>> named(@Nullable String name) {
        var now = camera(name).map(Camera::name);
        return () -> now.flatMap(hub::camera);
    }

    private Optional<Camera> camera(@Nullable String name) {
        return name == null ? hub.cameras().stream().findFirst() : hub.camera(name);
    }

    /// Old pages lead here, so it is a page of ours: with what it needs on the same port, since nothing says that a browser
    /// reaches the other.
    private Answer page(@Nullable String name) {
        var routes = new Routes(camera -> hub.camera(camera).isPresent());
        routes.add("GET", "/", Permission.PAGE,
                (request, context) -> Reply.head(request, 301, "text/plain").putHeader("Location", "/index.html").end());
        routes.add("GET", "/index.html", Permission.PAGE, (request, context) -> pages.send(request, "compat.html"));
        routes.add("GET", "/assets/{file}", Permission.NONE,
                (request, context) -> pages.send(request, "assets/" + context.parameter("file")));
        routes.add("GET", "/websocket", Permission.WATCH, (request, context) -> live.watch(request, camera(name)));
        return routes::answer;
    }
}
