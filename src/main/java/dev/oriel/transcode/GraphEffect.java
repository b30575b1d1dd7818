package dev.oriel.transcode;

/// A filter that FFmpeg's filters do.
@FunctionalInterface
non-sealed interface GraphEffect extends FilterEffect {
    /// A piece of a filter graph in FFmpeg's language, with one input and one output.
    ///
    /// @param widthPixels  of the picture that comes in
    /// @param heightPixels of the picture that comes in
    String graph(int widthPixels, int heightPixels, FilterMoment picture);

    /// True when it shares its graph with no other filter: it changes from picture to picture, or is not Oriel's own.
    default boolean isAlone() {
        return false;
    }
}
