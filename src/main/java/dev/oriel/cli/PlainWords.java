package dev.oriel.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Words of the simplest form: `--name`, `--name VALUE` and `--name=VALUE`, each taken by the option that it belongs to.
///
/// The library that reads command lines needs a third of the time from start to listening, so a command whose words are all of this form is
/// not read by it. Anything else is: words that are left over, a value that is missing, or empty, or looks like an option or a file of
/// words, an option that is given again.
final class PlainWords {
    /// Null in place of each word that was taken, so that no others become neighbours.
    private final @Nullable String[] left;
    private boolean unusual;

    PlainWords(String... words) {
        left = words.clone();
    }

    /// True when every word was taken, and none was out of the ordinary.
    boolean areTaken() {
        return Stream.of(left).allMatch(Objects::isNull) && !unusual;
    }

    /// Takes an option without a value.
    boolean flag(String name) {
        for (int i = 0; i < left.length; i++) {
            if (name.equals(left[i])) {
                left[i] = null;
                return true;
            }
        }
        return false;
    }

    /// Takes an option that has one value.
    @Nullable
    String one(String name) {
        var values = all(name);
        unusual |= values.size() > 1;
        return values.isEmpty() ? null : values.getFirst();
    }

    /// Takes an option whose value is a path.
    @Nullable
    Path path(String name) {
        var value = one(name);
        try {
            return value == null ? null : Path.of(value);
        } catch (InvalidPathException e) {
            unusual = true;
            return null;
        }
    }

    /// Takes an option that can be given several times.
    List<String> all(String name) {
        var values = new ArrayList<String>();
        for (int i = 0; i < left.length; i++) {
            var word = left[i];
            if (name.equals(word)) {
                left[i] = null;
                values.add(value(i + 1));
            } else if (word != null && word.startsWith(name + "=")) {
                left[i] = word.substring(name.length() + 1);
                values.add(value(i));
            }
        }
        return values;
    }

    private String value(int at) {
        var word = at < left.length ? left[at] : null;
        if (word == null || word.isEmpty() || word.startsWith("-") || word.startsWith("@") || word.startsWith("\"")) {
            unusual = true;
            return "";
        }
        left[at] = null;
        return word;
    }
}
