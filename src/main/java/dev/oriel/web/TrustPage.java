package dev.oriel.web;

import dev.oriel.tls.AuthorityCertificate;
import dev.oriel.tls.ServerTls;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The page that shows a device how to trust this server's own authority, the certificate to download, and what a port that speaks
/// https answers in the clear: that page, and for all other pages the way to https.
///
/// The certificate is no secret, and a device that does not trust it yet gets it either in the clear or behind a warning that its user
/// has learnt to click away; the fingerprint is what protects it both times.
///
/// Threads: any.
final class TrustPage {
    private static final String CERTIFICATE_TYPE = "application/x-x509-ca-cert"; // phones and Firefox offer to install that
    private static final String PAGE = "/trust";
    private static final String CERTIFICATE = "/trust/oriel.crt";
    private static final Set<String> IN_THE_CLEAR = Set.of(PAGE, CERTIFICATE, "/favicon.ico", "/assets/icon.svg",
            "/assets/oriel.css",
            "/assets/trust.css", "/assets/trust.js");

    private final @Nullable ServerTls tls;
    private final Pages pages;
    private final String template = Assets.page("trust.html");

    /// @param tls null for a server without
    TrustPage(@Nullable ServerTls tls, Pages pages) {
        this.tls = tls;
        this.pages = pages;
    }

    void addTo(Routes routes) {
        routes.add("GET", PAGE, Permission.NONE, (request, context) -> page(request));
        routes.add("GET", CERTIFICATE, Permission.NONE, (request, context) -> certificate(request));
    }

    private @Nullable AuthorityCertificate authority() {
        return tls == null ? null : tls.authority().orElse(null);
    }

    private void page(HttpServerRequest request) {
        var authority = authority();
        var https = authority != null ? "own" : tls != null ? "files" : "none";
        var text = template.replace("{{https}}", https)
                .replace("{{name}}", authority == null ? "" : ErrorPage.escaped(authority.name()))
                .replace("{{fingerprint}}", authority == null ? "" : authority.fingerprint());
        pages.restrict(request);
        Reply.text(request, "text/html; charset=utf-8", Buffer.buffer(text));
    }

    private void certificate(HttpServerRequest request) {
        var authority = authority();
        if (authority == null) {
            throw HttpError.notFound("this server has no authority of its own (--tls-self-signed)");
        }
        Reply.text(request, CERTIFICATE_TYPE, Buffer.buffer(authority.pem()));
    }

    /// Answers a request that came in the clear to a port that speaks https.
    ///
    /// @throws HttpError 403 for what is no page: a program has sent whatever it had to say already, and is to notice
    void answerInTheClear(HttpServerRequest request, Routes routes) {
        var host = request.getHeader("Host");
        boolean reads = request.method().name().equals("GET") || Reply.isHead(request);
        if (reads && IN_THE_CLEAR.contains(String.valueOf(request.path()))) {
            routes.answer(request, Access.NONE);
        } else if (reads && host != null && !OpenSockets.isUpgrade(request)
                && ForwardingHeaders.in(request.headers().names()).isEmpty()) { // a proxy would be sent to itself
            // Not for ever: the owner may want http again, and a browser would not ask then.
            Reply.body(request, Reply.head(request, 307, "text/plain; charset=utf-8").putHeader("Location", "https://" + host
                    + target(request)), Buffer.buffer("https://" + host + "\n"));
        } else {
            throw new HttpError(403, "https-only",
                    "this port speaks https and wss; nothing that is sent to it in the clear is taken",
                    Map.of()).withoutPages();
        }
    }

    private static String target(HttpServerRequest request) {
        var query = request.query();
        return request.path() + (query == null ? "" : "?" + query);
    }
}
