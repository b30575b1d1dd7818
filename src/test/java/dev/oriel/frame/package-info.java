@NullMarked
package dev.oriel.frame;

import org.jspecify.annotations.NullMarked;
