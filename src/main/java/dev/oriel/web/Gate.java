package dev.oriel.web;

import dev.oriel.config.Network;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// From where a request may come: the rules on `Host` and `Origin`, and whose forwarding headers are believed.
///
/// A browser sends requests to a local server on behalf of any page. So a foreign page must be refused by its `Origin`, and one
/// that has a name of its own point here (DNS rebinding) by the `Host` that it gives.
///
/// Threads: any; immutable.
final class Gate {

    /// What of a request the rules look at.
    ///
    /// @param secure true when the connection itself is TLS
    record Asked(@Nullable String host, @Nullable String origin, @Nullable String forwardedHost, @Nullable String forwardedProto,
            @Nullable InetAddress peer, boolean secure) {}

    private final Set<String> origins;
    private final Set<String> hostNames;
    private final List<Network> trustedProxies;

    /// @param origins        `server.origins`: origins, or names of hosts
    /// @param machineNames   how this machine is called
    /// @param trustedProxies `server.trustedProxies`
    Gate(List<String> origins, Set<String> machineNames, List<String> trustedProxies) {
        this.origins = lower(origins);
        this.hostNames = lower(machineNames);
        this.origins.forEach(origin -> hostNames.add(hostName(origin.substring(origin.lastIndexOf('/') + 1))));
        this.trustedProxies = trustedProxies.stream().map(Network::parse).toList();
    }

    private static Set<String> lower(Iterable<String> texts) {
        var lower = new TreeSet<String>();
        texts.forEach(text -> lower.add(text.toLowerCase(Locale.ROOT)));
        return lower;
    }

    /// True when the connection comes from a proxy whose headers are believed.
    boolean trusts(@Nullable InetAddress peer) {
        return trustedProxies.stream().anyMatch(network -> network.contains(peer));
    }

    /// Refuses a host that this server does not go by.
    ///
    /// @throws HttpError 421, naming the setting
    void checkHost(Asked asked) {
        var host = asked.host(); // never the forwarded one: a page that is rebound to this machine could send that itself
        if (host == null) {
            return; // HTTP/1.0: no browser
        }
        var name = hostName(host);
        if (!isAddress(name) && !name.equals("localhost") && !name.endsWith(".localhost") && !hostNames.contains(name)) {
            throw new HttpError(421, "wrong-host", "this server is not known as \"" + printable(name)
                    + "\"; to reach it under that name, add the name to the setting server.origins").withoutPages();
        }
    }

    /// Refuses a foreign page.
    ///
    /// @throws HttpError 403, naming the setting
    void checkOrigin(Asked asked) {
        var origin = asked.origin();
        if (origin == null) {
            return; // no browser
        }
        var given = origin.toLowerCase(Locale.ROOT);
        var host = effectiveHost(asked);
        boolean own = host != null
                && given.equals(scheme(asked) + "://" + withoutDefaultPort(host.toLowerCase(Locale.ROOT), scheme(asked)));
        if (!own && !origins.contains(given) && !origins.contains(given.substring(given.lastIndexOf('/') + 1))) {
            throw new HttpError(403, "foreign-origin", "pages of \"" + printable(origin)
                    + "\" may not connect; to let them, add that origin to the setting server.origins");
        }
    }

    /// Refuses a foreign page, but not one that comes from another port of this host: the pages of old programs do.
    ///
    /// @throws HttpError 403, naming the setting
    void checkOriginOfAnyPort(Asked asked) {
        var origin = asked.origin();
        var host = effectiveHost(asked);
        if (origin == null || host == null || !hostName(origin.replaceFirst("^https?://", "")).equals(hostName(host))) {
            checkOrigin(asked);
        }
    }

    private @Nullable String effectiveHost(Asked asked) {
        var forwarded = asked.forwardedHost();
        return forwarded != null && trusts(asked.peer()) ? forwarded.split(",")[0].strip() : asked.host();
    }

    private String scheme(Asked asked) {
        var forwarded = asked.forwardedProto();
        boolean secure = asked.secure();
        if (forwarded != null && trusts(asked.peer())) {
            secure = forwarded.split(",")[0].strip().equalsIgnoreCase("https");
        }
        return secure ? "https" : "http";
    }

    /// A browser leaves the default port out of both headers, other programs do not out of `Host`.
    private static String withoutDefaultPort(String host, String scheme) {
        var port = scheme.equals("https") ? ":443" : ":80";
        return host.endsWith(port) ? host.substring(0, host.length() - port.length()) : host;
    }

    private static String hostName(String host) {
        var lower = host.toLowerCase(Locale.ROOT);
        if (lower.startsWith("[")) {
            int end = lower.indexOf(']');
            return end < 0 ? lower : lower.substring(1, end);
        }
        int colon = lower.lastIndexOf(':');
        // What is no port belongs to the name, which is then nobody's: "127.0.0.1:80@evil.example".
        boolean port = colon >= 0 && lower.substring(colon + 1).chars().allMatch(Character::isDigit);
        var name = port ? lower.substring(0, colon) : lower;
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static boolean isAddress(String name) {
        return NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
    }

    private static String printable(String text) {
        var visible = text.replaceAll("[^\\x20-\\x7e]", "?");
        return visible.length() > 100 ? visible.substring(0, 100) + "…" : visible;
    }
}
