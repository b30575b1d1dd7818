package dev.oriel.bench;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The address that viewers connect to, and how they watch there.
///
/// @param secure   https or wss
/// @param address  where to connect
/// @param hostPort as the `Host` field has it
/// @param path     path and query
public record Target(boolean secure, InetSocketAddress address, String hostPort, String path, Kind kind) {
    private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");
    private static final Pattern CAMERA = Pattern.compile("^.*/api/cameras/[a-z0-9-]+(?=/)");

    /// Finds out what a user's word means. An address that ends in `/` is an Oriel: it is asked for its cameras. Any other is
    /// taken as it is: WebSocket where its scheme is `ws` or `wss` or it ends in `/live`, a player's where it ends in `/jsmpeg`, else MJPEG. Blocking.
    ///
    /// @param camera which camera of an Oriel, or null for its first
    /// @param kind   how to watch, or null for what the address suggests
    /// @throws IllegalArgumentException when it is no address that can be loaded; the message is for the user
    /// @throws IOException              when the server cannot be asked
    public static Target find(String url, @Nullable String camera, @Nullable Kind kind) throws IOException, InterruptedException {
        var uri = parse(url);
        var scheme = scheme(uri);
        boolean secure = scheme.equals("https") || scheme.equals("wss");
        int usual = secure ? 443 : 80;
        int port = uri.getPort() < 0 ? usual : uri.getPort();
        var address = new InetSocketAddress(resolve(uri.getHost()), port);
        var hostPort = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + port;
        var path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        if (path.endsWith("/") && uri.getRawQuery() == null) {
            var name = camera == null ? firstCamera(origin(secure, hostPort) + path) : camera;
            var way = kind == null ? Kind.FULL : kind;
            return new Target(secure, address, hostPort,
                    path + "api/cameras/" + name + way.address(), way);
        }
        if (camera != null) {
            throw new IllegalArgumentException("--camera goes with the address of an Oriel, one that ends in /");
        }
        boolean socket = scheme.startsWith("ws") || path.endsWith("/live");
        var suggested = path.endsWith(Kind.JSMPEG.address()) ? Kind.JSMPEG : socket ? Kind.FULL : Kind.MJPEG;
        var way = kind == null ? suggested : kind;
        return new Target(secure, address, hostPort, uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery(), way);
    }

    private static URI parse(String url) {
        try {
            var uri = URI.create(url.contains("://") ? url : "http://" + url);
            if (SCHEMES.contains(scheme(uri)) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new IllegalArgumentException(
                url + ": allowed: http://HOST:PORT/ of an Oriel, or an http://, https://, ws:// or wss:// address");
    }

    private static String scheme(URI uri) {
        return String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    }

    private static String origin(boolean secure, String hostPort) {
        return (secure ? "https://" : "http://") + hostPort;
    }

    /// As a browser would have it: scheme, host, port and path.
    String words() {
        return origin(secure, hostPort) + path;
    }

    private static InetAddress resolve(String host) throws IOException {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IOException("there is no host \"" + host + "\"", e);
        }
    }

    private static String firstCamera(String oriel) throws IOException, InterruptedException {
        var uri = URI.create(oriel + "api/cameras");
        try {
            var cameras = ask(uri).getJsonArray("cameras");
            if (cameras == null || cameras.isEmpty()) {
                throw new IOException("that server has no camera");
            }
            return cameras.getJsonObject(0).getString("name");
        } catch (DecodeException | ClassCastException e) {
            throw new IOException(uri + " is no Oriel; for another server give the address of its stream", e);
        } catch (java.net.ConnectException e) {
            throw new IOException("nothing answers at " + uri.getAuthority(), e);
        }
    }

    /// The camera's state in the words of its own server, where that is an Oriel: `the camera is lost: no such device`. Blocking.
    Optional<String> cameraState() {
        var camera = CAMERA.matcher(path);
        if (!camera.find()) {
            return Optional.empty();
        }
        try {
            var state = ask(URI.create(origin(secure, hostPort) + camera.group()));
            var cause = state.getString("cause");
            return Optional.of("the camera is " + state.getString("state") + (cause == null ? "" : ": " + cause));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (IOException | IllegalArgumentException | DecodeException | ClassCastException e) {
            return Optional.empty();
        }
    }

    private static JsonObject ask(URI uri) throws IOException, InterruptedException {
        try (var client = HttpClient.newBuilder().sslContext(AnyCertificate.forRequests()).connectTimeout(Duration.ofSeconds(5))
                .build()) {
            var answer = client.send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(uri + " answers " + answer.statusCode());
            }
            return new JsonObject(answer.body());
        }
    }

    /// True for this machine and for networks that are nobody else's: loading those is their owner's affair.
    public boolean isPrivate() {
        return isPrivate(address.getAddress());
    }

    static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc; // RFC 4193
        return address.isLoopbackAddress() || address.isSiteLocalAddress() || address.isLinkLocalAddress() || uniqueLocal;
    }
}
