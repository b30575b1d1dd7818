package dev.oriel.hub;

import org.jspecify.annotations.Nullable;

/// What a source turned out to give, whatever it was asked for.
///
/// @param size of its pictures before they are turned or scaled
/// @param fps  frames per second, or null where it does not say
public record Given(Size size, @Nullable Double fps) {}
