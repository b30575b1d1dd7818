package dev.oriel.web;

import dev.oriel.filter.MpegStreams;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Hub;
import dev.oriel.hub.Track;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.function.Supplier;

/// The WebSocket address that jsmpeg players watch at.
record JsmpegSockets(Hub hub, MpegStreams streams, LiveSockets live, OpenSockets sockets) {
    /// What is sent.
    ///
    /// @param header     true to begin with `jsmp`, width and height
    /// @param elementary true for the video alone, false for MPEG-TS
    record Form(boolean header, boolean elementary) {}

    void addTo(Routes routes) {
        routes.add("GET", "/api/cameras/{name}/jsmpeg", Permission.WATCH,
                (request, context) -> {
                    var seen = context.cameras(hub);
                    watch(request, context.access(), () -> seen.camera(context.name()), form(request));
                });
    }

    private static Form form(HttpServerRequest request) {
        return new Form("jsmp".equals(word(request, "header", "jsmp")), "es".equals(word(request, "format", "ts", "es")));
    }

    private static String word(HttpServerRequest request, String name, String... allowed) {
        var given = request.getParam(name);
        if (given == null) {
            return "";
        }
        for (var word : allowed) {
            if (word.equals(given)) {
                return word;
            }
        }
        throw HttpError.badRequest(name + " is " + String.join(" or ", allowed) + ", or left out");
    }

    /// Makes a request a viewer of a camera.
    ///
    /// @param access what its credential opens
    /// @param camera the one to show, as it is when this is asked; nothing while there is none
    /// @throws HttpError 426 when the request asks for no WebSocket
    void watch(HttpServerRequest request, Access access, Supplier<Optional<Camera>> camera, Form form) {
        sockets.upgradeOld(request, access,
                socket -> live.jsmpeg(socket, () -> camera.get().map(now -> stream(now, form)), form.header));
    }

    private Track stream(Camera camera, Form form) {
        return form.elementary ? streams.elementary(camera) : streams.transport(camera);
    }
}
