/// The commands of the program.
@NullMarked
package dev.oriel.cli;

import org.jspecify.annotations.NullMarked;
