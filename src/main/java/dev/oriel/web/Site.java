package dev.oriel.web;

import dev.oriel.config.Settings;
import dev.oriel.hub.Hub;
import dev.oriel.limits.MemoryShares;
import dev.oriel.limits.PictureLimits;
import dev.oriel.observe.LogOncePerKey;
import dev.oriel.observe.Printable;
import dev.oriel.time.Clocks;
import dev.oriel.tls.ServerTls;
import dev.oriel.transcode.CodecShare;
import dev.oriel.view.LiveSession;
import dev.oriel.view.Patience;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that there is to ask for, behind the gate.
///
/// Threads: requests come on the event loop of their connection.
final class Site {
    private static final Logger LOG = LoggerFactory.getLogger(Site.class);

    private final Routes routes;
    private volatile IntSupplier port;
    private final Authenticator authenticator;
    private final LoginSite login;
    private final Supplier<Settings> settings;
    private final OpenSockets sockets;
    private final HttpPictures pictures;
    private final CompatPorts compat;
    private final Pages pages;
    private final TrustPage trust;
    private final Supplier<Gate> gate;
    private final BooleanSupplier locked;
    private final RunningAccess running = new RunningAccess();
    private final OldPortCredentials oldPorts;
    private final LogOncePerKey failures;
    private final Refusals refusals;

    /// What the site shows and how.
    ///
    /// @param gate           the rules as they stand
    /// @param frameAncestors origins that may frame the pages
    /// @param condition      of the server and its machine
    /// @param blocking       runs what waits for a disk
    /// @param publishing     what is sent to this server
    /// @param memory         what senders hold
    /// @param pictures       what a picture may cost
    /// @param settings       as they stand
    /// @param tls            null for a server that speaks http
    /// @param login          credentials, and the addresses at which they are given
    /// @param authenticator  finds what a request's credentials open
    /// @param locked         true while the server asks for credentials
    record Parts(Hub hub, WebServer.Streams streams, String version, Clocks clocks, Supplier<Gate> gate,
            Supplier<Patience> patience,
            List<String> frameAncestors, WebServer.Condition condition, Executor blocking,
            WebServer.Publishing publishing, MemoryShares memory, PictureLimits pictures,
            Supplier<Settings> settings,
            @Nullable ServerTls tls, LoginSite login, Authenticator authenticator, BooleanSupplier locked) {}

    /// A port, the setting that names it, and what answers there.
    record OpenPort(String setting, String host, int number, Consumer<HttpServerRequest> answer) {}

