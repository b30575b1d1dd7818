@NullMarked
package dev.oriel.hub;

import org.jspecify.annotations.NullMarked;
