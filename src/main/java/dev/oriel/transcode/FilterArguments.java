package dev.oriel.transcode;

import java.util.Map;
import java.util.Objects;

/// A value for each parameter of a filter: as given, or as is usual. Immutable.
public final class FilterArguments {
    private final FilterDescription filter;
    private final Map<String, Object> given;

    FilterArguments(FilterDescription filter, Map<String, Object> given) {
        this.filter = filter;
        this.given = Map.copyOf(given);
    }

    /// The value of a [FilterParameter.Type#NUMBER].
    public double number(String parameter) {
        return (Double) value(parameter);
    }

    /// The value of a [FilterParameter.Type#INTEGER].
    public int integer(String parameter) {
        return (Integer) value(parameter);
    }

    /// The value of a [FilterParameter.Type#TEXT], a [FilterParameter.Type#CHOICE] or a [FilterParameter.Type#COLOR].
    public String text(String parameter) {
        return (String) value(parameter);
    }

    /// The value of a [FilterParameter.Type#BOOLEAN].
    public boolean bool(String parameter) {
        return (Boolean) value(parameter);
    }

    private Object value(String name) {
        var value = given.get(name);
        if (value != null) {
            return value;
        }
        var parameter = Objects.requireNonNull(filter.parameter(name), name);
        return parameter.read(parameter.defaultValue());
    }
}
