/// Pan, tilt and zoom: what a camera is asked to look at, how it moves there, and the drivers that turn it.
@NullMarked
package dev.oriel.orient;

import org.jspecify.annotations.NullMarked;
