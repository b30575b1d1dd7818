/// Tests of what others send.
@NullMarked
package dev.oriel.edge;

import org.jspecify.annotations.NullMarked;