    Site(Parts parts) {
        failures = new LogOncePerKey(LOG, "failed requests", parts.clocks.nanoTime());
        refusals = new Refusals(parts.clocks.nanoTime());
        port = () -> parts.settings.get().server().port();
        gate = parts.gate;
        locked = parts.locked;
        oldPorts = new OldPortCredentials(parts.authenticator, gate, locked, () -> ownPorts(parts.settings.get()));
        authenticator = parts.authenticator;
        login = parts.login;
        settings = parts.settings;
        routes = new Routes(camera -> parts.hub.camera(camera).isPresent());
        pages = new Pages(parts.frameAncestors);
        sockets = new OpenSockets(parts.memory.messages(), running,
                (socket, code, reason) -> refusals.closed(client(socket), code, reason), parts.clocks.nanoTime());
        var live = new LiveSockets(parts.hub, parts.patience, (seen, giveUp) -> new LiveSession.Surroundings(seen,
                parts.streams.renditions(), parts.version, parts.clocks.epochMicros(), parts.patience.get(), giveUp), sockets);
        pages.addTo(routes);
        trust = new TrustPage(parts.tls, pages);
        trust.addTo(routes);
        var jsmpeg = new JsmpegSockets(parts.hub, parts.streams.mpeg(), live, sockets);
        var changes = new CameraChanges(new Waiting(parts.blocking));
        new CamerasApi(parts.hub, parts.streams.mpeg()).addTo(routes);
        new SettingsApi(parts.hub, changes, parts.memory.messages()).addTo(routes);
        var orient = new OrientApi(parts.hub, changes, gate, settings);
        orient.addTo(routes);
        new ControlsApi(parts.hub, changes, parts.memory.messages()).addTo(routes);
        pictures = new HttpPictures(parts.hub, parts.streams.renditions(),
                new HttpPictures.Manner(parts.patience, gate, parts.memory.messages()), running);
        pictures.addTo(routes);
        live.addTo(routes);
        FiltersApi.addTo(routes);
        var relayCamera = new RelayCamera(parts.hub);
        var permits = new PublishPermits(login.attempts(), parts.hub);
        var uploads = new Uploads(relayCamera, parts.publishing.publications(), permits, running, this::client, this::refused);
        uploads.addTo(routes);
        login.addTo(routes);
        new PublishSockets(parts.publishing.publications(), permits, this::client, sockets).addTo(routes);
        new EdgeSockets(new EdgeSockets.Parts(parts.publishing.publications().edges(), parts.publishing.edgeId(), permits,
                this::client, parts.blocking), sockets).addTo(routes);
        jsmpeg.addTo(routes);
        var processing = processing(parts);
        processing.addTo(routes);
        var imageToImage = new ImageToImagePorts(parts.settings, processing, parts.blocking);
        imageToImage.addTo(routes);
        compat = new CompatPorts(parts.hub, parts.settings, jsmpeg, live, pages, uploads, relayCamera, imageToImage, orient);
        new DoctorApi(parts.condition.doctor(), gate).addTo(routes);
        new Health(parts.hub, parts.streams, parts.condition, new Health.Connected(sockets::count,
                parts.publishing.publications().edges()), parts.memory.whole()).addTo(routes);
    }

    private ProcessSockets processing(Parts parts) {
        var renditions = parts.streams.renditions();
        return new ProcessSockets(
                new ProcessSockets.Parts(new CodecShare(renditions.codecs(), renditions.codecThreads() - 1),
                        parts.pictures, parts.memory.processing(), parts.clocks.epochMicros(), login.attempts(), parts.patience,
                        this::client),
                sockets);
    }

    void answer(HttpServerRequest request) {
        var shown = Uploads.shown(request);
        answer(request, new Door(shown, !locked.getAsBoolean(), asked -> {
            if (OpenSockets.isUpgrade(request) || !Connections.isReading(request)) {
                gate.get().checkOrigin(asked);
            } else if (String.valueOf(request.path()).startsWith("/api/")) {
                gate.get().checkEmbedding(Connections.fetch(request));
            }
            checkQuery(request);
            if (KeyCredentials.isEntry(request)) {
                login.enter(request);
            } else {
                enter(request, shown, routes.find(request));
            }
        }));
    }

    private void enter(HttpServerRequest request, String shown, Routes.Found found) {
        if (found.permission() == Permission.NONE) {
            found.answer(request, Access.NONE);
            return;
        }
        Consumer<HttpError> refused = error -> {
            if (found.permission() == Permission.OPTIONAL) {
                attempt(request, shown, () -> found.answer(request, Access.NONE));
            } else {
                refused(request, error);
            }
        };
        try {
            authenticator.authenticate(request, access -> attempt(request, shown, () -> answer(request, found, access)), refused);
        } catch (HttpError e) {
            refused.accept(e);
        }
    }

    private static void answer(HttpServerRequest request, Routes.Found found, Access access) {
        try {
            found.answer(request, access);
        } catch (HttpError e) {
            if (!e.code().equals(HttpError.LOGIN_REQUIRED) || !found.permission().isPage()) {
                throw e;
            }
            LoginPage.redirect(request, LoginPage.from(request.path()));
        }
    }

