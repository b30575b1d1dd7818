package dev.oriel.edge;

import dev.oriel.auth.Key;
import org.jspecify.annotations.Nullable;

/// The credential and the address of a publisher.
///
/// @param key     the key that was shown and that is good for the name; null where none was needed
/// @param account the name of the account that has logged in, where no key was shown; else null
/// @param address from where, in words that are the same for one household
public record Sender(@Nullable Key key, @Nullable String account, String address) {

    /// The holder of a key, or somebody who needs none.
    public Sender(@Nullable Key key, String address) {
        this(key, null, address);
    }

    /// To whom cameras and uploads are counted.
    String owner() {
        return key != null ? "key " + key.name() : account != null ? "account " + account : address;
    }

    /// For the log.
    String words() {
        return key != null ? "key " + key.name() : account != null ? "account " + account : "this machine";
    }
}
