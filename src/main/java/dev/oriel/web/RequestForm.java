package dev.oriel.web;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// What the head of a request must look like so that nobody on its way can read it differently: one `Host`, one of every field that
/// decides something, and a target that names this server; and no more fields than anybody needs.
///
/// Source: RFC 9112, sections 3.2 and 3.2.2; RFC 6455, section 4.1. The HTTP library checks the rest.
final class RequestForm {
    /// RFC 9110, section 5.3: a field that is no list stands once.
    private static final List<String> ONCE = List.of("Origin", "Authorization", "Referer", "Upgrade", "Sec-WebSocket-Key",
            "Sec-WebSocket-Version", "Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._~:%\\[\\]-]{0,255}");
    private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://([^/?#]+)(?:[/?].*)?");

    private static final int MOST_FIELDS = 100;

    private RequestForm() {
    }

    /// @throws HttpError 400, naming the field; 431
    static void check(HttpServerRequest request) {
        if (request.headers().entries().size() > MOST_FIELDS) {
            throw new HttpError(431, "too-many-fields", "a request has at most " + MOST_FIELDS + " fields");
        }
        checkHost(request);
        for (var name : ONCE) {
            if (request.headers().getAll(name).size() > 1) {
                throw ambiguous(name + " may stand once in a request");
            }
        }
        checkTarget(request);
    }

    private static void checkHost(HttpServerRequest request) {
        var hosts = request.headers().getAll("Host");
        if (hosts.size() > 1 || (hosts.isEmpty() && request.version() != HttpVersion.HTTP_1_0)) {
            throw ambiguous("a request has one Host; a proxy in front passes it on (nginx: proxy_set_header Host $http_host)");
        }
        if (!hosts.isEmpty() && !HOST.matcher(hosts.getFirst()).matches()) {
            throw ambiguous("Host is no name, address or port");
        }
    }

    private static void checkTarget(HttpServerRequest request) {
        var target = String.valueOf(request.uri());
        if (target.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw ambiguous("an address has no control characters");
        }
        if (target.startsWith("/") || (target.equals("*") && request.method().name().equals("OPTIONS"))) {
            return;
        }
        var absolute = ABSOLUTE.matcher(target);
        var host = String.valueOf(request.getHeader("Host")).toLowerCase(Locale.ROOT);
        if (!absolute.matches() || !absolute.group(1).toLowerCase(Locale.ROOT).equals(host)) {
            throw ambiguous("an address begins with / or with the server that Host names");
        }
    }

    private static HttpError ambiguous(String message) {
        return new HttpError(400, "ambiguous-request", message);
    }
}
