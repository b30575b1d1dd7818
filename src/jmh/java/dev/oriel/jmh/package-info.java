/// Questions about CPU time, a class each; `bench/jmh` asks them.
@NullMarked
package dev.oriel.jmh;

import org.jspecify.annotations.NullMarked;
