@NullMarked
package dev.oriel.bus;

import org.jspecify.annotations.NullMarked;
