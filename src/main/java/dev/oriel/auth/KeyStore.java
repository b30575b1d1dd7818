package dev.oriel.auth;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The keys of a data folder and of `ORIEL_KEYS`: made and revoked by commands and pages, looked up by a running server that follows the
/// file.
///
/// Threads: any. Blocking: everything but [#holds] and [#use] looks at the file; [#find] reads it only when it has changed. Errors: while
/// a server cannot read the file no key of it opens anything; it tries again at each look, and the log says so once.
public final class KeyStore {
    /// The variable of the environment that holds keys.
    public static final String VARIABLE = "ORIEL_KEYS";
    /// How long a key that has ended stays in lists.
    private static final Duration ENDED_STAY = Duration.ofDays(30);

    private final GuardedFile<List<Key>> file;
    private final Followed<List<Key>> followed;
    private final List<Key> fixed;
    private final InstantSource clock;
    private final KeyUses uses;
    private final SecureRandom random = new SecureRandom();
    private volatile KeyList known;
    private volatile @Nullable Instant nextEnd;

    /// A secret that a key can have.
    public static String freshSecret() {
        return Secret.fresh(new SecureRandom());
    }

    /// @param folder      made when the first key is
    /// @param environment of which [#VARIABLE] is read
    /// @throws BadVariableException when that holds anything but keys
    public KeyStore(Path folder, Map<String, String> environment, InstantSource clock) {
        this.clock = clock;
        file = new GuardedFile<>(folder, "keys", new KeyFile());
        followed = new Followed<>(file, List.of(), "keys");
        fixed = VariableEntries.read(environment, VARIABLE, entry -> {
            var wanted = new KeyRequest(entry.name(), KeyKind.parse(entry.word()), entry.cameras(), null, entry.secret());
            return new Key(wanted.name(), wanted.kind(), kept(entry.secret()), wanted.cameras(), Instant.EPOCH, null);
        });
        uses = new KeyUses(folder, clock);
        known = new KeyList(fixed);
    }

    private KeptSecret kept(String secret) {
        return Secret.isGenerated(secret) ? KeptSecret.generated(secret) : KeptSecret.own(secret, random);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    // --- for commands and pages

    /// Makes a key and returns its secret, which is nowhere else. Keys that ended long ago are forgotten with it.
    ///
    /// @throws KeyNameException when there is a key of that name, or of that secret
    /// @throws IOException when the file cannot be written
    public String add(KeyRequest wanted) throws IOException {
        var own = wanted.secret();
        var secret = own == null ? Secret.fresh(random) : own;
        var made = new Key(wanted.name(), wanted.kind(), kept(secret), wanted.cameras(), now(), wanted.expires(), wanted.by());
        file.change(before -> {
            var after = new ArrayList<>(before);
            var now = clock.instant();
            after.removeIf(key -> key.name().equals(wanted.name()) ? key.isOver(now) : key.isOver(now.minus(ENDED_STAY)));
            if (Stream.concat(after.stream(), fixed.stream()).anyMatch(key -> key.name().equals(wanted.name()))) {
                throw new KeyNameException("there is a key of the name " + wanted.name() + " already");
            }
            if (own != null && Stream.concat(after.stream(), fixed.stream()).anyMatch(key -> key.secret().is(own))) {
                throw new KeyNameException("that secret is a key's already");
            }
            after.add(made);
            return List.copyOf(after);
        });
        return secret;
    }

    /// Removes a key: it opens nothing more, and what it opened ends within about a second.
    ///
    /// @throws KeyNameException when there is no key of that name
    /// @throws IOException when the file cannot be written
    public void revoke(String name) throws IOException {
        if (isFixed(name)) {
            throw new KeyNameException("the key " + name + " stands in " + VARIABLE + ": change it there, and start again");
        }
        file.change(before -> {
            var after = new ArrayList<>(before);
            if (!after.removeIf(key -> key.name().equals(name))) {
                throw new KeyNameException("there is no key of the name " + name);
            }
            return List.copyOf(after);
        });
    }

    /// All keys as they stand now, those that have ended too, in the order in which they were made; those of the environment first.
    public List<Key> list() throws IOException {
        return all(file.read());
    }

    private List<Key> all(List<Key> ofFile) {
        return Stream.concat(fixed.stream(),
                ofFile.stream().filter(key -> !isFixed(key.name()))).toList();
    }

    /// True when the key stands in the environment, where no command changes it.
    public boolean isFixed(String name) {
        return fixed.stream().anyMatch(key -> key.name().equals(name));
    }

    /// How often a key was used, and when last: what the server that runs has written down, about every five minutes.
    public KeyUse use(Key key) {
        return uses.of(key);
    }

    // --- for a server

    /// Reads the file again when it has changed, and tells the listeners; also when a key has ended since.
    public void refresh() {
        if (changed()) {
            followed.tell();
        }
    }

    private synchronized boolean changed() {
        var now = clock.instant();
        var end = nextEnd;
        boolean ended = end != null && !now.isBefore(end);
        boolean changed = followed.look();
        if (changed) {
            known = new KeyList(all(followed.known()));
        }
        if (changed || ended) {
            nextEnd = known.nextEnd(now);
        }
        return changed || ended;
    }

    /// Why no key is accepted now, or empty: which file, and why.
    public String problem() {
        return followed.problem();
    }

    /// Names who is told, on the thread that called [#refresh], that keys may have come or gone.
    public void onChange(Runnable listener) {
        followed.onChange(listener);
    }

    /// The key of that secret, as the file has it now: a key is good from its making on, until it ends.
    public Optional<Key> find(String secret) {
        refresh();
        var now = clock.instant();
        return known.find(secret).filter(key -> !key.isOver(now));
    }

    /// True while the key has neither been revoked nor ended.
    public boolean holds(Key key) {
        return known.contains(key) && !key.isOver(clock.instant());
    }

    /// Counts that the key opened something.
    public void used(Key key) {
        uses.add(key);
    }

    /// Writes down what was counted, when there is anything new.
    ///
    /// @param ending false for at most once in five minutes
    public void keepUses(boolean ending) {
        if (followed.problem().isEmpty()) {
            uses.keep(known, ending);
        }
    }
}
