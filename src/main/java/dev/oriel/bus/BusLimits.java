package dev.oriel.bus;

import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;

/// What the bus may make a server spend.
///
/// @param pictures what one picture may cost
/// @param replies  memory that replies of Redis are taken from, as long as they are held
public record BusLimits(PictureLimits pictures, MemoryBudget replies) {}
