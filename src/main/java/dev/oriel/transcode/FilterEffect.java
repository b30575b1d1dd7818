package dev.oriel.transcode;

/// A filter at work: changes the pixels of one picture after another.
///
/// Threads: one at a time.
public sealed interface FilterEffect permits PixelEffect, GraphEffect {
}
