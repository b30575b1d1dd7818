package dev.oriel.hls;

/// A segment that has begun to come.
///
/// @param fresh   true when it came about as soon as it could be had, so that its time tells how late this stream is; false for one that
///                was there before
/// @param atNanos when its first byte came, [System#nanoTime]
public record Arrival(Segment segment, boolean fresh, long atNanos) {}
