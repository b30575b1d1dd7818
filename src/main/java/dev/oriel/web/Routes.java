package dev.oriel.web;

import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which code answers which address, and what it asks of the holder of a credential: unknown path 404, known path with another method 405
/// with `Allow`, `HEAD` as `GET`.
///
/// A path has fixed parts and `{name}` for one part that may be anything. Threads: made by one, then any.
final class Routes {
    /// Where the name of a camera stands in a path.
    private static final Pattern CAMERA = Pattern.compile("/(?:cameras|watch|ingest/\\{key})/\\{name}(?:/|$)");

    /// Answers one request.
    @FunctionalInterface
    interface Answer {
        void answer(HttpServerRequest request, RequestContext context);
    }

    private record Route(String method, String template, Permission permission, Pattern path, List<String> names,
            Answer answer) {

        boolean namesCamera() {
            return CAMERA.matcher(template).find();
        }
    }

    /// The address that a request asks for.
    final class Found {
        private final Route route;
        private final Map<String, String> parameters = new TreeMap<>();

        private Found(Route route, Matcher path) {
            this.route = route;
            for (int i = 0; i < route.names.size(); i++) {
                parameters.put(route.names.get(i), path.group(i + 1));
            }
        }

        Permission permission() {
            return route.permission;
        }

        private @Nullable String camera() {
            return route.namesCamera() ? parameters.get("name") : null;
        }

        /// @throws HttpError what [Permission#check] says
        void answer(HttpServerRequest request, Access access) {
            var context = new RequestContext(parameters, access, () -> route.permission.check(access, camera(), hasCamera));
            context.check();
            route.answer.answer(request, context);
        }
    }

    private final List<Route> routes = new ArrayList<>();
    private final Predicate<String> hasCamera;

    /// @param hasCamera true for names of cameras that there are
    Routes(Predicate<String> hasCamera) {
        this.hasCamera = hasCamera;
    }

    /// @param permission what the address asks of the holder of a credential
    Routes add(String method, String template, Permission permission, Answer answer) {
        var names = new ArrayList<String>();
        var matcher = Pattern.compile("\\{(\\w+)}|[^{}]+").matcher(template);
        var path = new StringBuilder();
        while (matcher.find()) {
            var name = matcher.group(1);
            if (name == null) {
                path.append(Pattern.quote(matcher.group()));
            } else {
                names.add(name);
                path.append(name.equals("rest") ? "(.+)" : "([^/]+)");
            }
        }
        routes.add(new Route(method, template, permission, Pattern.compile(path.toString()), names, answer));
        return this;
    }

    /// @throws HttpError 404 or 405
    Found find(HttpServerRequest request) {
        var method = request.method().name().equals("HEAD") ? "GET" : request.method().name();
        var allowed = new TreeSet<String>();
        for (var route : routes) {
            var match = route.path.matcher(request.path());
            if (match.matches()) {
                if (route.method.equals(method)) {
                    return new Found(route, match);
                }
                allowed.add(route.method);
                if (route.method.equals("GET")) {
                    allowed.add("HEAD");
                }
            }
        }
        if (allowed.isEmpty()) {
            throw HttpError.notFound("there is nothing at this address");
        }
        throw new HttpError(405, "method-not-allowed", "this address knows " + String.join(", ", allowed),
                Map.of("Allow", String.join(", ", allowed)));
    }

    /// Finds the address and answers.
    ///
    /// @throws HttpError as [#find] and [Found#answer]
    void answer(HttpServerRequest request, Access access) {
        find(request).answer(request, access);
    }

    /// Every route as `GET /api/cameras`, for the test that holds the documentation to it.
    List<String> list() {
        return routes.stream().map(route -> route.method + " " + route.template).toList();
    }

    /// The permission of every route, by the words of [#list].
    Map<String, Permission> permissions() {
        var permissions = new TreeMap<String, Permission>();
        routes.forEach(route -> permissions.put(route.method + " " + route.template, route.permission));
        return permissions;
    }
}