    /// The ports that old programs know, each with its own answers behind the same gate; pages come from any port of the same host.
    List<OpenPort> compatPorts(Settings settings) {
        return compat.of(settings).stream()
                .map(port -> new OpenPort(port.setting(), port.host(), port.number(), request -> answerOld(request, port)))
                .toList();
    }

    /// Names the port that the pages stand on: the settings' one may be any.
    void port(IntSupplier actual) {
        port = actual;
    }

    private Set<Integer> ownPorts(Settings settings) {
        return Stream.concat(Stream.of(port.getAsInt()), compat.of(settings).stream().map(CompatPorts.Port::number))
                .collect(Collectors.toSet());
    }

    private void answerOld(HttpServerRequest request, CompatPorts.Port port) {
        var shown = "port " + port.number();
        answer(request, new Door(shown, oldPorts.isOpen(port), asked -> {
            gate.get().checkOriginOfAnyPort(asked);
            oldPorts.authenticate(request, asked, port, new OldPortCredentials.Answers(
                    access -> attempt(request, shown, () -> port.answer().answer(request, access)),
                    error -> refused(request, error)));
        }));
    }

    /// The way in at a port.
    ///
    /// @param shown what was asked for, as it may be logged
    /// @param open  no credential is asked for: a foreign page could get in under a name of its own that leads here
    /// @param enter refuses a request for where it comes from, asks for its credential, and answers
    private record Door(String shown, boolean open, Consumer<Gate.Asked> enter) {}

    private void answer(HttpServerRequest request, Door door) {
        if (ErrorPage.isWanted(request)) {
            pages.restrict(request);
        }
        if (LiveSockets.isExplained(request)) {
            request.response().putHeader("Access-Control-Allow-Origin", "*");
        }
        attempt(request, door.shown, () -> {
            RequestForm.check(request);
            var asked = Connections.asked(request);
            if (door.open) {
                gate.get().checkHost(asked);
            }
            if (Connections.isInTheClear(request)) {
                trust.answerInTheClear(request, routes);
            } else {
                door.enter.accept(asked);
            }
        });
    }

    private void attempt(HttpServerRequest request, String shown, Runnable step) {
        try {
            step.run();
        } catch (HttpError e) {
            refused(request, e);
        } catch (Throwable e) {
            failures.error(Printable.of(request.method().name(), 20) + " " + Printable.of(shown, 200) + " failed", e);
            Bodies.refuse(request, HttpError.internal());
        }
    }

    /// Tells the client, leaves a trace, and does not listen for long to whoever goes on.
    void refused(HttpServerRequest request, HttpError error) {
        refusals.refused(request, client(request), error);
        if (error.status() == 401 && BasicLogins.isWorthAsking(request, error) && settings.get().auth().basic()) {
            request.response().putHeader("WWW-Authenticate", "Basic realm=\"Oriel\", charset=\"UTF-8\"");
        }
        Bodies.refuse(request, error);
    }

    private String client(HttpServerRequest request) {
        return Connections.client(request, gate.get());
    }

    private String client(ServerWebSocket socket) {
        return gate.get().client(Connections.peer(socket), socket.headers().getAll("X-Forwarded-For"));
    }

    private static void checkQuery(HttpServerRequest request) {
        try {
            request.params();
        } catch (IllegalArgumentException e) {
            throw HttpError.badRequest("the query is not percent-encoded as it should be");
        }
    }

    /// Cameras have come or gone: viewers of one that is no longer there are told.
    ///
    /// @return done when all have been told
    CompletableFuture<Void> camerasChanged() {
        pictures.camerasChanged();
        return sockets.camerasChanged();
    }

    /// Accounts, keys, sessions or links may have changed, or their time may be over: what runs and is no longer allowed ends. To be
    /// called at each change, and each second. Does not wait.
    void accessChanged() {
        running.look();
    }

    /// Tells every viewer that the server goes away.
    ///
    /// @return done when each has been told, as far as its connection takes it
    CompletableFuture<Void> sayBye() {
        return sockets.closeAll();
    }

    Routes routes() {
        return routes;
    }
}
