package dev.oriel.http;

import java.io.IOException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A place on an HTTP server, taken as makers of cameras write it: `|`, `{` and the like go out as they came, the query byte for
/// byte; only what would break a request line (blanks, controls, letters beyond ASCII) is percent-encoded.
///
/// Its text never shows the login.
///
/// @param secure true for `https`
/// @param host   a name or an address; an IPv6 address without brackets
/// @param port   1 to 65535
/// @param target path and query, as they are sent
/// @param login  what the address itself names, or null
public record HttpAddress(boolean secure, String host, int port, String target, @Nullable Login login) {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int RTSP = 554;
    private static final int RTSPS = 322;
    /// Names of files may hold a colon, so a scheme is what stands before `://`, or a word of letters before a colon.
    private static final Pattern SCHEME = Pattern.compile("([a-zA-Z]+):.*|([a-zA-Z][a-zA-Z0-9+.-]*)://.*", Pattern.DOTALL);

    /// @throws IllegalArgumentException saying what is wrong, without the address's password
    public static HttpAddress parse(String text) {
        var scheme = scheme(text);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("allowed: an address that begins with http:// or https://");
        }
        return parse(text, scheme.equals("https"), scheme.equals("https") ? HTTPS : HTTP);
    }

    /// The place on an RTSP server, in the same terms: secure for `rtsps`.
    ///
    /// @throws IllegalArgumentException saying what is wrong, without the address's password
    public static HttpAddress rtsp(String text) {
        var scheme = scheme(text);
        if (!scheme.equals("rtsp") && !scheme.equals("rtsps")) {
            throw new IllegalArgumentException("allowed: an address that begins with rtsp:// or rtsps://");
        }
        return parse(text, scheme.equals("rtsps"), scheme.equals("rtsps") ? RTSPS : RTSP);
    }

    private static String scheme(String text) {
        int slashes = text.indexOf("://");
        return slashes < 0 ? "" : text.substring(0, slashes).strip().toLowerCase(Locale.ROOT);
    }

    private static HttpAddress parse(String text, boolean secure, int usualPort) {
        int slashes = text.indexOf("://");
        var rest = text.substring(slashes + 3);
        int end = rest.length();
        for (char c : new char[]{'/', '?', '#'}) {
            int at = rest.indexOf(c);
            end = at >= 0 && at < end ? at : end;
        }
        var authority = rest.substring(0, end);
        int at = authority.lastIndexOf('@');
        var place = authority.substring(at + 1);
        int bracket = place.startsWith("[") ? place.indexOf(']') : -1;
        int colon = place.indexOf(':', Math.max(0, bracket));
        var host = bracket > 0 ? place.substring(1, bracket) : colon < 0 ? place : place.substring(0, colon);
        if (host.isBlank() || host.chars().anyMatch(c -> c <= ' ')) {
            throw new IllegalArgumentException("allowed: a host behind the slashes, such as http://192.168.1.20/stream");
        }
        return new HttpAddress(secure, ascii(host), port(colon < 0 ? "" : place.substring(colon + 1), usualPort),
                target(rest.substring(end)), at < 0 ? null : login(authority.substring(0, at)));
    }

    private static String ascii(String host) {
        var plain = host.replace("%25", "%");
        return plain.chars().allMatch(c -> c < 0x80) ? plain : IDN.toASCII(plain);
    }

    private static int port(String text, int usual) {
        if (text.isEmpty()) {
            return usual;
        }
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
            throw new IllegalArgumentException("the port is \"" + text + "\": allowed: 1 to 65535");
        }
        return Integer.parseInt(text);
    }

    private static Login login(String userInfo) {
        int colon = userInfo.indexOf(':');
        return new Login(decode(colon < 0 ? userInfo : userInfo.substring(0, colon)),
                colon < 0 ? "" : decode(userInfo.substring(colon + 1)));
    }

    /// A percent sign that begins no code stands for itself.
    private static String decode(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        int to = 0;
        for (int from = 0; from < bytes.length; from++, to++) {
            int high = from + 2 < bytes.length ? Character.digit(bytes[from + 1], 16) : -1;
            int low = from + 2 < bytes.length ? Character.digit(bytes[from + 2], 16) : -1;
            boolean coded = bytes[from] == '%' && high >= 0 && low >= 0;
            bytes[to] = coded ? (byte) (high << 4 | low) : bytes[from];
            from += coded ? 2 : 0;
        }
        return new String(bytes, 0, to, StandardCharsets.UTF_8);
    }

    private static String target(String rest) {
        int hash = rest.indexOf('#');
        var whole = hash < 0 ? rest : rest.substring(0, hash);
        var target = new StringBuilder(whole.startsWith("/") ? "" : "/");
        for (byte b : whole.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 0x7f) {
                target.append((char) b);
            } else {
                target.append('%').append(String.format(Locale.ROOT, "%02X", b & 0xff));
            }
        }
        return target.toString();
    }

    /// What a redirect or a playlist at this address means by `reference`.
    ///
    /// @throws IOException when that is no HTTP address
    public HttpAddress resolve(String reference) throws IOException {
        var text = reference.strip();
        var scheme = SCHEME.matcher(text);
        try {
            if (scheme.matches()) {
                return parse(text);
            } else if (text.startsWith("//")) {
                return parse((secure ? "https:" : "http:") + text);
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("points to an address that is not of http", e);
        }
        return new HttpAddress(secure, host, port, beside(target(text.isEmpty() ? target : absolute(text))), login);
    }

    private String absolute(String reference) {
        var path = path();
        return switch (reference.charAt(0)) {
            case '/' -> reference;
            case '?', '#' -> path + reference;
            default -> path.substring(0, path.lastIndexOf('/') + 1) + reference;
        };
    }

    private String path() {
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    /// The target without `.` and `..` in its path (RFC 3986, 5.2.4).
    private static String beside(String target) {
        int question = target.indexOf('?');
        var path = question < 0 ? target : target.substring(0, question);
        if (!path.contains("/.")) {
            return target;
        }
        var kept = new java.util.ArrayDeque<String>();
        var parts = path.substring(1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            if (parts[i].equals("..")) {
                kept.pollLast();
            } else if (!parts[i].equals(".")) {
                kept.add(parts[i]);
                continue;
            }
            if (last) {
                kept.add("");
            }
        }
        return "/" + String.join("/", kept) + (question < 0 ? "" : target.substring(question));
    }

    /// True for another place on the same host, whatever the port.
    public boolean hasHostOf(HttpAddress other) {
        return host.equalsIgnoreCase(other.host);
    }

    /// True where a login for `other` may be sent to: the same server, or the same host asked more securely.
    boolean mayUseLoginOf(HttpAddress other) {
        return hasHostOf(other) && (secure == other.secure ? port == other.port : secure);
    }

    /// Host and port, as the header `Host` has them.
    String authority() {
        int zone = host.indexOf('%');
        var bare = zone < 0 ? host : host.substring(0, zone);
        return (bare.contains(":") ? "[" + bare + "]" : bare) + (port == (secure ? HTTPS : HTTP) ? "" : ":" + port);
    }

    /// The address without its login.
    @Override
    public String toString() {
        return (secure ? "https://" : "http://") + authority() + target;
    }
}
