/// Cameras and their tracks: the newest frame, who subscribes to it, and whether anybody wants it.
@NullMarked
package dev.oriel.hub;

import org.jspecify.annotations.NullMarked;
