package dev.oriel.push;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Through which proxy a relay is reached, as the environment says: `HTTPS_PROXY` or `HTTP_PROXY`, else `ALL_PROXY`, each in lower case
/// first; `NO_PROXY` lists what is reached without. This machine itself always is.
public final class ProxyRules {
    private static final Pattern FORM = Pattern
            .compile("(?:([A-Za-z0-9+.-]+)://)?(?:([^@/]*)@)?(\\[[0-9A-Fa-f:.]+\\]|[^:/@\\[\\]]+)(?::(\\d{1,5}))?/?");
    private static final int HTTP_PORT = 80;
    private static final int SOCKS_PORT = 1080;

    private final Map<String, String> environment;

    ProxyRules(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /// True where a push to the relay goes through a proxy.
    ///
    /// @throws IllegalArgumentException naming the variable, without its value, where that is no proxy's address
    public static boolean isProxied(RelayAddress relay, Map<String, String> environment) {
        return new ProxyRules(environment).to(relay).isPresent();
    }

    /// @throws IllegalArgumentException naming the variable, without its value, where that is no proxy's address
    Optional<ProxyServer> to(RelayAddress relay) {
        var own = relay.secure() ? "https_proxy" : "http_proxy";
        for (var name : List.of(own, own.toUpperCase(Locale.ROOT), "all_proxy", "ALL_PROXY")) {
            var value = environment.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                return relay.isElsewhere() && !isExempt(relay) ? Optional.of(parse(name, value)) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static ProxyServer parse(String variable, String value) {
        var match = FORM.matcher(value);
        if (!match.matches()) {
            throw wrong(variable);
        }
        var scheme = match.group(1) == null ? "http" : match.group(1).toLowerCase(Locale.ROOT);
        var kind = switch (scheme) {
            case "http" -> ProxyServer.Kind.HTTP;
            case "socks", "socks5", "socks5h" -> ProxyServer.Kind.SOCKS;
            default -> throw wrong(variable);
        };
        int port = match.group(4) == null
                ? kind == ProxyServer.Kind.HTTP ? HTTP_PORT : SOCKS_PORT
                : Integer.parseInt(match.group(4));
        if (port < 1 || port > 0xffff) {
            throw wrong(variable);
        }
        return with(match.group(2), kind, match.group(3).replaceAll("[\\[\\]]", ""), port);
    }

    private static ProxyServer with(@Nullable String login, ProxyServer.Kind kind, String host, int port) {
        if (login == null || login.isEmpty()) {
            return new ProxyServer(kind, host, port, null, "");
        }
        int colon = login.indexOf(':');
        return new ProxyServer(kind, host, port, decoded(colon < 0 ? login : login.substring(0, colon)),
                colon < 0 ? "" : decoded(login.substring(colon + 1)));
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return part;
        }
    }

    private static IllegalArgumentException wrong(String variable) {
        return new IllegalArgumentException("the variable " + variable
                + " names no proxy: allowed: http://[USER:PASSWORD@]HOST:PORT or socks5://[USER:PASSWORD@]HOST:PORT");
    }

    // --- reached without

    private boolean isExempt(RelayAddress relay) {
        var list = environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", ""));
        return Arrays.stream(list.split("[,\\s]+")).filter(entry -> !entry.isEmpty())
                .anyMatch(entry -> matches(entry.toLowerCase(Locale.ROOT), relay));
    }

    /// An entry is `*`, an address, a network such as `10.0.0.0/8`, or a domain with all below it; a port may stand behind.
    private static boolean matches(String entry, RelayAddress relay) {
        int colon = entry.lastIndexOf(':');
        boolean hasPort = colon > 0 && (entry.indexOf(':') == colon || entry.charAt(colon - 1) == ']')
                && entry.substring(colon + 1).matches("\\d{1,5}");
        if (hasPort && Integer.parseInt(entry.substring(colon + 1)) != relay.port()) {
            return false;
        }
        var place = (hasPort ? entry.substring(0, colon) : entry).replaceAll("[\\[\\]]", "");
        if (place.equals("*")) {
            return true;
        }
        var host = relay.host().toLowerCase(Locale.ROOT);
        return isAddress(host) ? contains(place, host) : isBelow(place, host);
    }

    private static boolean isAddress(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }

    private static boolean isBelow(String entry, String host) {
        var domain = entry.startsWith("*.") ? entry.substring(2) : entry.startsWith(".") ? entry.substring(1) : entry;
        return host.equals(domain) || host.endsWith("." + domain);
    }

    private static boolean contains(String entry, String host) {
        int slash = entry.indexOf('/');
        try {
            var address = InetAddress.ofLiteral(host);
            if (slash < 0) {
                return InetAddress.ofLiteral(entry).equals(address);
            }
            return new IpSubnetFilterRule(InetAddress.ofLiteral(entry.substring(0, slash)),
                    Integer.parseInt(entry.substring(slash + 1)), IpFilterRuleType.ACCEPT)
                    .matches(new InetSocketAddress(address, 1));
        } catch (IllegalArgumentException e) {
            return false; // it is a name, or nothing
        }
    }
}
