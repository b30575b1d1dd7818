/// Counters and readings of the running program.
@NullMarked
package dev.oriel.observe;

import org.jspecify.annotations.NullMarked;
