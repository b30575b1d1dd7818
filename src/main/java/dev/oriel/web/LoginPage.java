package dev.oriel.web;

import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The way to the login page and back: relative, so that it holds behind any prefix, and never to another site.
///
/// Threads: any.
final class LoginPage {
    /// A page of this server, seen from its root: no scheme, no host, no way up.
    private static final Pattern PAGE = Pattern.compile("[a-z0-9-]{1,32}(/[a-z0-9-]{1,32})?(\\.html)?");

    private LoginPage() {
    }

    /// Where somebody is sent who asks for a page without a login: `../login?to=watch/door`.
    static String from(@Nullable String path) {
        var asked = path == null ? "/" : path;
        var page = asked.substring(Math.min(1, asked.length()));
        return root(asked) + "login" + (PAGE.matcher(page).matches() ? "?to=" + page : "");
    }

    /// Where somebody is sent after the login, seen from its address: the page that was asked for, else the wall.
    static String back(@Nullable String wanted) {
        return isPage(wanted) ? "./" + wanted : "./";
    }

    /// Where somebody is sent whose name or password was wrong.
    static String again(@Nullable String wanted) {
        return "login?error=true" + (isPage(wanted) ? "&to=" + wanted : "");
    }

    private static boolean isPage(@Nullable String wanted) {
        return wanted != null && PAGE.matcher(wanted).matches() && !wanted.equals("login") && !wanted.equals("logout");
    }

    /// The way from a path to the root, whatever a proxy puts in front of both.
    static String root(String path) {
        long below = path.chars().filter(c -> c == '/').count();
        return below <= 1 ? "./" : "../".repeat((int) below - 1);
    }

    /// Sends a browser to an address, which it asks for with `GET` whatever it has sent.
    static void redirect(HttpServerRequest request, String address) {
        Reply.body(request, Reply.head(request, 303, "text/plain; charset=utf-8").putHeader("Location", address),
                io.vertx.core.buffer.Buffer.buffer());
    }
}
