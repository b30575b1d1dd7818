@NullMarked
package dev.oriel.hls;

import org.jspecify.annotations.NullMarked;
