package dev.oriel.web;

import dev.oriel.config.Settings;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Hub;
import dev.oriel.hub.VisibleCameras;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The ports that old programs know: what answers on each.
///
/// Threads: made by one; requests come on the event loop of their connection.
///
/// @param settings as they stand
record CompatPorts(Hub hub, Supplier<Settings> settings, JsmpegSockets jsmpeg, LiveSockets live, Pages pages, Uploads uploads,
        RelayCamera relayCamera, ImageToImagePorts imageToImage, OrientApi orient) {
    /// One port, the setting that names it, and who answers there.
    ///
    /// @param host      to listen on
    /// @param open      true while no credential is asked for, also where the server asks for one
    /// @param takesKeys a key may stand as the first part of the path
    record Port(String setting, String host, int number, BooleanSupplier open, boolean takesKeys, Answer answer) {}

    /// Answers a request.
    interface Answer {
        /// @throws HttpError to be told to the client
        void answer(HttpServerRequest request, Access access);
    }

    /// Those that the settings switch on.
    List<Port> of(Settings all) {
        var ports = new ArrayList<Port>();
        var pistreaming = all.compat().pistreaming();
        if (pistreaming != null) {
            ports.addAll(pistreaming(all.server().host(), pistreaming));
        }
        var relay = all.compat().jsmpeg();
        if (relay != null) {
            ports.addAll(relay(all.server().host(), relay));
        }
        var old = all.compat().imageToImage();
        if (old != null) {
            ports.addAll(imageToImage(old, all.server().port()));
        }
        return ports;
    }

    private List<Port> pistreaming(String host, Settings.Pistreaming set) {
        BooleanSupplier open = () -> Objects.requireNonNullElse(settings.get().compat().pistreaming(), set).open();
        return List.of(
                new Port("compat.pistreaming.port", host, set.port(), open, true,
                        (request, access) -> socket(request, access, named(access, set.camera()), true)),
                new Port("compat.pistreaming.httpPort", host, set.httpPort(), open, false, page(set.camera())));
    }

    private List<Port> relay(String host, Settings.Jsmpeg set) {
        BooleanSupplier open = () -> Objects.requireNonNullElse(settings.get().compat().jsmpeg(), set).open();
        var name = set.camera();
        return List.of(
                new Port("compat.jsmpeg.inPort", host, set.inPort(), () -> true, false, // each sender shows a key in the path
                        (request, access) -> uploads.receiveOldJsmpeg(request, name)),
                new Port("compat.jsmpeg.outPort", host, set.outPort(), open, true, (request, access) -> {
                    var seen = access.cameras(hub);
                    socket(request, access, () -> name == null ? relayCamera.shown(seen) : seen.camera(name), false);
                }));
    }

    private List<Port> imageToImage(Settings.ImageToImage set, int serversPort) {
        BooleanSupplier open = () -> Objects.requireNonNullElse(settings.get().compat().imageToImage(), set).open();
        var ports = new ArrayList<Port>();
        ports.add(new Port("compat.image-to-image.port", set.host(), set.port(), open, true,
                (request, access) -> imageToImage.socket(request, access, set)));
        if (set.httpPort() != serversPort) {
            ports.add(new Port("compat.image-to-image.httpPort", set.host(), set.httpPort(), open, false,
                    imageToImage.http(set)::answer));
        }
        return ports;
    }

    private void socket(HttpServerRequest request, Access access, Supplier<Optional<Camera>> camera, boolean old) {
        if (!OpenSockets.isUpgrade(request)) {
            throw new HttpError(426, "upgrade-required", "this port is for the WebSocket of a player; the pages of this server"
                    + " are on another port", Map.of("Upgrade", "websocket", "Connection", "Upgrade")).withoutPages();
        }
        Permission.WATCH.check(access, camera.get().map(Camera::name).orElse(""), name -> !name.isEmpty());
        jsmpeg.watch(request, access, camera, new JsmpegSockets.Form(old, old));
    }

    /// The camera that has this name when it is asked for, or that of the first camera there is now.
    private Supplier<Optional<Camera>> named(Access access, @Nullable String name) {
        var seen = access.cameras(hub);
        var now = camera(seen, name).map(Camera::name);
        return () -> now.flatMap(seen::camera);
    }

    private static Optional<Camera> camera(VisibleCameras seen, @Nullable String name) {
        return name == null ? seen.first() : seen.camera(name);
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
        routes.add("GET", "/websocket", Permission.WATCH,
                (request, context) -> live.watch(request, context.access(), camera(context.cameras(hub), name)));
        orient.addOldTo(routes);
        return routes::answer;
    }
}
