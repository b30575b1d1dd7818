package dev.oriel.edge;

import dev.oriel.auth.Key;
import org.jspecify.annotations.Nullable;

/// Who publishes.
///
/// @param key     the key that was shown and that is good for the name; null where none was needed
/// @param address from where, in words that are the same for one household
public record Sender(@Nullable Key key, String address) {

    /// To whom cameras and uploads are counted.
    String owner() {
        return key == null ? address : "key " + key.name();
    }

    /// For the log.
    String words() {
        return key == null ? "this machine" : "key " + key.name();
    }
}
