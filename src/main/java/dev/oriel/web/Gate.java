package dev.oriel.web;

import dev.oriel.config.Network;
import dev.oriel.observe.Printable;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// From where a request may come: the rules on `Host`, `Origin` and `Sec-Fetch-Site`, and whose forwarding headers are believed.
///
/// A browser sends requests to a local server on behalf of any page. So a foreign page must be refused by its `Origin`, one
/// that has a name of its own point here (DNS rebinding) by the `Host` that it gives, and one that puts pictures of this server into
/// itself by what the browser says of it.
///
/// Threads: any; immutable.
final class Gate {
    private static final int MOST_PRINTED_CHARACTERS = 100;
    private static final Pattern ORIGIN = Pattern.compile("^https?://[a-z0-9._\\-\\[\\]:]+(?=[/?#]|$)");

    /// What of a request the rules look at.
    ///
    /// @param secure true when the connection itself is TLS
    record Asked(@Nullable String host, @Nullable String origin, @Nullable String forwardedHost, @Nullable String forwardedProto,
            @Nullable InetAddress peer, boolean secure) {}

    /// What a browser says of a request that a page makes it send, as `Sec-Fetch-Site`, `Sec-Fetch-Dest` and `Origin` or `Referer`
    /// have it. Programs and old browsers say nothing.
    record Fetch(@Nullable String site, @Nullable String dest, @Nullable String page) {}

    private final Set<String> origins;
    private final Set<String> hostNames;
    private final List<Network> trustedProxies;
    private final boolean embed;

    /// @param origins        `server.origins`: origins, or names of hosts
    /// @param machineNames   how this machine is called
    /// @param trustedProxies `server.trustedProxies`
    /// @param embed          `server.embed`
    Gate(List<String> origins, Set<String> machineNames, List<String> trustedProxies, boolean embed) {
        this.embed = embed;
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
        if (origin != null && !isOwnOrListed(origin, asked)) { // without it, it is no browser
            throw new HttpError(403, "foreign-origin", "pages of \"" + printable(origin)
                    + "\" may not connect; to let them, add that origin to the setting server.origins");
        }
    }

    /// Refuses a request to change something, or for a WebSocket, that a browser may send with its cookie on behalf of another page: it
    /// has to say that a page of this server, or one that is listed, makes it.
    ///
    /// @param site `Sec-Fetch-Site`
    /// @throws HttpError 403
    void checkOwnPage(Asked asked, @Nullable String site) {
        var origin = asked.origin();
        if (origin == null ? !"same-origin".equals(site) : !isOwnOrListed(origin, asked)) {
            throw new HttpError(403, "foreign-origin",
                    "with a login by cookie, Origin has to name a page of this server, or one of the"
                            + " setting server.origins; programs send a key or HTTP Basic instead");
        }
    }

    private boolean isOwnOrListed(String origin, Asked asked) {
        var given = origin.toLowerCase(Locale.ROOT);
        var host = effectiveHost(asked);
        boolean own = host != null
                && given.equals(scheme(asked) + "://" + withoutDefaultPort(host.toLowerCase(Locale.ROOT), scheme(asked)));
        return own || isListed(given);
    }

    /// True when the client speaks TLS, with this server or with a proxy that is believed.
    boolean isSecure(Asked asked) {
        return scheme(asked).equals("https");
    }

    private boolean isListed(String origin) {
        return origins.contains(origin) || origins.contains(origin.substring(origin.lastIndexOf('/') + 1));
    }

    /// Refuses what a page of another site puts into itself, other than by a link that leaves that page.
    ///
    /// @return the `Cross-Origin-Resource-Policy` with which that browser may show the answer
    /// @throws HttpError 403, naming the settings
    String checkEmbedding(Fetch fetch) {
        boolean foreign = "cross-site".equals(fetch.site) && !"document".equals(fetch.dest);
        if (embed || isListed(originOf(fetch.page))) { // on plain http browsers tell the page's origin, and not whose site it is
            return "cross-origin";
        }
        if (foreign) {
            throw new HttpError(403, "foreign-page", "pages of " + siteOf(fetch.page)
                    + " may not show pictures of this server; to"
                    + " let them, add their origin to the setting server.origins, or set server.embed: true for all pages");
        }
        return "same-site";
    }

