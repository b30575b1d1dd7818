package dev.oriel.config;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Guesses the key that somebody meant by one that does not exist.
///
/// Keys are compared word for word: one is near when each of its words is, by a letter in three. A key that is far from all gets no
/// suggestion, for a wrong one leads astray.
final class Nearest {
    /// Keys of later versions, of which people may have read.
    static final Set<String> NOT_YET = Set.of("renditions", "cameras.sub", "cameras.gopBytes");
    private static final int LETTERS_FOR_A_MISTAKE = 3;

    private Nearest() {
    }

    /// Words to follow a key that stands once; empty where there is nothing to suggest.
    static String suggestion(String key) {
        if (isNotYet(key)) {
            return "; it is not there yet in this version";
        }
        var all = Keys.ONCE.stream().map(Setting::key).toList();
        var ofOneWord = key.contains(".")
                ? Optional.<String>empty()
                : all.stream().filter(known -> last(known).equals(key)).findFirst();
        return among(all, key).or(() -> ofOneWord).map(near -> "; did you mean " + near + "?").orElseGet(() -> neighbours(key));
    }

    /// The same for a key of a camera, as it stands behind its name.
    static String ofCamera(String name, String key) {
        if (isNotYet("cameras." + key)) {
            return "; it is not there yet in this version";
        }
        return among(Keys.CAMERA.stream().map(Setting::key).toList(), key)
                .map(near -> "; did you mean " + RawSettings.CAMERAS + name + "." + near + "?").orElse("");
    }

    /// The same for a name in the environment.
    static String variable(String name) {
        return among(Keys.ONCE.stream().map(Setting::environmentName).map(known -> known.replace('_', '.')).toList(),
                name.replace('_', '.')).map(near -> "; did you mean " + near.replace('.', '_') + "?").orElse("");
    }

    /// The keys below a section: `server.host, server.port`.
    static String below(String section) {
        return Keys.ONCE.stream().map(Setting::key).filter(key -> key.startsWith(section + ".")).limit(5)
                .collect(Collectors.joining(", "));
    }

    /// The other names in a section that exists.
    private static String neighbours(String key) {
        int dot = key.indexOf('.');
        var section = dot < 0 ? "" : key.substring(0, dot + 1);
        var names = Keys.ONCE.stream().map(Setting::key).filter(known -> dot > 0 && known.startsWith(section))
                .map(known -> known.substring(section.length()).split("\\.")[0]).distinct().toList();
        return names.isEmpty() ? "" : "; " + section.substring(0, dot) + " has " + String.join(", ", names);
    }

    private static boolean isNotYet(String key) {
        return NOT_YET.stream().anyMatch(later -> key.equals(later) || key.startsWith(later + "."));
    }

    private static String last(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    private static Optional<String> among(Collection<String> all, String key) {
        @Nullable
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (var known : all) {
            int mistakes = mistakes(known, key);
            if (mistakes >= 0 && mistakes < least) {
                nearest = known;
                least = mistakes;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /// How many letters are wrong, or -1 when a word is another one.
    private static int mistakes(String known, String given) {
        var knownWords = words(known);
        var givenWords = words(given);
        if (knownWords.size() != givenWords.size()) {
            return -1;
        }
        int all = 0;
        for (int i = 0; i < knownWords.size(); i++) {
            int wrong = distance(knownWords.get(i), givenWords.get(i));
            if (wrong > Math.max(1, knownWords.get(i).length() / LETTERS_FOR_A_MISTAKE)) {
                return -1;
            }
            all += wrong;
        }
        return all;
    }

    /// `trustedProxies`, `trusted-proxies` and `trusted_proxies` are one word.
    private static List<String> words(String key) {
        return List.of(key.toLowerCase(Locale.ROOT).replaceAll("[-_]", "").split("\\.", -1));
    }

    /// Letters to change, insert, leave out or swap with their neighbour.
    static int distance(String a, String b) {
        int[][] rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                rows[i][j] = i == 0 || j == 0 ? i + j : least(rows, a, b, i, j);
            }
        }
        return rows[a.length()][b.length()];
    }

    private static int least(int[][] rows, String a, String b, int i, int j) {
        int changed = rows[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(changed, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
    }
}
