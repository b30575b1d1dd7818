@NullMarked
package dev.oriel.push;

import org.jspecify.annotations.NullMarked;
