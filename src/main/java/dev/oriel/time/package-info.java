/// What time it is: the clocks of this machine, which only the code that wires the program hands to the rest.
@NullMarked
package dev.oriel.time;

import org.jspecify.annotations.NullMarked;
