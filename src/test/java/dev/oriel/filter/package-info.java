@NullMarked
package dev.oriel.filter;

import org.jspecify.annotations.NullMarked;
