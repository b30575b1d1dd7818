/// Cameras of this machine over the Video4Linux2 interface, called directly.
@NullMarked
package dev.oriel.v4l2;

import org.jspecify.annotations.NullMarked;
