/// Tests of the command line.
@NullMarked
package dev.oriel.cli;

import org.jspecify.annotations.NullMarked;