    /// The origin of a page's address, in lower case; what is none is returned as it is and listed nowhere.
    static String originOf(@Nullable String page) {
        var origin = ORIGIN.matcher(page == null ? "" : page.toLowerCase(Locale.ROOT));
        return origin.find() ? origin.group() : "";
    }

    private static String siteOf(@Nullable String page) {
        var origin = originOf(page);
        return origin.isEmpty() ? "another site" : '"' + printable(origin) + '"';
    }

    /// Who asks, as limits and the log know them: the peer, or the one for whom a believed proxy speaks. Addresses of one
    /// household count as one (IPv6: the /64), and so do all of this machine.
    ///
    /// @param forwardedFor the lines of `X-Forwarded-For`
    String client(@Nullable InetAddress peer, List<String> forwardedFor) {
        var address = peer;
        var hops = String.join(",", forwardedFor).split(",");
        for (int i = hops.length - 1; i >= 0 && trusts(address); i--) {
            var hop = addressOf(hops[i].strip());
            if (hop == null) {
                break;
            }
            address = hop;
        }
        return address == null ? "an unknown address" : words(address);
    }

    /// @param hop `10.0.0.1`, `10.0.0.1:5000`, `::1` or `[::1]:5000`
    private static @Nullable InetAddress addressOf(String hop) {
        var whole = NetUtil.createInetAddressFromIpAddressString(hop);
        return whole == null ? NetUtil.createInetAddressFromIpAddressString(hostName(hop)) : whole;
    }

    static String words(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return "this machine";
        }
        var bytes = address.getAddress();
        if (bytes.length == 4) {
            return address.getHostAddress();
        }
        var words = new StringBuilder();
        for (int i = 0; i < 8; i += 2) {
            words.append(Integer.toHexString((bytes[i] & 0xff) << 8 | (bytes[i + 1] & 0xff))).append(':');
        }
        return words + ":/64";
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

    /// True when a page is of this host and of one of these ports, or its origin is listed.
    ///
    /// @param page its address, or its origin
    boolean isOf(Asked asked, @Nullable String page, Set<Integer> ports) {
        var origin = originOf(page);
        var host = effectiveHost(asked);
        if (origin.isEmpty() || host == null) {
            return false;
        }
        var pagesHost = origin.substring(origin.lastIndexOf('/') + 1);
        int usual = origin.startsWith("https") ? 443 : 80;
        return isListed(origin) || (hostName(pagesHost).equals(hostName(host)) && ports.contains(port(pagesHost, usual)));
    }

    /// Refuses a request that does something although it is a `GET`, as old pages make it, where a page of another host may have made it.
    ///
    /// @param userAgent tells a browser that says nothing from a program
    /// @throws HttpError 403
    void checkOwnHost(Asked asked, Fetch fetch, @Nullable String userAgent) {
        boolean own = switch (fetch.site) {
            case null -> fetch.page == null
                    ? userAgent == null || !userAgent.startsWith("Mozilla/")
                    : isOfThisHost(asked, fetch.page);
            case "same-origin", "none" -> true;
            case "same-site" -> isOfThisHost(asked, fetch.page);
            default -> isListed(originOf(fetch.page));
        };
        if (!own) {
            throw new HttpError(403, "foreign-origin",
                    "only pages of this host may do that; to let those of another, add its origin to the"
                            + " setting server.origins");
        }
    }

    private boolean isOfThisHost(Asked asked, @Nullable String page) {
        var origin = originOf(page);
        var host = effectiveHost(asked);
        return !origin.isEmpty() && host != null
                && (isListed(origin) || hostName(origin.substring(origin.lastIndexOf('/') + 1)).equals(hostName(host)));
    }

    private static int port(String host, int usual) {
        var port = host.substring(host.lastIndexOf(']') + 1).replaceFirst("^[^:]*:?", "");
        return port.matches("\\d{1,5}") ? Integer.parseInt(port) : usual;
    }

    /// The host that the client asked for, as far as that is known.
    @Nullable
    String effectiveHost(Asked asked) {
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

    /// The name or address in `Host`, in lower case, without its port, brackets and final dot.
    static String hostName(String host) {
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
        return Printable.of(text, MOST_PRINTED_CHARACTERS);
    }
}
