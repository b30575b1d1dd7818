package dev.oriel.transcode;

import java.util.List;

/// Filters that pictures pass one after another, as text: `gray,pixelate=size=0.05:x=0.1:y=0.1:w=0.3:h=0.2`.
///
/// The grammar is the same in addresses, settings and messages; `docs/protocol.md` has it. Immutable; two chains are equal when their
/// texts are.
public final class FilterChain {
    /// Filters that a chain may have.
    public static final int MOST_STAGES = 16;
    /// Characters that a chain's text may have.
    public static final int MOST_CHARACTERS = 1000;
    /// Leaves pictures as they are.
    public static final FilterChain NONE = new FilterChain("", List.of());

    private final String text;
    private final List<FilterStage> stages;

    FilterChain(String text, List<FilterStage> stages) {
        this.text = text;
        this.stages = List.copyOf(stages);
    }

    /// Reads a chain of the filters that this process has.
    ///
    /// @throws FilterException with words for a user when `text` is no such chain, or an argument is out of its range
    public static FilterChain parse(String text) {
        return FilterParser.parse(text, Filters.all());
    }

    /// True when pictures stay as they are.
    public boolean isEmpty() {
        return stages.isEmpty();
    }

    List<FilterStage> stages() {
        return stages;
    }

    /// The text that the chain was made of.
    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FilterChain chain && chain.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
