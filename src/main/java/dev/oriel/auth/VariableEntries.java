package dev.oriel.auth;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The entries of a variable of the environment, apart by blanks or new lines, each `NAME:WORD[:CAMERA+CAMERA]:SECRET`.
///
/// Errors: all problems are gathered before any is thrown. None shows more of an entry than its name: what is malformed may be a secret.
final class VariableEntries {
    private static final Pattern CAMERAS = Pattern.compile("[a-z0-9-]{1,32}(\\+[a-z0-9-]{1,32})*");

    /// @param word    the role or the kind
    /// @param cameras empty for all
    record Entry(String name, String word, Set<String> cameras, String secret) {
        @Override
        public String toString() {
            return word + " " + name;
        }
    }

    private VariableEntries() {
    }

    /// Of each entry what `made` makes of it.
    ///
    /// @param made throws [IllegalArgumentException] saying what is allowed
    /// @throws BadVariableException with every problem at once
    static <T> List<T> read(Map<String, String> environment, String variable, Function<Entry, T> made) {
        var all = new ArrayList<T>();
        var problems = new ArrayList<String>();
        var names = new HashSet<String>();
        int number = 0;
        for (var text : environment.getOrDefault(variable, "").strip().split("\\s+")) {
            if (text.isEmpty()) {
                continue;
            }
            number++;
            var where = variable + ", entry " + number;
            try {
                var entry = entry(text);
                if (entry == null) {
                    throw new IllegalArgumentException("allowed: NAME:" + (variable.endsWith("USERS")
                            ? "ROLE[:CAMERA+CAMERA]:HASH, with a hash of Argon2 or bcrypt, and between quotes in a shell, because of its $"
                            : "KIND[:CAMERA+CAMERA]:SECRET"));
                }
                all.add(made.apply(entry));
                if (!names.add(entry.name())) {
                    problems.add(where + ": the name " + entry.name() + " stands there twice");
                }
            } catch (IllegalArgumentException e) {
                problems.add(where + ": " + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new BadVariableException(problems);
        }
        return List.copyOf(all);
    }

    /// A hash begins with `$`, which no camera's name has, and goes to the entry's end.
    private static @Nullable Entry entry(String text) {
        var words = text.split(":", 3);
        if (words.length < 3 || words[2].isEmpty()) {
            return null;
        }
        int colon = words[2].startsWith("$") ? -1 : words[2].indexOf(':');
        if (colon < 0) {
            return new Entry(words[0], words[1], Set.of(), words[2]);
        }
        var cameras = words[2].substring(0, colon);
        var secret = words[2].substring(colon + 1);
        return !CAMERAS.matcher(cameras).matches() || secret.isEmpty()
                ? null
                : new Entry(words[0], words[1], new TreeSet<>(List.of(cameras.split("\\+"))), secret);
    }
}
