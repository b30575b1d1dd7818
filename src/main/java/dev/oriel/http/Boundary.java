package dev.oriel.http;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Where a camera may point to with redirects and playlists: to the public internet, and to addresses that can be reached from where
/// its own was found first. A camera of the internet must not make this process look around in the house, and one of the house must
/// not make it look around on this machine.
///
/// The camera's own name is believed once: whoever owns a name can let it point elsewhere a moment later.
///
/// Threads: any.
public final class Boundary {
    private final HttpAddress camera;
    private final AtomicReference<@Nullable Reach> own = new AtomicReference<>();

    Boundary(HttpAddress camera) {
        this.camera = camera;
    }

    /// True when a request to `host`, which is found at `address`, may be made.
    public boolean mayPointTo(String host, InetAddress address) {
        var reach = Reach.of(address);
        var known = own.get();
        return reach == Reach.PUBLIC || (known == null ? isOwn(host) : reach == known);
    }

    /// Those of a host's addresses that a request may be made to. Of the camera's own, at first, none is nearer than the best of
    /// them: it would be a second place under the same name.
    List<InetAddress> allowed(String host, List<InetAddress> addresses) {
        return addresses.stream().filter(address -> mayPointTo(host, address)
                && (own.get() != null || Reach.of(address).compareTo(Reach.of(addresses.getFirst())) >= 0)).toList();
    }

    /// True for the camera's own host.
    boolean isOwn(String host) {
        return host.equalsIgnoreCase(camera.host());
    }

    /// Notes where the camera itself was found.
    void connected(String host, InetAddress address) {
        if (isOwn(host)) {
            own.compareAndSet(null, Reach.of(address));
        }
    }
}
