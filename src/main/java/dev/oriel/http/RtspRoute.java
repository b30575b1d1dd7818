package dev.oriel.http;

import java.io.IOException;
import java.util.function.BooleanSupplier;

/// The way of one run to a camera's RTSP server, and from there to where that points: at most five times, as far as the [Boundary] lets
/// it, never from rtsps to rtsp. The camera's login goes along to the same server only, or to the same host asked more securely.
///
/// Threads: one at a time.
public final class RtspRoute {
    private static final int MOST_REDIRECTS = 5;

    private final HttpAccess access;
    private final Boundary boundary;
    private final String login;
    private String url;
    private int redirects;

    /// @param url    of the camera: `rtsp://…`, `rtsps://…`
    /// @param access to it
    public RtspRoute(String url, HttpAccess access) {
        this.url = url;
        this.access = access;
        boundary = new Boundary(access.camera());
        login = login(url);
    }

    /// True where everything goes through TLS.
    public boolean isSecure() {
        return HttpAddress.rtsp(url).secure();
    }

    /// Connects to where the camera has pointed so far, at first to itself.
    ///
    /// @param stopped asked while connecting
    /// @throws IOException whose message is a short cause for a person
    public RtspTunnel open(BooleanSupplier stopped) throws IOException {
        try {
            return RtspTunnel.open(access, boundary, HttpAddress.rtsp(url), stopped);
        } catch (IOException e) {
            throw new IOException(String.valueOf(e.getMessage()).replace("http://", "rtsp://"), e);
        }
    }

    /// The address for a client that goes through a tunnel of this route: with login and path, and the entrance in the place of the host.
    public String through(RtspTunnel tunnel) {
        return "rtsp://" + login(url) + tunnel.place() + rest(url).substring(authority(url).length());
    }

    /// Goes on to where the server at the end of a tunnel has pointed to.
    ///
    /// @return false where it has not
    /// @throws IOException where it must not point to
    public boolean follow(RtspTunnel tunnel) throws IOException {
        var location = tunnel.redirect();
        if (location == null) {
            return false;
        } else if (++redirects > MOST_REDIRECTS) {
            throw new IOException("too many redirects");
        }
        url = followed(location);
        return true;
    }

    private String followed(String location) throws IOException {
        var to = parsed(location);
        if (isSecure() && !to.secure()) {
            throw new IOException("points from rtsps to rtsp, which is not allowed");
        }
        boolean own = to.hasHostOf(access.camera());
        var from = to.mayUseLoginOf(access.camera()) ? login : own ? "" : login(location);
        return (to.secure() ? "rtsps://" : "rtsp://") + from + rest(location).substring(login(location).length());
    }

    private static HttpAddress parsed(String location) throws IOException {
        try {
            if (location.chars().allMatch(c -> c > ' ')) {
                return HttpAddress.rtsp(location);
            }
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw new IOException("points to an address that is not of rtsp");
    }

    private static String rest(String url) {
        return url.substring(url.indexOf("://") + 3);
    }

    private static String authority(String url) {
        return rest(url).split("[/?#]", 2)[0];
    }

    /// User and password as they stand in the address, with the `@`; empty where there are none.
    private static String login(String url) {
        var authority = authority(url);
        return authority.substring(0, authority.lastIndexOf('@') + 1);
    }
}
