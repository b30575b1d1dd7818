package dev.oriel.push;

import dev.oriel.http.HttpAddress;
import java.net.URI;
import java.util.Locale;

/// Where a relay is: another Oriel that shows this one's cameras.
///
/// @param secure true for `https`
/// @param host   a name or an address; an IPv6 address without brackets
/// @param prefix the path that the relay stands below: empty, or `/oriel` without a slash at its end
public record RelayAddress(boolean secure, String host, int port, String prefix) {
    private static final String ALLOWED = "allowed: https://HOST[:PORT][/PATH], or http:// with --plain (push.plain)";
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /// @param text begins with `https://`, `http://`, `wss://` or `ws://`
    /// @throws IllegalArgumentException saying what is allowed, without a password that the text may hold
    public static RelayAddress parse(String text) {
        var word = text.strip();
        var lower = word.toLowerCase(Locale.ROOT);
        if (lower.startsWith("ws://") || lower.startsWith("wss://")) {
            word = "http" + word.substring(2);
        }
        HttpAddress address;
        try {
            address = HttpAddress.parse(word);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(ALLOWED, e);
        }
        if (address.login() != null) {
            throw new IllegalArgumentException(
                    "a relay is opened with a key (push.key, push.keyFile), not with a login in its address: "
                            + ALLOWED);
        } else if (address.target().indexOf('?') >= 0 || word.indexOf('#') >= 0) {
            throw new IllegalArgumentException("nothing stands behind the path: " + ALLOWED);
        }
        return new RelayAddress(address.secure(), address.host(), address.port(), address.target().replaceAll("/+$", ""));
    }

    /// True when a connection to it leaves this machine.
    public boolean isElsewhere() {
        var name = host.toLowerCase(Locale.ROOT);
        return !name.equals("localhost") && !name.endsWith(".localhost") && !name.equals("::1")
                && !name.matches("127(\\.\\d{1,3}){3}");
    }

    /// The path of the edge's connection.
    String edgePath() {
        return prefix + "/api/edge";
    }

    /// The address of the edge's connection.
    public URI edgeAddress() {
        return URI.create((secure ? "wss://" : "ws://") + place() + edgePath());
    }

    /// Where people watch a camera.
    public String watchPage(String camera) {
        return this + "watch/" + camera;
    }

    /// Host and port, the port where it is not the usual one.
    public String place() {
        return (host.contains(":") ? "[" + host + "]" : host) + (port == (secure ? HTTPS : HTTP) ? "" : ":" + port);
    }

    /// The address of its first page, with a slash at the end.
    @Override
    public String toString() {
        return (secure ? "https://" : "http://") + place() + prefix + "/";
    }
}
