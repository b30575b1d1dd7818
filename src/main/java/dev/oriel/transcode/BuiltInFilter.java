package dev.oriel.transcode;

import java.util.function.Function;

/// A filter that Oriel has.
///
/// @param opener makes one that is at work
record BuiltInFilter(FilterDescription description, Function<FilterArguments, FilterEffect> opener) implements PictureFilter {

    /// One that FFmpeg's filters do.
    static BuiltInFilter ofGraph(FilterDescription description, Function<FilterArguments, GraphEffect> opener) {
        return new BuiltInFilter(description, opener::apply);
    }

    /// One that changes pixels where they lie.
    static BuiltInFilter ofPixels(FilterDescription description, Function<FilterArguments, PixelEffect> opener) {
        return new BuiltInFilter(description, opener::apply);
    }

    @Override
    public FilterEffect open(FilterArguments arguments) {
        return opener.apply(arguments);
    }
}
