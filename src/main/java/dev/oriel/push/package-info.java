/// The edge's side of a relay: the cameras of this process, offered over one connection that this process opened.
@NullMarked
package dev.oriel.push;

import org.jspecify.annotations.NullMarked;
