package dev.oriel.bus;

import dev.oriel.observe.Printable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What Redis refuses this process on a connection that stands, such as for a right that was taken from its user: said once when that
/// begins, whatever the number of cameras, and once when it is over.
///
/// Threads: any.
final class RedisRefusals {
    private static final Logger LOG = LoggerFactory.getLogger(RedisRefusals.class);
    private static final Pattern CODE = Pattern.compile("^[A-Z]{2,12}(?= )");
    private static final int MOST_WORDS = 300;

    /// One kind of refusal.
    ///
    /// @param what ends the sentence "the bus refuses …"
    /// @param code the first word of Redis's answer, such as `NOPERM`
    private record RefusalKind(String what, String code) {}

    /// Who is refused, and in which words.
    private final Map<RefusalKind, Map<String, String>> refused = new LinkedHashMap<>();

    /// @param what  ends the sentence "the bus refuses …"
    /// @param who   a camera's name, or what else it concerns
    /// @param words Redis's own
    void refused(String what, String who, String words) {
        var shown = Printable.of(words, MOST_WORDS);
        var kind = new RefusalKind(what, CODE.matcher(shown).results().map(code -> code.group()).findFirst().orElse(""));
        boolean isNew;
        synchronized (this) {
            isNew = !refused.containsKey(kind);
            refused.computeIfAbsent(kind, key -> new TreeMap<>()).put(who, shown);
            refused.forEach((other, those) -> {
                if (other.what.equals(what) && !other.equals(kind)) {
                    those.remove(who);
                }
            });
            refused.values().removeIf(Map::isEmpty);
        }
        if (isNew) {
            LOG.warn("{}: the bus refuses {}: {}", who, what, shown);
        }
    }

    /// It is no longer refused.
    void granted(String what, String who) {
        boolean isOver;
        synchronized (this) {
            if (!isRefused(what, who)) {
                return;
            }
            withdraw(what, who);
            isOver = refused.keySet().stream().noneMatch(kind -> kind.what.equals(what));
        }
        if (isOver) {
            LOG.info("{}: the bus no longer refuses {}", who, what);
        }
    }

    /// It is no longer asked for, so nothing is known of it.
    synchronized void withdraw(String what, String who) {
        refused.forEach((kind, those) -> {
            if (kind.what.equals(what)) {
                those.remove(who);
            }
        });
        refused.values().removeIf(Map::isEmpty);
    }

    /// It is gone, and asks for nothing more.
    synchronized void forget(String who) {
        refused.values().forEach(those -> those.remove(who));
        refused.values().removeIf(Map::isEmpty);
    }

    /// True while this one is refused that.
    synchronized boolean isRefused(String what, String who) {
        return refused.entrySet().stream()
                .anyMatch(entry -> entry.getKey().what.equals(what) && entry.getValue().containsKey(who));
    }

    /// The first thing that this one is refused, in words, or empty where there is none.
    synchronized String problem(String who) {
        return refused.entrySet().stream().filter(entry -> entry.getValue().containsKey(who))
                .map(entry -> "the bus refuses " + entry.getKey().what + ": " + entry.getValue().get(who)).findFirst().orElse("");
    }

    /// The first refusal in words, or empty where there is none.
    synchronized String problem() {
        return refused.entrySet().stream()
                .map(entry -> "the bus refuses " + entry.getKey().what + ": " + entry.getValue().values().iterator().next())
                .findFirst()
                .orElse("");
    }
}
