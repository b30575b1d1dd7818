/// The whole program over real sockets and in a real browser, seen by clients that share no code with it.
@NullMarked
package dev.oriel.system;

import org.jspecify.annotations.NullMarked;
