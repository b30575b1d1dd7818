package dev.oriel.web;

import dev.oriel.view.LiveMessages;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// The subprotocols that a WebSocket handshake offers, and the one that is taken where any will do.
///
/// Ours is taken by the HTTP library itself. Old clients may offer whatever their pages name, and jsmpeg's player before 2022
/// offers `null` where they name nothing; browsers end a connection whose offer is not taken up.
///
/// Source: RFC 6455, sections 4.1 and 4.2.2; RFC 7230, section 3.2.6, for what a name is made of.
final class Subprotocols {
    private static final String HEADER = "Sec-WebSocket-Protocol";
    /// A token, and of a length that a name has.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");

    private Subprotocols() {
    }

    private static List<String> offered(HttpServerRequest request) {
        var lines = request.headers().getAll(HEADER);
        return lines.isEmpty() ? List.of() : Arrays.stream(String.join(",", lines).split(",", -1)).map(String::strip).toList();
    }

    /// True when ours is among them.
    static boolean offersOurs(HttpServerRequest request) {
        return offered(request).contains(LiveMessages.PROTOCOL);
    }

    /// Before the handshake is answered: takes that one alone.
    ///
    /// @return false when it is not offered
    static boolean take(HttpServerRequest request, String protocol) {
        if (!offered(request).contains(protocol)) {
            return false;
        }
        request.headers().set(HEADER, protocol);
        request.response().putHeader(HEADER, protocol);
        return true;
    }

    /// Before the handshake is answered: the HTTP library reads one line of offers, and there may be several.
    static void joinLines(HttpServerRequest request) {
        var offered = offered(request);
        if (request.headers().getAll(HEADER).size() > 1) {
            request.headers().set(HEADER, String.join(",", offered));
        }
    }

    /// Before the handshake is answered: takes the first that is offered, or ours where that is offered too.
    static void takeFirst(HttpServerRequest request) {
        var offered = offered(request);
        if (!offered.isEmpty() && !offered.contains(LiveMessages.PROTOCOL) && NAME.matcher(offered.getFirst()).matches()) {
            request.response().putHeader(HEADER, offered.getFirst());
        }
    }
}
