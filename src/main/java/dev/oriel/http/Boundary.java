package dev.oriel.http;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// Where a camera may point to with redirects and playlists: to its own host, to the public internet, and to addresses that can be
/// reached from where its own can be. A camera of the internet must not make this process look around in the house, and one of the
/// house must not make it look around on this machine.
///
/// Threads: any.
public final class Boundary {
    private final HttpAddress camera;
    private volatile @Nullable Reach own;

    Boundary(HttpAddress camera) {
        this.camera = camera;
    }

    /// True when a request to `host`, which is found at `address`, may be made.
    public boolean mayPointTo(String host, InetAddress address) {
        var reach = Reach.of(address);
        return reach == Reach.PUBLIC || isOwn(host) || reach == own;
    }

    /// True for the camera's own host.
    boolean isOwn(String host) {
        return host.equalsIgnoreCase(camera.host());
    }

    /// Notes where the camera itself was found.
    void connected(String host, InetAddress address) {
        if (isOwn(host)) {
            own = Reach.of(address);
        }
    }
}
