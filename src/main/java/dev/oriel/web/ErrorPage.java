package dev.oriel.web;

import dev.oriel.files.Sha256;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// The page that a browser shows for a refused request: what happened, and what to do.
///
/// It needs nothing else of this server, which may refuse that as well. It never shows the address, in which a key may stand.
///
/// Threads: any; immutable.
final class ErrorPage {

    /// @param title  a few words
    /// @param advice what the reader can do
    private record Words(String title, String advice) {}

    private static final Map<String, Words> WORDS = Map.ofEntries(
            Map.entry("not-found", new Words("Nothing here", "Check the address, or begin with the page of all cameras.")),
            Map.entry("no-such-camera",
                    new Words("No such camera", "It may have another name now, or have been taken out of the settings.")),
            Map.entry("method-not-allowed", new Words("Not a page", "This address is for programs.")),
            Map.entry("upgrade-required",
                    new Words("Not a page",
                            "This address is for players and programs; the pages of this server use it by themselves.")),
            Map.entry("wrong-host",
                    new Words("Unknown name", "A server accepts only names that it was told, or any site could point a name of"
                            + " its own at it. It takes a changed setting within seconds. Its IP address needs no setting.")),
            Map.entry("foreign-origin", new Words("Not from there", "The owner of this server can allow it in the settings.")),
            Map.entry("bad-request", new Words("Not understood", "Something in the address is not allowed.")),
            Map.entry("no-picture",
                    new Words("No picture", "Load this page again to try once more, or see on the page of all cameras"
                            + " what is wrong.")),
            Map.entry("going-away", new Words("The server is stopping", "Load this page again in a few seconds.")),
            Map.entry("no-such-link",
                    new Words("This link has ended", "Ask whoever sent it for a new one. With an account you can log in.")),
            Map.entry("not-allowed", new Words("Not allowed", "An admin of this server can give your account more.")),
            Map.entry("too-many-attempts", new Words("Too many attempts", "Wait a little, then try again.")),
            Map.entry("internal-error", new Words("The server failed",
                    "Load this page again. If that does not help, tell the owner of this server.")));
    private static final Words OTHERWISE = new Words("Refused", "Tell the owner of this server if that should not be so.");

    private static final String TEMPLATE = Assets.page("error.html");
    private static final Pattern STYLE = Pattern.compile("(?s)<style>(.*)</style>");
    private static final Pattern HTML = Pattern
            .compile("(?i)(?:^|,)\\s*text/html\\s*(?:;\\s*q=(?!0(?:\\.0*)?\\s*(?:,|$))[^,]*)?(?:,|$)");

    private ErrorPage() {
    }

    /// The source for `style-src` that allows the style of this page, and no other that stands in a page.
    static String styleSource() {
        var style = STYLE.matcher(TEMPLATE);
        if (!style.find()) {
            throw new IllegalStateException("error.html has no style");
        }
        return "'sha256-" + Base64.getEncoder().encodeToString(Sha256.of(style.group(1))) + "'";
    }

    /// True for what a browser shows in place of a page: it reads HTML, and says that it navigates where it says so at all.
    static boolean isWanted(HttpServerRequest request) {
        var mode = request.getHeader("Sec-Fetch-Mode");
        return switch (request.method().name()) {
            case "GET", "HEAD" -> (mode == null || mode.equals("navigate"))
                    && HTML.matcher(String.join(",", request.headers().getAll("Accept"))).find();
            default -> false;
        };
    }

    /// The page for an error.
    static Buffer of(HttpServerRequest request, HttpError error) {
        var words = WORDS.getOrDefault(error.code(), OTHERWISE);
        var link = error.hasPages()
                ? "<p><a href=\"" + LoginPage.root(String.valueOf(request.path())) + "\">All cameras</a></p>"
                : "";
        return Buffer.buffer(TEMPLATE.replace("{{status}}", Integer.toString(error.status()))
                .replace("{{title}}", words.title).replace("{{advice}}", words.advice).replace("{{link}}", link)
                .replace("{{message}}", escaped(sentence(String.valueOf(error.getMessage())))));
    }

    private static String sentence(String words) {
        var begun = words.isEmpty() ? words : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
        return begun.endsWith(".") ? begun : begun + ".";
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("'", "&#39;");
    }
}
