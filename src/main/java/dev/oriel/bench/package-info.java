/// Load: many viewers on one thread, against this or another server, and what they got.
@NullMarked
package dev.oriel.bench;

import org.jspecify.annotations.NullMarked;
