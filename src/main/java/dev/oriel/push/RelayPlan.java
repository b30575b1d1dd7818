package dev.oriel.push;

import dev.oriel.http.TlsPolicy;
import java.io.IOException;
import java.util.Set;

/// Which relay an edge connects to, with what, and what it offers there.
///
/// @param tls      which certificate the relay may show
/// @param readOnly the relay may change nothing
/// @param cameras  the names that are offered; empty for all but those of a bus
public record RelayPlan(RelayAddress relay, KeySource key, TlsPolicy tls, boolean readOnly, Set<String> cameras) {
    public RelayPlan {
        cameras = Set.copyOf(cameras);
    }

    /// Where the key for the relay is read from; equal to another where that gives the same one.
    public interface KeySource {
        /// Blocking: may read the disk.
        ///
        /// @throws IOException in words for a user, without the key
        String read() throws IOException;
    }

    /// True when another connection is needed for `next`.
    boolean connectsOtherwise(RelayPlan next) {
        return !relay.equals(next.relay) || !key.equals(next.key) || !tls.equals(next.tls);
    }

    /// Without the key.
    @Override
    public String toString() {
        return relay.toString();
    }
}
