package dev.oriel.web;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The names of header fields by which proxies, content delivery networks and hosting platforms say for whom they speak, or that
/// they do.
///
/// Such a request comes from somebody else than the connection's peer. A name that only looks so costs its sender a key, and a name
/// that is missing here opens publishing to everybody: so whole families of names count.
final class ForwardingHeaders {
    private static final List<String> BEGINNINGS = List.of("x-forward", "forwarded", "x-original", "x-real", "x-proxy", "proxy-",
            "x-envoy-", "x-azure-", "x-amz-cf-", "x-amzn-", "x-appengine-", "x-arr-", "x-remote-", "x-cluster-", "x-coming-from",
            "x-varnish", "x-traefik", "x-haproxy", "x-cdn", "x-vercel-", "x-nf-", "x-fastly-", "fastly-", "fly-", "cf-", "cdn-",
            "akamai-", "x-akamai-", "do-connecting", "true-client", "remote-", "surrogate-");
    private static final List<String> ENDS = List.of("client-ip", "clientip", "client-host", "connecting-ip", "connecting-ipv6",
            "user-ip", "-forwarded-for", "source-ip", "sourceip");
    private static final Set<String> WHOLE = Set.of("via", "x-via", "x-scheme", "x-host", "x-client", "x-ip", "x-originating-ip",
            "x-url-scheme", "front-end-https", "ssl-offloaded", "max-forwards", "x-oriel-proxy-secret");

    private ForwardingHeaders() {
    }

    /// The first of these names that shows a proxy.
    static Optional<String> in(Iterable<String> names) {
        for (var name : names) {
            if (shows(name.toLowerCase(Locale.ROOT))) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    private static boolean shows(String name) {
        return WHOLE.contains(name) || BEGINNINGS.stream().anyMatch(name::startsWith) || ENDS.stream().anyMatch(name::endsWith);
    }
}
