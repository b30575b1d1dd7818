package dev.oriel.web;

import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The cookies of requests and answers.
///
/// A cookie is given without `Path` and `Domain`: a browser then sends it to the folder of the address that gave it, which behind a proxy
/// is the proxy's prefix, and to no other host.
///
/// Source: RFC 6265, sections 4.1 and 5.4.
final class Cookies {
    private static final int MOST_CHARACTERS = 256;

    private Cookies() {
    }

    /// The values of all cookies of that name, in the order in which the browser sent them: longer paths first.
    static List<String> values(HttpServerRequest request, String name) {
        var values = new ArrayList<String>();
        for (var line : request.headers().getAll("Cookie")) {
            for (var pair : line.split(";")) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                    var value = pair.substring(equals + 1).strip();
                    values.add(value.length() <= MOST_CHARACTERS ? value : "");
                }
            }
        }
        return values;
    }

    /// Gives the browser a cookie that scripts cannot read and that foreign pages cannot send along with what changes something.
    static void give(HttpServerRequest request, String name, String value, Lasting lasting) {
        request.response().headers().add("Set-Cookie", name + "=" + value + "; Max-Age=" + lasting.time.toSeconds()
                + "; HttpOnly; SameSite=Lax" + (lasting.secure ? "; Secure" : ""));
    }

    /// How long a cookie lasts, and how it travels.
    ///
    /// @param secure true where the request came by TLS: the browser then never sends it in the clear
    record Lasting(Duration time, boolean secure) {}

    /// Takes a cookie away again.
    static void take(HttpServerRequest request, String name, boolean secure) {
        give(request, name, "", new Lasting(Duration.ZERO, secure));
    }
}
