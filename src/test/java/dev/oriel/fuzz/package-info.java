/// Mutated input at everything that others can send, beside a camera that somebody watches.
@NullMarked
package dev.oriel.fuzz;

import org.jspecify.annotations.NullMarked;
