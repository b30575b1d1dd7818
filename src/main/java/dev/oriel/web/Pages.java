package dev.oriel.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Objects;

/// The pages and their files.
final class Pages {
    private static final String POLICY = "Content-Security-Policy";

    private final Assets assets = new Assets();
    private final String contentPolicy;

    /// @param frameAncestors origins that may show the pages in a frame, besides their own
    Pages(List<String> frameAncestors) {
        contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self' " + ErrorPage.styleSource()
                + "; img-src 'self' blob: data:; media-src blob:; connect-src 'self'; "
                + "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
                + String.join("", frameAncestors.stream().map(origin -> " " + origin).toList());
    }

    /// Holds what is shown for a request, page or error, to the policy of the pages.
    void restrict(HttpServerRequest request) {
        request.response().putHeader(POLICY, contentPolicy);
    }

    void addTo(Routes routes) {
        routes.add("GET", "/", Permission.PAGE, (request, context) -> send(request, "index.html"));
        routes.add("GET", "/watch/{name}", Permission.WATCH_PAGE, (request, context) -> send(request, "watch.html"));
        routes.add("GET", "/process", Permission.PAGE, (request, context) -> send(request, "process.html"));
        routes.add("GET", "/publish", Permission.NONE, (request, context) -> send(request, "publish.html"));
        for (var page : List.of("account", "users", "keys", "doctor")) {
            routes.add("GET", "/" + page, Permission.PAGE, (request, context) -> send(request, page + ".html"));
        }
        routes.add("GET", "/login", Permission.NONE, (request, context) -> login(request));
        routes.add("GET", "/logout", Permission.NONE, (request, context) -> send(request, "logout.html"));
        routes.add("GET", "/assets/{file}", Permission.NONE,
                (request, context) -> send(request, "assets/" + context.parameter("file")));
        routes.add("GET", "/favicon.ico", Permission.NONE, (request, context) -> send(request, "assets/icon.svg"));
    }

    /// Answers with the form for a login. It works without scripts: whether the last try failed stands in the address.
    void login(HttpServerRequest request) {
        var asset = Objects.requireNonNull(assets.find("login.html"), "login.html");
        var problem = request.getParam("error") == null ? "" : "Wrong name or password.";
        restrict(request);
        Reply.text(request, asset.contentType(), Buffer.buffer(asset.body().toString().replace("{{problem}}", problem)));
    }

    /// Answers with one file of the pages.
    ///
    /// @throws HttpError 404
    void send(HttpServerRequest request, String name) {
        var asset = assets.find(name);
        if (asset == null) {
            throw HttpError.notFound("there is nothing at this address");
        }
        var response = Reply.head(request, 200, asset.contentType()).putHeader("Cache-Control", "no-cache").putHeader("ETag",
                asset.etag());
        if (name.endsWith(".html")) {
            restrict(request);
        } else {
            response.putHeader("Access-Control-Allow-Origin", "*"); // so that other sites can embed the player; it holds no secret
        }
        if (asset.etag().equals(request.getHeader("If-None-Match"))) {
            response.setStatusCode(304).end();
        } else {
            Reply.body(request, response, asset.body());
        }
    }
}
