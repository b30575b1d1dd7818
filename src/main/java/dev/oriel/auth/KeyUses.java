package dev.oriel.auth;

import dev.oriel.files.FileWords;
import dev.oriel.files.TextFile;
import dev.oriel.files.WholeFile;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How often each key was used: counted in memory, and kept in `key-uses.json` of the data folder.
///
/// It stands in a file of its own, because it decides nothing: where it cannot be read, counting begins anew.
///
/// Threads: any. Blocking: reads the disk at the first look, and [#keep] writes it.
final class KeyUses {
    private static final Logger LOG = LoggerFactory.getLogger(KeyUses.class);
    private static final Duration AT_LEAST_BETWEEN = Duration.ofMinutes(5);

    private final Path file;
    private final InstantSource clock;
    private final Map<Key, KeyUse> sinceStart = new ConcurrentHashMap<>();
    private Map<String, KeyUse> kept = Map.of();
    private boolean read;
    private boolean complained;
    private Instant written = Instant.EPOCH;
    private Map<Key, KeyUse> writtenCounts = Map.of();

    KeyUses(Path folder, InstantSource clock) {
        file = folder.resolve("key-uses.json");
        this.clock = clock;
    }

    void add(Key key) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        sinceStart.merge(key, KeyUse.NONE.oneMore(now), (before, _) -> before.oneMore(now));
    }

    synchronized KeyUse of(Key key) {
        readOnce();
        var before = kept.getOrDefault(id(key), KeyUse.NONE);
        var since = sinceStart.get(key);
        return since == null ? before : new KeyUse(before.times() + since.times(), since.last());
    }

    /// A key that is made anew under an old name begins at nothing.
    private static String id(Key key) {
        return key.name() + "@" + key.created();
    }

    private void readOnce() {
        if (read) {
            return;
        }
        read = true;
        try {
            var text = TextFile.readIfThere(file);
            if (text != null) {
                var json = new JsonObject(text);
                var all = new ConcurrentHashMap<String, KeyUse>();
                json.fieldNames().forEach(id -> all.put(id, use(json.getJsonObject(id))));
                kept = all;
            }
        } catch (IOException | DecodeException | ClassCastException | NullPointerException | DateTimeException e) {
            LOG.warn("{}: cannot be read, so uses of keys are counted anew: {}", file, e.getMessage());
        }
    }

    private static KeyUse use(JsonObject json) {
        return new KeyUse(json.getLong("times"), Instant.parse(json.getString("last")));
    }

    /// @param known of which uses are kept
    synchronized void keep(KeyList known, boolean ending) {
        var now = clock.instant();
        var counts = Map.copyOf(sinceStart);
        if (counts.equals(writtenCounts) || (!ending && now.isBefore(written.plus(AT_LEAST_BETWEEN)))) {
            return;
        }
        written = now;
        writtenCounts = counts;
        var json = new JsonObject();
        known.forEach(key -> {
            var use = of(key);
            var last = use.last();
            if (last != null) {
                json.put(id(key), new JsonObject().put("times", use.times()).put("last", last.toString()));
            }
        });
        sinceStart.keySet().removeIf(key -> !known.contains(key));
        write(json);
    }

    private void write(JsonObject json) {
        try {
            WholeFile.write(file, json.encodePrettily(), WholeFile.OWNER_ONLY);
            complained = false;
        } catch (IOException e) {
            if (!complained) {
                LOG.warn("{}: uses of keys cannot be kept: {}", file, FileWords.of(e));
            }
            complained = true;
        }
    }
}
