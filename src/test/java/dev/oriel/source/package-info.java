@NullMarked
package dev.oriel.source;

import org.jspecify.annotations.NullMarked;
