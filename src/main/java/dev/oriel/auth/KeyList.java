package dev.oriel.auth;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keys, found by their secrets: a generated one by its hash, those of the user's own by comparing with each.
///
/// Which hash is looked up says nothing about a secret to somebody who measures the time: it takes SHA-256 to be turned round. The one
/// that is found is compared in constant time all the same.
///
/// Threads: any; immutable.
final class KeyList {
    private final Map<String, Key> byHash = new HashMap<>();
    private final List<Key> own;
    private final Set<Key> all;

    KeyList(List<Key> keys) {
        keys.stream().filter(Key::isGenerated).forEach(key -> byHash.putIfAbsent(key.secret().hash(), key));
        own = keys.stream().filter(key -> !key.isGenerated()).toList();
        all = Set.copyOf(keys);
    }

    Optional<Key> find(String secret) {
        var generated = byHash.get(KeptSecret.sha256("", secret));
        var found = generated != null && generated.secret().is(secret) ? Optional.of(generated) : Optional.<Key>empty();
        for (var key : own) {
            if (key.secret().is(secret)) {
                found = Optional.of(key);
            }
        }
        return found;
    }

    void forEach(Consumer<Key> each) {
        all.forEach(each);
    }

    boolean contains(Key key) {
        return all.contains(key);
    }

    /// When the next one ends, of those that have not ended by then; null for never.
    @Nullable
    Instant nextEnd(Instant now) {
        Instant next = null;
        for (var key : all) {
            var expires = key.expires();
            if (expires != null && !key.isOver(now) && (next == null || expires.isBefore(next))) {
                next = expires;
            }
        }
        return next;
    }
}
