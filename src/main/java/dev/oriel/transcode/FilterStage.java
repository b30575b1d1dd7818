package dev.oriel.transcode;

/// One filter of a chain with its arguments.
///
/// @param filter    what it does
/// @param arguments a value for each of its parameters
record FilterStage(PictureFilter filter, FilterArguments arguments) {
    String name() {
        return filter.description().name();
    }
}
