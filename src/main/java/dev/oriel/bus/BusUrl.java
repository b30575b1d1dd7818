package dev.oriel.bus;

import dev.oriel.observe.Printable;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a Redis server is and how to get in, written `redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]`, or `rediss://` for TLS.
///
/// @param user     null for Redis's default user
/// @param password null where none is needed
/// @param database 0 to 99999
/// @param caFile   certificates of those who may sign the server's, in PEM; null for the authorities that Java knows
public record BusUrl(String host, int port, boolean tls, @Nullable String user, @Nullable String password, int database,
        @Nullable Path caFile) {
    private static final int DEFAULT_PORT = 6379;
    private static final int MOST_WORDS = 300;
    private static final String HIDDEN = "***";

    /// Special characters of user and password are percent-encoded.
    ///
    /// @throws IllegalArgumentException with words for a user, without the password, when `text` is no such address
    public static BusUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not an address: " + e.getReason());
        }
        boolean tls = "rediss".equals(uri.getScheme());
        if ((!tls && !"redis".equals(uri.getScheme())) || uri.getHost() == null) {
            throw new IllegalArgumentException("written redis://HOST:PORT or rediss://HOST:PORT");
        }
        if (uri.getPort() == 0 || uri.getPort() > 0xffff || uri.getQuery() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException("a port is 1 to 65535, and nothing stands behind the database's number");
        }
        var path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
        if (!path.matches("\\d{0,5}")) {
            throw new IllegalArgumentException("a database is a number, such as /1");
        }
        var who = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
        int colon = who.indexOf(':');
        return new BusUrl(uri.getHost().replaceAll("[\\[\\]]", ""), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(), tls,
                decoded(colon < 0 ? who : who.substring(0, colon)), decoded(colon < 0 ? "" : who.substring(colon + 1)),
                path.isEmpty() ? 0 : Integer.parseInt(path), null);
    }

    private static @Nullable String decoded(String text) {
        return text.isEmpty() ? null : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /// The same server, whose certificate may be signed by those in that file and by nobody else.
    public BusUrl trusting(@Nullable Path file) {
        return new BusUrl(host, port, tls, user, password, database, file);
    }

    /// For the eyes of people: neither user nor password.
    public String masked() {
        return (tls ? "rediss://" : "redis://") + (password == null && user == null ? "" : HIDDEN + "@")
                + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + (database == 0 ? "" : "/" + database);
    }

    /// What the server says, fit to be shown: on one line, without user and password. Redis repeats the user's name where a right is
    /// lacking, and a whole command where it does not know it.
    String mask(String words) {
        var masked = password == null ? words : words.replace(password, HIDDEN);
        var shown = user == null ? masked : masked.replaceAll("(?<!\\w)" + Pattern.quote(user) + "(?!\\w)", HIDDEN);
        return Printable.of(shown, MOST_WORDS);
    }

    @Override
    public String toString() {
        return masked();
    }
}
