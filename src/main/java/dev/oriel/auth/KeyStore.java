package dev.oriel.auth;

import dev.oriel.observe.Bulkhead;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys of a data folder: made and revoked by commands, looked up by a running server that follows the file.
///
/// Threads: any. Blocking: everything but [#holds] looks at the file; [#find] reads it only when it has changed. Errors: while a
/// server cannot read the file no key opens anything; it tries again at each look, and the log says so once.
public final class KeyStore {
    private static final Logger LOG = LoggerFactory.getLogger(KeyStore.class);
    private static final Bulkhead BULKHEAD = new Bulkhead(LOG, "the end of a key");

    private final KeyFile file;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile List<Key> known = List.of();
    private volatile String problem = "";
    private @Nullable Object fingerprint;

    /// @param folder made when the first key is
    public KeyStore(Path folder) {
        file = new KeyFile(folder);
    }

    // --- for commands and pages

    /// Makes a key and returns its secret, which is nowhere else.
    ///
    /// @param cameras names that it is good for; empty for any
    /// @throws KeyNameException when there is a key of that name
    /// @throws IOException when the file cannot be written
    public String add(String name, KeyKind kind, Set<String> cameras) throws IOException {
        var secret = Secret.fresh(new SecureRandom());
        var hash = HexFormat.of().formatHex(Secret.hash(secret));
        file.change(keys -> {
            if (keys.stream().anyMatch(key -> key.name().equals(name))) {
                throw new KeyNameException("there is a key of the name " + name + " already");
            }
            return keys.add(new Key(name, kind, hash, cameras, Instant.now().truncatedTo(ChronoUnit.SECONDS)));
        });
        return secret;
    }

    /// Removes a key: it opens nothing more, and what it opened ends within about a second.
    ///
    /// @throws KeyNameException when there is no key of that name
    /// @throws IOException when the file cannot be written
    public void revoke(String name) throws IOException {
        file.change(keys -> {
            if (!keys.removeIf(key -> key.name().equals(name))) {
                throw new KeyNameException("there is no key of the name " + name);
            }
            return true;
        });
    }

    /// All keys as they stand in the file, in the order in which they were made.
    public List<Key> list() throws IOException {
        return List.copyOf(file.read());
    }

    // --- for a server

    /// Reads the file again when it has changed, and tells the listeners.
    public void refresh() {
        if (changed()) {
            BULKHEAD.each(listeners, Runnable::run); // whoever sends with a key that is no longer good must be told
        }
    }

    /// An unreadable file is read again each time: a change of owner or rights of a folder above it does not show on the file.
    private synchronized boolean changed() {
        var now = file.fingerprint();
        if (problem.isEmpty() && now.equals(fingerprint)) {
            return false;
        }
        fingerprint = now;
        var before = known;
        try {
            known = list();
            if (!problem.isEmpty()) {
                LOG.info("the keys can be read again");
            }
            problem = "";
        } catch (IOException e) {
            var why = String.valueOf(e.getMessage());
            known = List.of();
            if (!why.equals(problem)) {
                LOG.warn("the keys cannot be read, so none is accepted until they can: {}", why);
            }
            problem = why;
        }
        return !known.equals(before);
    }

    /// Why no key is accepted now, or empty: which file, and why.
    public String problem() {
        return problem;
    }

    /// Names who is told, on the thread that called [#refresh], that keys may have come or gone.
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /// The key of that secret, as the file has it now: a key is good from its making on. Every key is compared with, in constant time.
    public Optional<Key> find(String secret) {
        refresh();
        var hash = Secret.hash(secret);
        var found = Optional.<Key>empty();
        for (var key : known) {
            if (MessageDigest.isEqual(HexFormat.of().parseHex(key.hash()), hash)) {
                found = Optional.of(key);
            }
        }
        return found;
    }

    /// True while the key has not been revoked.
    public boolean holds(Key key) {
        return known.contains(key);
    }
}
