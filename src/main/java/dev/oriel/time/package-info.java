/// The clocks of this machine, and the pair of them that parts of the program are given.
@NullMarked
package dev.oriel.time;

import org.jspecify.annotations.NullMarked;
