package dev.oriel.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Words of the simplest form: `--name`, `--name VALUE` and `--name=VALUE`, each taken by the option that it belongs to.
///
/// The library that reads command lines needs a third of the time from start to listening, so a command whose words are all of this form is
/// not read by it. Anything else is: words that are left over, a value that is missing, or empty, or looks like an option or a file of
/// words, an option that is given again.
final class PlainWords {
    private final List<String> left;
    private boolean unusual;

    PlainWords(List<String> words) {
        left = new ArrayList<>(words);
    }

    /// Whether every word was taken, and none was out of the ordinary.
    boolean areTaken() {
        return left.isEmpty() && !unusual;
    }

    /// Takes an option without a value.
    boolean flag(String name) {
        return left.remove(name);
    }

    /// Takes an option that has one value.
    @Nullable
    String one(String name) {
        var values = all(name);
        unusual |= values.size() > 1;
        return values.isEmpty() ? null : values.getFirst();
    }

    /// Takes an option that can be given several times.
    List<String> all(String name) {
        var values = new ArrayList<String>();
        for (int i = 0; i < left.size();) {
            var word = left.get(i);
            if (word.equals(name)) {
                left.remove(i);
                values.add(value(i < left.size() ? left.remove(i) : ""));
            } else if (word.startsWith(name + "=")) {
                left.remove(i);
                values.add(value(word.substring(name.length() + 1)));
            } else {
                i++;
            }
        }
        return values;
    }

    private String value(String word) {
        unusual |= word.isEmpty() || word.startsWith("-") || word.startsWith("@") || word.startsWith("\"");
        return word;
    }

    static PlainWords of(String... words) {
        return new PlainWords(Arrays.asList(words));
    }
}
