@NullMarked
package dev.oriel.bench;

import org.jspecify.annotations.NullMarked;
