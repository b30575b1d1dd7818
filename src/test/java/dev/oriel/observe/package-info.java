@NullMarked
package dev.oriel.observe;

import org.jspecify.annotations.NullMarked;
