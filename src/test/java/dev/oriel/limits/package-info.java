@NullMarked
package dev.oriel.limits;

import org.jspecify.annotations.NullMarked;
