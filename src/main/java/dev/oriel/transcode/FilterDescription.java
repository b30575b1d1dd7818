package dev.oriel.transcode;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a filter is called, what it does and which parameters it has.
///
/// @param name       in chains: `[a-z][a-z0-9-]{0,31}`
/// @param title      for people, two or three words
/// @param text       one sentence for people
/// @param parameters in the order in which a chain may give them without their names
/// @param check      says in words what is wrong with arguments that are each within their range; empty for nothing
public record FilterDescription(String name, String title, String text, List<FilterParameter> parameters,
        Function<FilterArguments, String> check) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    public FilterDescription {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a filter's name: " + name);
        }
        parameters = List.copyOf(parameters);
    }

    /// A filter whose arguments are right when each one is.
    public FilterDescription(String name, String title, String text, FilterParameter... parameters) {
        this(name, title, text, List.of(parameters), arguments -> "");
    }

    /// The parameter of that name, or null.
    public @Nullable FilterParameter parameter(String parameter) {
        return parameters.stream().filter(one -> one.name().equals(parameter)).findFirst().orElse(null);
    }

    String parameterWords() {
        return parameters.isEmpty()
                ? "; it has none"
                : "; it has " + parameters.stream().map(FilterParameter::name).collect(Collectors.joining(", "));
    }

    String problem(FilterArguments arguments) {
        return check.apply(arguments);
    }
}
